package io.gpuquery.calcite.roundtrip;

import java.io.BufferedWriter;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes tables as text, in the words of the formats' own specifications: RFC 4180 and RFC 8259. */
final class TextFiles {
    private TextFiles() {}

    /** Fields are quoted where they have to be, and some others; null is a field without anything. */
    static void writeCsv(RandomTable table, Path file, Random random) throws IOException {
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            out.write(table.columns().stream()
                    .map(RandomTable.Column::name)
                    .collect(Collectors.joining(",", "", "\r\n")));
            for (List<@Nullable Object> row : table.rows()) {
                for (int i = 0; i < row.size(); i++) {
                    Object value = row.get(i);
                    if (value != null) {
                        out.write(csvField(text(value), random));
                    }
                    out.write(i < row.size() - 1 ? "," : "\r\n");
                }
            }
        }
    }

    private static String csvField(String text, Random random) {
        boolean plain = !text.isEmpty() && text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n');
        return plain && random.nextInt(4) != 0 ? text : '"' + text.replace("\"", "\"\"") + '"';
    }

    /** One object a line, or one array; null is {@code null} or a key that is not there. */
    static void writeJson(RandomTable table, Path file, boolean lines, Random random) throws IOException {
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            out.write(lines ? "" : "[\n");
            for (int i = 0; i < table.rows().size(); i++) {
                out.write(i == 0 ? "" : lines ? "\n" : ",\n");
                out.write(object(table, table.rows().get(i), random));
            }
            out.write(lines ? "\n" : "]\n");
        }
    }

    private static String object(RandomTable table, List<@Nullable Object> row, Random random) {
        StringBuilder out = new StringBuilder("{");
        for (int i = 0; i < row.size(); i++) {
            Object value = row.get(i);
            if (value != null || random.nextBoolean()) {
                out.append(out.length() == 1 ? "" : ", ")
                        .append(jsonText(table.columns().get(i).name(), random))
                        .append(": ");
                out.append(value == null ? "null" : jsonValue(value, random));
            }
        }
        return out.append('}').toString();
    }

    private static String jsonValue(Object value, Random random) {
        boolean finite = !(value instanceof Double d && !Double.isFinite(d))
                && !(value instanceof Float f && !Float.isFinite(f));
        boolean bare = (value instanceof Number && finite) || value instanceof Boolean;
        return bare ? text(value) : jsonText(text(value), random);
    }

    private static String jsonText(String text, Random random) {
        StringBuilder out = new StringBuilder("\"");
        boolean escapeSome = random.nextInt(4) == 0 && text.length() < 1000;
        text.codePoints().forEach(c -> {
            if (c < ' ' || (escapeSome && random.nextInt(3) == 0)) {
                for (char unit : Character.toChars(c)) {
                    out.append(String.format(random.nextBoolean() ? "\\u%04x" : "\\u%04X", (int) unit));
                }
            } else if (c == '"' || c == '\\') {
                out.append('\\').appendCodePoint(c);
            } else {
                out.appendCodePoint(c);
            }
        });
        return out.append('"').toString();
    }

    /** A value as text: numbers, dates and times as Java prints them, bytes as hexadecimal digits. */
    static String text(Object value) {
        return value instanceof BigDecimal decimal ? decimal.toPlainString() : value.toString();
    }
}
