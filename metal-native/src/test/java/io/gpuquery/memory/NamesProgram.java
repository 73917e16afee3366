package io.gpuquery.memory;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Maps every file of a folder, whatever its name looks like in this JVM's encoding. */
final class NamesProgram {
    private NamesProgram() {}

    public static void main(String[] arguments) throws IOException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        try (DirectoryStream<Path> files = Files.newDirectoryStream(Path.of(arguments[0]))) {
            for (Path file : files) {
                try (MappedFile mapped = MappedFile.open(file)) {
                    out.println(mapped.fileSizeBytes());
                }
            }
        }
    }
}
