package io.gpuquery.format.csv;

import io.gpuquery.column.ColumnDefinition;
import io.gpuquery.column.TableSchema;
import io.gpuquery.format.text.ColumnNames;
import io.gpuquery.memory.FileContents;
import io.gpuquery.scan.Cancellation;
import io.gpuquery.scan.ColumnFinding;
import io.gpuquery.scan.FileDescription;
import io.gpuquery.scan.FileFormat;
import io.gpuquery.scan.ReadOptions;
import io.gpuquery.scan.ReadOptions.ErrorPolicy;
import io.gpuquery.scan.TableStatistics;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Describes a delimited file in five steps: charset, delimiter, number of columns, sample, header. */
final class CsvSniffer {
    /** More columns than this are a sign of another format, and more than SQL tools bear. */
    static final int MAX_COLUMNS = 100_000;

    private static final char DEFAULT_QUOTE = '"';
    private static final int ZERO_BYTE_SAMPLE = 4096;

    private final FileContents contents;
    private final ReadOptions options;
    private final Cancellation cancellation;
    private final CsvProblems problems;

    CsvSniffer(FileContents contents, ReadOptions options, Cancellation cancellation) {
        this.contents = contents;
        this.options = options;
        this.cancellation = cancellation;
        this.problems = new CsvProblems(contents.path());
    }

    FileDescription describe() {
        ByteOrderMark mark = ByteOrderMark.of(contents);
        Charset charset = mark == null ? options.charsetOrUtf8() : mark.charset();
        if (mark == null && options.charset() == null && isMuchZeros()) {
            throw problems.zeroBytes();
        }
        TextPosition start = new TextPosition(mark == null ? 0 : mark.lengthBytes(), 1);
        CsvText text = structure(charset, start);
        RecordShape first = firstRecord(text, start);
        if (first == null) {
            return describeEmpty(text);
        }
        CsvSample sample =
                CsvSample.take(text, text.advance(start, first.startCharacter()), columnCount(first), options);
        boolean header = hasHeader(sample);
        TextPosition data = text.advance(start, header ? first.endCharacter() : first.startCharacter());
        CsvDialect dialect = new CsvDialect(
                text.delimiter(),
                text.quote(),
                header,
                charset,
                sample.lineSeparator().label(),
                sample.columns().size(),
                data.offsetBytes(),
                data.line(),
                contents.sizeBytes());
        // Rows can be left out for what is in them, which a sample does not show.
        boolean exact = sample.isWhole() && options.onError() != ErrorPolicy.SKIP;
        long rowCount = Math.max(0, sample.rowCount() - (header ? 1 : 0));
        return new FileDescription(
                FileFormat.CSV,
                schema(sample, header),
                new TableStatistics(rowCount, exact, List.of()),
                dialect,
                findings(sample, header));
    }

    private List<ColumnFinding> findings(CsvSample sample, boolean header) {
        boolean declared = !options.columns().isEmpty();
        return sample.columns().stream()
                .map(column -> new ColumnFinding(
                        header ? column.name() : null,
                        declared || column.hasValues() || (!header && !column.firstIsBlank())))
                .toList();
    }

    private boolean isMuchZeros() {
        ByteBuffer head = contents.region().slice(0, (int) Math.min(ZERO_BYTE_SAMPLE, contents.sizeBytes()));
        int zeros = 0;
        for (int i = 0; i < head.limit(); i++) {
            zeros += head.get(i) == 0 ? 1 : 0;
        }
        return zeros > head.limit() / 4;
    }

    private CsvText structure(Charset charset, TextPosition start) {
        Character quoteOption = options.quote();
        char quote = quoteOption == null ? DEFAULT_QUOTE : quoteOption;
        Character delimiterOption = options.delimiter();
        if (isLineEnd(quoteOption)) {
            throw problems.lineEndAs("quote");
        }
        if (isLineEnd(delimiterOption)) {
            throw problems.lineEndAs("delimiter");
        }
        if (delimiterOption != null && delimiterOption == quote) {
            throw problems.sameCharacter(quote);
        }
        CsvText text = new CsvText(contents, charset, ',', quote, problems, cancellation);
        return text.withDelimiter(
                delimiterOption == null ? new DelimiterDetection(text, start).detect() : delimiterOption);
    }

    private static boolean isLineEnd(@Nullable Character c) {
        return c != null && (c == '\n' || c == '\r');
    }

    /** The first record that is not blank; its surplus is told against the declared columns. */
    private @Nullable RecordShape firstRecord(CsvText text, TextPosition start) {
        int declared = options.columns().isEmpty()
                ? Integer.MAX_VALUE
                : options.columns().size();
        RecordFeed feed = text.feed(start, FieldSelection.first(0), declared, true);
        char[] lineEnds = new char[1];
        while (feed.read(lineEnds, 0, 1) > 0) {
            RecordShape shape = feed.pollShape();
            if (shape != null && !shape.blank()) {
                return shape;
            }
        }
        return null;
    }

    private int columnCount(RecordShape first) {
        int declared = options.columns().size();
        if (declared == 0) {
            if (first.fieldCount() > MAX_COLUMNS) {
                throw problems.tooManyColumns(first.fieldCount(), MAX_COLUMNS);
            }
            return first.fieldCount();
        }
        if (first.fieldCount() < declared || first.surplus()) {
            throw problems.declaredColumns(declared, first);
        }
        return declared;
    }

    private boolean hasHeader(CsvSample sample) {
        Boolean option = options.header();
        if (option != null) {
            return option;
        }
        return options.columns().isEmpty()
                ? HeaderDetection.isHeader(sample.columns())
                : HeaderDetection.isHeader(sample.columns(), options.columns());
    }

    /** Every column is nullable: a row may be cut short, and rows may be appended. */
    private TableSchema schema(CsvSample sample, boolean header) {
        if (!options.columns().isEmpty()) {
            return declaredSchema();
        }
        List<ColumnDefinition> definitions = new ArrayList<>();
        List<String> names = ColumnNames.unique(sample.columns().stream()
                .map(column -> header ? column.name() : "")
                .toList());
        for (SampledColumn column : sample.columns()) {
            definitions.add(new ColumnDefinition(
                    names.get(definitions.size()), header ? column.restType() : column.type(), true));
        }
        return new TableSchema(definitions);
    }

    /** A file without text is a table only if somebody says what its columns are. */
    private FileDescription describeEmpty(CsvText text) {
        if (options.columns().isEmpty()) {
            throw problems.empty();
        }
        CsvDialect dialect = new CsvDialect(
                text.delimiter(),
                text.quote(),
                false,
                text.charset(),
                LineSeparator.NONE.label(),
                options.columns().size(),
                contents.sizeBytes(),
                1,
                contents.sizeBytes());
        return new FileDescription(FileFormat.CSV, declaredSchema(), new TableStatistics(0, true, List.of()), dialect);
    }

    private TableSchema declaredSchema() {
        return new TableSchema(options.columns().stream()
                .map(column -> new ColumnDefinition(column.name(), column.type(), true))
                .toList());
    }
}
