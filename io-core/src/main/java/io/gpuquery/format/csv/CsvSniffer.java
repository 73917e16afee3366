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
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
        if (options.isCalciteFile()) {
            return new CalciteFileSniffer(new CsvText(contents, charset, syntax(','), problems, cancellation), options)
                    .describe(start);
        }
        CsvText text = new CsvText(contents, charset, syntax(','), problems, cancellation);
        Integer skipLines = options.syntax().skipLines();
        if (skipLines == null) {
            return describeFrom(text, start);
        }
        TextPosition behind = text.behindLines(start, skipLines);
        if (behind == null) {
            throw problems.noSuchLine(skipLines);
        }
        return describe(text.withDelimiter(delimiter(text, behind)), behind);
    }

    /** Finds out which first lines are none of the table. */
    private FileDescription describeFrom(CsvText text, TextPosition start) {
        Character named = options.delimiter() == null ? Preamble.namedDelimiter(text, start) : null;
        TextPosition behindName = named == null ? null : text.behindLines(start, 1);
        TextPosition from = behindName == null ? start : behindName;
        CsvText delimited = text.withDelimiter(named == null ? delimiter(text, from) : named);
        Preamble preamble = Preamble.of(delimited, from);
        boolean keepsComment = options.syntax().comment() != null || preamble.comment() == CsvSyntax.NONE;
        return describe(
                keepsComment
                        ? delimited
                        : delimited.withSyntax(delimited.syntax().withComment(preamble.comment())),
                preamble.start());
    }

    private char delimiter(CsvText text, TextPosition start) {
        Character option = options.delimiter();
        return option == null ? new DelimiterDetection(text, start).detect() : option;
    }

    private FileDescription describe(CsvText text, TextPosition start) {
        RecordShape first = firstRecord(text, start);
        if (first == null) {
            return describeEmpty(text);
        }
        TextPosition firstPosition = text.advance(start, first.startCharacter());
        List<ColumnDefinition> typed = typedHeader(text, firstPosition);
        if (typed != null) {
            return describeTyped(text, firstPosition, typed);
        }
        CsvSample sample = CsvSample.take(text, firstPosition, columnCount(first), options);
        boolean header = hasHeader(sample);
        TextPosition data = text.advance(start, header ? first.endCharacter() : first.startCharacter());
        TableSchema schema = schema(sample, header);
        return description(text, sample, header ? CsvHeader.NAMES : CsvHeader.NONE, schema, data);
    }

    private FileDescription description(
            CsvText text, CsvSample sample, CsvHeader firstRow, TableSchema schema, TextPosition data) {
        Set<Integer> decimalCommaColumns = new HashSet<>();
        for (int i = 0; i < sample.columns().size(); i++) {
            if (sample.columns().get(i).hasDecimalComma()) {
                decimalCommaColumns.add(i);
            }
        }
        CsvDialect dialect = new CsvDialect(
                text.syntax(),
                firstRow,
                text.charset(),
                sample.lineSeparator().label(),
                sample.columns().size(),
                decimalCommaColumns,
                data.offsetBytes(),
                data.line(),
                contents.sizeBytes());
        // Rows can be left out for what is in them, which a sample does not show.
        boolean exact = sample.isWhole() && options.onError() != ErrorPolicy.SKIP;
        long rowCount = Math.max(0, sample.rowCount() - (firstRow == CsvHeader.NAMES ? 1 : 0));
        return new FileDescription(
                FileFormat.CSV,
                schema,
                new TableStatistics(rowCount, exact, List.of()),
                dialect,
                firstRow == CsvHeader.NAMES_AND_TYPES ? List.of() : findings(sample, firstRow == CsvHeader.NAMES));
    }

    private List<ColumnFinding> findings(CsvSample sample, boolean header) {
        boolean declared = !options.columns().isEmpty();
        String reason = sample.isWhole() ? "holds all values" : "holds the values of a sample of rows";
        return sample.columns().stream()
                .map(column -> new ColumnFinding(
                        header ? column.name() : null,
                        declared || column.hasValues() || (!header && !column.firstIsBlank()),
                        reason))
                .toList();
    }

    /** The columns of a first row that says names and types; null if it does not, or somebody said otherwise. */
    private @Nullable List<ColumnDefinition> typedHeader(CsvText text, TextPosition first) {
        if (!options.columns().isEmpty() || Boolean.FALSE.equals(options.header())) {
            return null;
        }
        CalciteFileRecords records = new CalciteFileRecords(text, first, FieldSelection.first(MAX_COLUMNS), true);
        return records.next() ? TypedHeader.parse(records.fields()) : null;
    }

    private FileDescription describeTyped(CsvText text, TextPosition header, List<ColumnDefinition> columns) {
        List<String> names =
                ColumnNames.unique(columns.stream().map(ColumnDefinition::name).toList());
        List<ColumnDefinition> unique = new ArrayList<>();
        for (ColumnDefinition column : columns) {
            unique.add(new ColumnDefinition(names.get(unique.size()), column.type(), true));
        }
        TableSchema schema = new TableSchema(unique);
        TextPosition behind = text.behindLines(header, 1);
        TextPosition end = new TextPosition(contents.sizeBytes(), header.line());
        RecordShape first = behind == null ? null : firstRecord(text, behind);
        if (behind == null || first == null) {
            return emptyDescription(text, CsvHeader.NAMES_AND_TYPES, schema, behind == null ? end : behind);
        }
        TextPosition data = text.advance(behind, first.startCharacter());
        CsvSample sample = CsvSample.take(text, data, unique.size(), options);
        return description(text, sample, CsvHeader.NAMES_AND_TYPES, schema, data);
    }

    private boolean isMuchZeros() {
        ByteBuffer head = contents.region().slice(0, (int) Math.min(ZERO_BYTE_SAMPLE, contents.sizeBytes()));
        int zeros = 0;
        for (int i = 0; i < head.limit(); i++) {
            zeros += head.get(i) == 0 ? 1 : 0;
        }
        return zeros > head.limit() / 4;
    }

    /** The characters that options name, with a delimiter where they name none. */
    private CsvSyntax syntax(char otherwise) {
        Map<String, Character> named = new LinkedHashMap<>();
        put(named, "delimiter", options.delimiter());
        put(named, "quote", options.quote() == null ? Character.valueOf(DEFAULT_QUOTE) : options.quote());
        put(named, "escape", options.syntax().escape());
        put(named, "comment", options.syntax().comment());
        Map<Character, String> owners = new HashMap<>();
        named.forEach((option, c) -> {
            if (isLineEnd(c)) {
                throw problems.lineEndAs(option);
            }
            String other = c == CsvSyntax.NONE ? null : owners.put(c, option);
            if (other != null && !(other.equals("quote") && option.equals("escape"))) {
                throw problems.sameCharacter(other, option, c);
            }
        });
        char quote = named.getOrDefault("quote", DEFAULT_QUOTE);
        char escape = named.getOrDefault("escape", CsvSyntax.NONE);
        return new CsvSyntax(
                named.getOrDefault("delimiter", otherwise),
                quote,
                // A quote that escapes itself is the usual way.
                escape == quote ? CsvSyntax.NONE : escape,
                named.getOrDefault("comment", CsvSyntax.NONE));
    }

    private static void put(Map<String, Character> named, String option, @Nullable Character c) {
        if (c != null) {
            named.put(option, c);
        }
    }

    private static boolean isLineEnd(char c) {
        return c == '\n' || c == '\r';
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
        return emptyDescription(text, CsvHeader.NONE, declaredSchema(), new TextPosition(contents.sizeBytes(), 1));
    }

    private FileDescription emptyDescription(CsvText text, CsvHeader firstRow, TableSchema schema, TextPosition end) {
        CsvDialect dialect = new CsvDialect(
                text.syntax(),
                firstRow,
                text.charset(),
                LineSeparator.NONE.label(),
                schema.columnCount(),
                Set.of(),
                end.offsetBytes(),
                end.line(),
                contents.sizeBytes());
        return new FileDescription(FileFormat.CSV, schema, new TableStatistics(0, true, List.of()), dialect);
    }

    private TableSchema declaredSchema() {
        return new TableSchema(options.columnsOfTable());
    }
}
