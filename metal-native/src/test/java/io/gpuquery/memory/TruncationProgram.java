package io.gpuquery.memory;

import io.gpuquery.error.DataException;
import java.io.IOException;
import java.io.PrintStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.Supplier;

/**
 * Truncates a file under compiled code that reads it, in each of the ways in which Java reads, and prints for each what
 * came of it. Run in a JVM of its own.
 */
final class TruncationProgram {
    private static final int FILE_BYTES = 4 << 20;

    private TruncationProgram() {}

    public static void main(String[] arguments) throws IOException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        Path file = Path.of(arguments[0]);
        int warmUpRounds = Integer.parseInt(arguments[1]);
        FilePool pool = new FilePool(FilePoolOptions.defaults());
        byte[] copy = new byte[4096];
        for (int round = 0; round < 2; round++) {
            outcome(out, "one value", file, pool, warmUpRounds, buffer -> buffer.getLong(FILE_BYTES / 2));
            outcome(out, "loop", file, pool, warmUpRounds, TruncationProgram::sum);
            outcome(out, "bulk", file, pool, warmUpRounds, buffer -> {
                buffer.get(FILE_BYTES / 2, copy);
                return copy[7];
            });
            outcome(out, "failing", file, pool, warmUpRounds, buffer -> {
                throw new IllegalStateException("garbage " + buffer.getInt(FILE_BYTES / 2));
            });
        }
        pool.close();
        out.println("resources "
                + LiveResources.snapshot().values().stream()
                        .mapToLong(Long::longValue)
                        .sum());
    }

    private interface Access {
        long read(ByteBuffer buffer);
    }

    private static void outcome(PrintStream out, String name, Path file, FilePool pool, int warmUpRounds, Access access)
            throws IOException {
        try (RandomAccessFile writer = new RandomAccessFile(file.toFile(), "rw")) {
            writer.setLength(0);
            writer.setLength(FILE_BYTES);
            try (FileContents contents = pool.open(file)) {
                ByteBuffer buffer = contents.region().slice(0, FILE_BYTES);
                for (int i = 0; i < warmUpRounds; i++) {
                    attempt(contents, () -> access.read(buffer));
                }
                writer.setLength(1000);
                String outcome = attempt(contents, () -> access.read(buffer));
                // Were the error still to come, these would be where it comes from.
                Thread.sleep(1);
                contents.version();
                out.println(name + ": " + outcome);
            } catch (InternalError | InterruptedException late) {
                out.println(name + ": too late, " + late);
            }
        }
    }

    private static String attempt(FileContents contents, Supplier<Long> access) {
        try {
            return "read " + contents.guard(access);
        } catch (DataException e) {
            return e.problem() + ", suppressed " + e.getSuppressed().length;
        } catch (IllegalStateException e) {
            return "failed";
        }
    }

    /** Short, so that it compiles without a safepoint in its loop. */
    private static long sum(ByteBuffer buffer) {
        long sum = 0;
        for (int i = 0; i < 64; i++) {
            sum += buffer.getLong(FILE_BYTES / 2 + i * Long.BYTES);
        }
        return sum;
    }
}
