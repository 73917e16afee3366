package io.gpuquery.examples;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A statement in a document and the result that is printed below it.
 *
 * @param document and line
 * @param target the folder or the model that it is for
 * @param sql the statement
 * @param result the block of text that follows
 */
record PrintedStatement(String document, Path target, String sql, String result) {
    private static final Pattern COMMAND =
            Pattern.compile("^\\./sqlline(?: (\\S+))?(?: -e \"(.*)\")?$", Pattern.MULTILINE);
    private static final String DEFAULT_TARGET = "model-examples/data";

    /**
     * The statements of a document: those in blocks of SQL, and those that a command of the shell carries. A block of SQL belongs
     * to the folder or model that the last command named.
     */
    static List<PrintedStatement> of(String document) throws IOException {
        List<PrintedStatement> statements = new ArrayList<>();
        Path target = Markdown.ROOT.resolve(DEFAULT_TARGET);
        String sql = null;
        for (Markdown.Block block : Markdown.blocks(document)) {
            if (block.language().equals("sh")) {
                Matcher command = COMMAND.matcher(block.text());
                if (command.find()) {
                    target = Markdown.ROOT.resolve(command.group(1) == null ? DEFAULT_TARGET : command.group(1));
                    sql = command.group(2);
                }
            } else if (block.language().equals("sql")) {
                sql = withoutSemicolon(block.text());
            } else if (block.language().equals("text") && sql != null) {
                statements.add(new PrintedStatement(document + ":" + block.line(), target, sql, block.text()));
                sql = null;
            }
        }
        return statements;
    }

    private static String withoutSemicolon(String text) {
        String stripped = text.strip();
        return stripped.endsWith(";") ? stripped.substring(0, stripped.length() - 1) : stripped;
    }

    /** The URL of our driver that opens the target. */
    String url() {
        return "jdbc:gpuquery:" + (isModel() ? "model=" : "directory=") + '\'' + target + '\'';
    }

    boolean isModel() {
        return target.toString().endsWith(".json");
    }

    /** For the names of tests. */
    @Override
    public String toString() {
        return document;
    }
}
