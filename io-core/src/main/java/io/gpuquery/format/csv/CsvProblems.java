package io.gpuquery.format.csv;

import io.gpuquery.column.ColumnType;
import io.gpuquery.error.DataException;
import io.gpuquery.error.EmptyFileException;
import io.gpuquery.error.Location;
import io.gpuquery.error.MisfitException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;

/** What can be wrong with a delimited file, in words. */
final class CsvProblems {
    private static final int SHOWN_CHARACTERS = 60;

    private static final Pattern LIKE_THOUSANDS = Pattern.compile("-?\\d{1,3}([.,' ]\\d{3})+([.,]\\d+)?");
    private static final Pattern LIKE_DECIMAL_COMMA = Pattern.compile("-?\\d+,\\d+");
    private static final Pattern LIKE_DATE = Pattern.compile("\\d{1,4}[./ -](\\d{1,2}|\\p{L}{3,9})[./ -]\\d{1,4}");

    private final Path path;
    private final long maxFieldCharacters;
    private final LongSupplier linesBefore;

    CsvProblems(Path path) {
        this(path, defaultMaxFieldCharacters());
    }

    /** Takes maxFieldCharacters: longer fields are refused, so that one unclosed quote does not fill the heap. */
    CsvProblems(Path path, long maxFieldCharacters) {
        this(path, maxFieldCharacters, () -> 0);
    }

    private CsvProblems(Path path, long maxFieldCharacters, LongSupplier linesBefore) {
        this.path = path;
        this.maxFieldCharacters = maxFieldCharacters;
        this.linesBefore = linesBefore;
    }

    /** Problems of a stretch of the file whose lines are counted from its own start; those before it are counted when there is one. */
    CsvProblems behind(LongSupplier newLinesBefore) {
        return new CsvProblems(path, maxFieldCharacters, newLinesBefore);
    }

    /** A field is held a few times over while it is parsed: a thirty-second of the heap, between 1 Mi and 256 Mi characters. */
    private static long defaultMaxFieldCharacters() {
        return Math.max(1L << 20, Math.min(256L << 20, Runtime.getRuntime().maxMemory() / 32));
    }

    long maxFieldCharacters() {
        return maxFieldCharacters;
    }

    private Location at(long line) {
        return Location.of(path).withLine(linesBefore.getAsLong() + line);
    }

    DataException empty() {
        return new EmptyFileException(
                "The file has no text",
                Location.of(path),
                "Remove it, or write at least a header line; with declared \"columns\" a file without text is an empty table.");
    }

    DataException zeroBytes() {
        return new DataException(
                "The file is no UTF-8 text: much of it are zero bytes",
                Location.of(path),
                "If it is UTF-16 text, set the option \"charset\" to \"UTF-16LE\" or \"UTF-16BE\".");
    }

    DataException malformed(long line, long byteOffset, Charset charset) {
        return new DataException(
                "The text is not valid " + charset.name(),
                at(line).withByteOffset(byteOffset),
                "Name the file's encoding with the option \"charset\", for example \"windows-1252\".");
    }

    DataException unterminatedQuote(long line) {
        return new DataException(
                "A quote that opens on this line is never closed",
                at(line),
                "Close it; or, if quotes are ordinary characters in this file, set the option \"quote\" to a character"
                        + " that does not occur.");
    }

    DataException textAfterQuote(long line, char c) {
        return new DataException(
                "Behind a closing quote stands " + shown(String.valueOf(c)) + " instead of a delimiter",
                at(line),
                "Write a quote inside a quoted field twice; or, if quotes are ordinary characters in this file, set the"
                        + " option \"quote\" to a character that does not occur.");
    }

    /** Takes quoteLine: where the field's quote opens, 0 for an unquoted field. */
    DataException fieldTooLong(long recordLine, long quoteLine) {
        return new DataException(
                "A field is longer than " + String.format(Locale.ROOT, "%,d", maxFieldCharacters) + " characters",
                at(quoteLine == 0 ? recordLine : quoteLine),
                quoteLine == 0
                        ? "Check that the file is delimited text, or give the JVM more memory (-Xmx)."
                        : "Check that the quote that opens on this line is closed, or give the JVM more memory (-Xmx).");
    }

    DataException tooManyColumns(int found, int most) {
        return new DataException(
                "The first row has " + found + " fields, more than " + most,
                Location.of(path),
                "Check the option \"delimiter\".");
    }

    DataException tooManyFields(RecordShape shape, int columnCount, char delimiter) {
        return new DataException(
                "The row has " + fields(shape.fieldCount()) + ", the table " + columns(columnCount),
                at(shape.line()),
                "Quote fields that contain the delimiter (" + CsvDialect.nameOf(delimiter)
                        + "), name the right \"delimiter\", or leave such rows out with \"onError\": \"skip\".");
    }

    DataException tooFewFields(RecordShape shape, int columnCount) {
        return new DataException(
                "The row has " + fields(shape.fieldCount()) + ", the table " + columns(columnCount),
                at(shape.line()),
                "Without \"strict\" the columns that are missing are read as NULL.");
    }

    DataException declaredColumns(int declared, RecordShape first) {
        return new DataException(
                columns(declared) + (declared == 1 ? " is" : " are") + " declared, but the first row has "
                        + fields(first.fieldCount()),
                at(first.line()),
                "Declare every column of the file in \"columns\", in its order, or check the option \"delimiter\".");
    }

    DataException misfit(long line, String column, String text, ColumnType type, boolean declared) {
        String problem = shown(text) + " is no " + type;
        Location place = at(line).withColumn(column);
        if (declared) {
            return new DataException(
                    problem,
                    place,
                    "Declare another type for the column, or read such fields as NULL (\"onError\": \"null\") or leave"
                            + " their rows out (\"onError\": \"skip\").");
        }
        return new MisfitException(
                problem,
                place,
                ofNotation(text, type)
                        + "The type was inferred from a sample: infer it from all rows (\"sampleRows\": 0), declare it"
                        + " (\"columns\"), or read such fields as NULL (\"onError\": \"null\") or leave their rows"
                        + " out (\"onError\": \"skip\").",
                text,
                MisfitException.Notation.PLAIN);
    }

    /** What the text is likely to be if it is no mistake, and the option that says so; empty where nothing comes to mind. */
    private static String ofNotation(String text, ColumnType type) {
        String trimmed = text.strip();
        if (trimmed.startsWith("\uFEFF")) {
            return "A byte order mark in the middle of a text is left of files that were joined: remove it, and the line of"
                    + " names behind it. ";
        }
        return switch (type.kind()) {
            case TINYINT, SMALLINT, INTEGER, BIGINT, REAL, DOUBLE, DECIMAL -> {
                if (LIKE_THOUSANDS.matcher(trimmed).matches()) {
                    yield "If it has separators between thousands, name them with the option \"groupingSeparator\". ";
                }
                yield LIKE_DECIMAL_COMMA.matcher(trimmed).matches()
                        ? "If the comma stands before fractions, set the option \"decimalSeparator\" to \"comma\". "
                        : "";
            }
            case DATE ->
                LIKE_DATE.matcher(trimmed).matches()
                        ? "If it is a date, name its pattern with the option \"dateFormat\", such as \"dd.MM.yyyy\". "
                        : "";
            case TIME, TIMESTAMP, TIMESTAMP_LTZ ->
                LIKE_DATE.matcher(trimmed).lookingAt()
                        ? "If it is a timestamp, name its pattern with the option \"timestampFormat\". "
                        : "";
            default -> "";
        };
    }

    /** Takes a character that no text has: Unicode keeps it for use inside of programs. */
    DataException reserved(long line, char c) {
        return new DataException(
                String.format(Locale.ROOT, "The text has U+%04X, which is no character", (int) c),
                at(line),
                "Remove it, or read the file without the option \"escape\".");
    }

    DataException nullIn(long line, String column) {
        return new DataException(
                "The value is missing, and the column is declared as not nullable",
                at(line).withColumn(column),
                "Declare the column as nullable, or leave such rows out with \"onError\": \"skip\".");
    }

    DataException noSuchLine(int skipLines) {
        return new DataException(
                "The file has no line behind the " + skipLines + " that the option \"skipLines\" leaves out",
                Location.of(path),
                "Make \"skipLines\" smaller.");
    }

    DataException sameCharacter(String first, String second, char c) {
        return new DataException(
                "The options \"" + first + "\" and \"" + second + "\" are the same character, " + CsvDialect.nameOf(c),
                Location.of(path),
                "Choose another for one of them.");
    }

    DataException lineEndAs(String option) {
        return new DataException(
                "The option \"" + option + "\" is a line end", Location.of(path), "Choose another character.");
    }

    DataException parserFailed(long line, RuntimeException cause) {
        return new DataException(
                "The CSV parser failed: " + cause.getMessage(),
                at(line),
                "Report this with the lines around that one.",
                cause);
    }

    private static String fields(int count) {
        return count + (count == 1 ? " field" : " fields");
    }

    private static String columns(int count) {
        return count + (count == 1 ? " column" : " columns");
    }

    /** In quotes, of bounded length, and on one line. */
    private static String shown(String text) {
        StringBuilder shown = new StringBuilder("\"");
        int end = Math.min(text.length(), SHOWN_CHARACTERS);
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\n' -> shown.append("\\n");
                case '\r' -> shown.append("\\r");
                case '\t' -> shown.append("\\t");
                default -> {
                    if (Character.isISOControl(c) || c == '\uFEFF') {
                        shown.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
                    } else {
                        shown.append(c);
                    }
                }
            }
        }
        return shown.append(end < text.length() ? "…\"" : "\"").toString();
    }
}
