package io.gpuquery.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A document of this project, as far as tests look into it. */
final class Markdown {
    /** The folder that README.md is in, with a slash at its end or not. */
    static final Path ROOT = root();

    private static final String FENCE = "```";

    /**
     * A block between fences.
     *
     * @param language what stands behind the first fence
     * @param text the lines between them, each with a line feed
     * @param line the line of the first fence, counted from 1
     */
    record Block(String language, String text, int line) {}

    private Markdown() {}

    private static Path root() {
        // Maven runs the tests in the folder of the module, an IDE maybe in the one above.
        Path here = Path.of("").toAbsolutePath();
        return Files.exists(here.resolve("sqlline")) ? here : here.resolveSibling("");
    }

    static List<String> lines(String file) throws IOException {
        return Files.readAllLines(ROOT.resolve(file));
    }

    static List<Block> blocks(String file) throws IOException {
        List<Block> blocks = new ArrayList<>();
        List<String> lines = lines(file);
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(i).startsWith(FENCE)) {
                continue;
            }
            int first = i;
            StringBuilder text = new StringBuilder();
            for (i++; !lines.get(i).startsWith(FENCE); i++) {
                text.append(lines.get(i)).append('\n');
            }
            blocks.add(new Block(lines.get(first).substring(FENCE.length()).strip(), text.toString(), first + 1));
        }
        return blocks;
    }
}
