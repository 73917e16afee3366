package io.gpuquery.memory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What Linux says of this process, so that tests need not believe our own counters. */
public final class ProcessMemory {
    private static final Path SELF = Path.of("/proc/self");

    private ProcessMemory() {}

    /** How many VM regions the process has. */
    public static long regionCount() {
        return lines("maps").size();
    }

    /** How much of the process is in memory. */
    public static long residentBytes() {
        for (String line : lines("status")) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("[^0-9]", "")) << 10;
            }
        }
        throw new AssertionError("/proc/self/status has no VmRSS");
    }

    static long mappingsOf(Path file) {
        String path = file.toAbsolutePath().toString();
        return lines("maps").stream().filter(line -> line.endsWith(path)).count();
    }

    public static long descriptorCount() {
        try (Stream<Path> descriptors = Files.list(SELF.resolve("fd"))) {
            return descriptors.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The two-letter flags of the VM region that begins at an address. */
    static String flagsOfRegionAt(long address) {
        String start = Long.toHexString(address) + "-";
        boolean within = false;
        for (String line : lines("smaps")) {
            if (line.matches("[0-9a-f]+-[0-9a-f]+ .*")) {
                within = line.startsWith(start);
            } else if (within && line.startsWith("VmFlags:")) {
                return line.substring("VmFlags:".length());
            }
        }
        throw new AssertionError("no VM region begins at " + Long.toHexString(address));
    }

    private static List<String> lines(String name) {
        try {
            return Files.readAllLines(SELF.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
