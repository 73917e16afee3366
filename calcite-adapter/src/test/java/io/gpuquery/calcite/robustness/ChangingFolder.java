package io.gpuquery.calcite.robustness;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A folder in which files come, go and change at random, and a ledger of what may be seen in them.
 *
 * <p>Each file that is written is a version of its own: its rows tell their version, their number, how many there are, and a value that
 * follows from version and number. So whoever reads a table knows whether he got one version, and all of it. Of versions that were cut,
 * or written in place, the ledger says so before it happens.
 */
final class ChangingFolder {
    /** What a version may look like apart from whole. */
    enum Damage {
        /** Only some of its first rows. */
        CUT,
        /** Only some of its first rows, the last one unfinished. */
        TORN
    }

    static final int TABLES = 6;

    private static final int FEW_ROWS = 50;
    /** Enough for a file to be mapped. */
    private static final int MANY_ROWS = 12_000;

    private final Path folder;
    private final Random random;
    private final AtomicLong versions = new AtomicLong();
    private final Map<Long, Damage> damaged = new ConcurrentHashMap<>();
    private final Map<Long, Integer> rowCounts = new ConcurrentHashMap<>();

    ChangingFolder(Path folder, long seed) {
        this.folder = folder;
        this.random = new Random(seed);
    }

    /** The name of a table that is there at times. */
    static String table(int number) {
        return "t" + number;
    }

    /** How many rows a version has; zero if there is none of that number. */
    int rowCount(long version) {
        return rowCounts.getOrDefault(version, 0);
    }

    @Nullable
    Damage damage(long version) {
        return damaged.get(version);
    }

    /** The value of a row. */
    static long check(long version, long row) {
        long mixed = (version * 1_000_003 + row) * 0xff51afd7ed558ccdL;
        return (mixed ^ (mixed >>> 33)) & 0xFFFF_FFFFL;
    }

    /** Even tables are CSV, odd ones NDJSON. */
    private Path file(int number) {
        return folder.resolve(table(number) + (number % 2 == 0 ? ".csv" : ".ndjson"));
    }

    void fill() throws IOException {
        for (int i = 0; i < TABLES; i++) {
            replace(file(i));
        }
    }

    /** Does something to one of the files. */
    void change() throws IOException {
        Path file = file(random.nextInt(TABLES));
        switch (random.nextInt(8)) {
            case 0 -> Files.deleteIfExists(file);
            case 1 -> cut(file);
            case 2 -> rewrite(file);
            case 3 -> rename(file);
            default -> replace(file);
        }
    }

    private void replace(Path file) throws IOException {
        Path other = folder.resolve(".other");
        Files.write(other, bytes(file, version()));
        Files.move(other, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private void rewrite(Path file) throws IOException {
        long before = present(file);
        long version = version();
        damaged.put(before, Damage.TORN);
        damaged.put(version, Damage.TORN);
        Files.write(file, bytes(file, version));
    }

    /** Behind a line. */
    private void cut(Path file) throws IOException {
        if (!Files.exists(file)) {
            return;
        }
        damaged.merge(present(file), Damage.CUT, (old, cut) -> old);
        String text = Files.readString(file);
        int end = text.lastIndexOf('\n', random.nextInt(text.length() + 1)) + 1;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(end);
        }
    }

    /** To the name of another table of the same format. */
    private void rename(Path file) throws IOException {
        int number = Integer.parseInt(file.getFileName().toString().substring(1, 2));
        if (Files.exists(file)) {
            Files.move(file, file((number + 2) % TABLES), StandardCopyOption.ATOMIC_MOVE);
        }
    }

    /** The version that is in a file; -1 if none can be told. */
    private static long present(Path file) throws IOException {
        if (!Files.exists(file)) {
            return -1;
        }
        List<String> lines =
                new ArrayList<>(Files.readString(file).lines().limit(2).toList());
        String line = lines.isEmpty() ? "" : lines.get(lines.size() - 1);
        String digits = line.replaceAll("^\\{\"version\":", "").replaceAll("^([0-9]*).*", "$1");
        return digits.isEmpty() ? -1 : Long.parseLong(digits);
    }

    private long version() {
        long version = versions.incrementAndGet();
        rowCounts.put(version, random.nextInt(5) == 0 ? MANY_ROWS : 1 + random.nextInt(FEW_ROWS));
        return version;
    }

    private byte[] bytes(Path file, long version) {
        int rows = rowCount(version);
        boolean csv = file.toString().endsWith(".csv");
        StringBuilder text = new StringBuilder(csv ? "version,n,total,mark\n" : "");
        for (int n = 0; n < rows; n++) {
            text.append(
                    csv
                            ? version + "," + n + "," + rows + "," + check(version, n) + "\n"
                            : "{\"version\":" + version + ",\"n\":" + n + ",\"total\":" + rows + ",\"mark\":"
                                    + check(version, n) + "}\n");
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }
}
