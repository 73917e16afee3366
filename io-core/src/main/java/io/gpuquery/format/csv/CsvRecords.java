package io.gpuquery.format.csv;

import com.univocity.parsers.common.TextParsingException;
import com.univocity.parsers.csv.CsvFormat;
import com.univocity.parsers.csv.CsvParser;
import com.univocity.parsers.csv.CsvParserSettings;
import com.univocity.parsers.csv.UnescapedQuoteHandling;
import io.gpuquery.error.DataException;
import java.util.Set;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * The records of a {@link RecordFeed} as texts of fields: what Univocity's parser makes of them.
 *
 * <p>Blank lines are no records, except where a table has one column: there an empty line is a row whose field is NULL, as writers
 * of such files mean it. For one thread.
 */
final class CsvRecords implements Records {
    private static final int INPUT_CHARACTERS = 16 << 10;
    private static final int ERROR_CHARACTERS = 80;

    /** Stands in for "no quote", which Univocity does not know: it looks for the line end first, and so never meets this quote. */
    private static final char UNUSED_QUOTE = '\n';

    private final RecordFeed feed;
    private final CsvProblems problems;
    private final CsvParser parser;
    private final CsvSyntax syntax;
    private final char quote;
    private final boolean blankLinesAreRows;
    private final Set<String> nullWords;
    private String[] fields = new String[0];
    private @Nullable RecordShape shape;

    /**
     * Begins to read.
     *
     * @param fieldCount how many fields the feed passes on at most
     * @param columnCount of the table
     */
    CsvRecords(
            RecordFeed feed,
            CsvProblems problems,
            CsvSyntax syntax,
            int fieldCount,
            int columnCount,
            Set<String> nullWords) {
        this.feed = feed;
        this.problems = problems;
        this.syntax = syntax;
        this.quote = syntax.quote();
        this.blankLinesAreRows = columnCount == 1;
        this.nullWords = nullWords;
        this.parser = new CsvParser(
                settings(syntax.delimiter(), quote == CsvDialect.NO_QUOTE ? UNUSED_QUOTE : quote, fieldCount));
        guard(() -> {
            parser.beginParsing(new DoubledMark(feed));
            return fields;
        });
    }

    private static CsvParserSettings settings(char delimiter, char quote, int fieldCount) {
        CsvParserSettings settings = new CsvParserSettings();
        CsvFormat format = settings.getFormat();
        format.setLineSeparator("\n");
        format.setNormalizedNewline('\n');
        format.setDelimiter(delimiter);
        format.setQuote(quote);
        format.setQuoteEscape(quote);
        // Left out, it is taken to be U+0000, which is then lost from quoted fields.
        format.setCharToEscapeQuoteEscaping(quote);
        settings.setCommentProcessingEnabled(false);
        settings.setSkipEmptyLines(false);
        settings.setIgnoreLeadingWhitespaces(false);
        settings.setIgnoreTrailingWhitespaces(false);
        settings.setNormalizeLineEndingsWithinQuotes(false);
        // The quotes tell an empty text from NULL.
        settings.setKeepQuotes(true);
        settings.setUnescapedQuoteHandling(UnescapedQuoteHandling.RAISE_ERROR);
        // The feed enforces both limits, and says what to do.
        settings.setMaxCharsPerColumn(-1);
        settings.setMaxColumns(Math.max(1, fieldCount) + 1);
        settings.setInputBufferSize(INPUT_CHARACTERS);
        settings.setReadInputOnSeparateThread(false);
        settings.setAutoClosingEnabled(false);
        settings.setErrorContentLength(ERROR_CHARACTERS);
        return settings;
    }

    @Override
    public boolean next() {
        while (true) {
            String[] parsed = guard(parser::parseNext);
            // A record without a shape was cut off by the end of an incomplete source.
            RecordShape next = parsed == null ? null : feed.pollShape();
            shape = next;
            if (parsed == null || next == null) {
                fields = new String[0];
                return false;
            }
            fields = parsed;
            if (!next.blank() || blankLinesAreRows) {
                return true;
            }
        }
    }

    @Override
    public RecordShape shape() {
        if (shape == null) {
            throw new IllegalStateException("no record");
        }
        return shape;
    }

    /** Like {@link #text}, but a null word is a text. */
    @Nullable
    String name(int position) {
        return text(position, Set.of());
    }

    @Override
    public @Nullable String text(int position) {
        return text(position, nullWords);
    }

    @Override
    public long consumedBytes() {
        return feed.consumedBytes();
    }

    private @Nullable String text(int position, Set<String> words) {
        String field = position < fields.length ? fields[position] : null;
        if (field == null) {
            return null;
        }
        if (quote != CsvDialect.NO_QUOTE && field.charAt(0) == quote) {
            return field.substring(1, field.length() - 1);
        }
        String plain = syntax.escape() == CsvSyntax.NONE ? field : EscapedCharacters.restore(field, syntax);
        return words.isEmpty() || !words.contains(plain.strip()) ? plain : null;
    }

    private String @Nullable [] guard(java.util.function.Supplier<String @Nullable []> parse) {
        try {
            return parse.get();
        } catch (TextParsingException | IllegalStateException e) {
            // Univocity wraps what the feed throws, a fault in mapped memory included.
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof Error error) {
                    throw error;
                }
                if (cause instanceof DataException || cause instanceof CancellationException) {
                    throw (RuntimeException) cause;
                }
            }
            throw problems.parserFailed(feed.line(), e);
        }
    }
}
