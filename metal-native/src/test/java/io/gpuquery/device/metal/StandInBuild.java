package io.gpuquery.device.metal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/** Builds the stand-in's library with the machine's C++ compiler, unless these very sources were built before. */
final class StandInBuild {
    /** From the folder of any module, where tests run. */
    private static final Path SOURCES = Path.of("..", "metal-native", "src", "test", "native");

    private static final String LIBRARY = "libmetal-stand-in.so";
    private static final List<String> OPTIONS =
            List.of("-std=c++17", "-O2", "-g1", "-shared", "-fPIC", "-Wall", "-Wextra", "-Werror", "-U_FORTIFY_SOURCE");

    private StandInBuild() {}

    /** @throws IOException with the reason why there can be no stand-in here */
    static Path library() throws IOException {
        String os = System.getProperty("os.name");
        if (!os.toLowerCase(Locale.ROOT).startsWith("linux")) {
            throw new IOException("the stand-in is for Linux, and this is " + os);
        }
        List<Path> sources = files();
        Path folder = Path.of("target", "metal-stand-in", Long.toHexString(checksum(sources)))
                .toAbsolutePath();
        Path library = folder.resolve(LIBRARY);
        if (!Files.exists(library)) {
            Path work = Files.createDirectories(folder).getParent();
            copyHeaders(folder);
            Path made = Files.createTempFile(Objects.requireNonNull(work), "stand-in", ".so");
            compile(sources, made);
            Files.move(made, library, StandardCopyOption.ATOMIC_MOVE);
        }
        return library;
    }

    private static List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(SOURCES)) {
            return all.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private static void copyHeaders(Path folder) throws IOException {
        Path target = Files.createDirectories(folder.resolve("msl"));
        try (Stream<Path> headers = Files.list(SOURCES.resolve("msl"))) {
            headers.forEach(header -> {
                try {
                    Files.copy(header, target.resolve(header.getFileName()), StandardCopyOption.REPLACE_EXISTING);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }

    private static void compile(List<Path> sources, Path library) throws IOException {
        String compiler = System.getenv().getOrDefault("CXX", "c++");
        List<String> command = new ArrayList<>(List.of(compiler));
        command.addAll(OPTIONS);
        command.addAll(List.of("-o", library.toString()));
        sources.stream()
                .map(Path::toString)
                .filter(name -> name.endsWith(".cpp") || name.endsWith(".S"))
                .forEach(command::add);
        command.addAll(List.of("-ldl", "-lpthread"));
        Process process;
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            throw new IOException("there is no C++ compiler (" + compiler + ")", e);
        }
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new AssertionError("the stand-in does not compile:\n" + output);
            }
        } catch (InterruptedException e) {
            throw new IOException("interrupted while the stand-in was compiled", e);
        }
    }

    private static long checksum(List<Path> sources) throws IOException {
        CRC32 sum = new CRC32();
        for (Path source : sources) {
            sum.update(source.getFileName().toString().getBytes(StandardCharsets.UTF_8));
            sum.update(Files.readAllBytes(source));
        }
        sum.update((OPTIONS + System.getProperty("os.arch")).getBytes(StandardCharsets.UTF_8));
        return sum.getValue();
    }
}
