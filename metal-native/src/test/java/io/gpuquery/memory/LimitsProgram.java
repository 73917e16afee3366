package io.gpuquery.memory;

import io.gpuquery.error.DataException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Opens more files than the process may have open; first one after the other, then all at once. */
final class LimitsProgram {
    private static final int FILES = 600;

    private LimitsProgram() {}

    public static void main(String[] arguments) throws IOException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        Path folder = Path.of(arguments[0]);
        List<Path> files = new ArrayList<>();
        for (int i = 0; i < FILES; i++) {
            files.add(Files.write(folder.resolve("f" + i), new byte[] {1}));
        }
        FilePoolOptions options = FilePoolOptions.defaults().withSmallFileBytes(0);
        out.println("kept by default " + options.maxMappings());
        List<FileContents> open = new ArrayList<>();
        try (FilePool pool = new FilePool(options.withMaxMappings(FILES))) {
            files.forEach(file -> pool.open(file).close());
            out.println("one after the other");
            files.forEach(file -> open.add(pool.open(file)));
            out.println("all at once");
        } catch (DataException e) {
            out.println(e.problem() + ": " + e.hint());
        }
        open.forEach(FileContents::close);
        try (FilePool pool = new FilePool(options)) {
            out.println("then " + pool.open(files.get(0)).sizeBytes());
        }
    }
}
