package io.gpuquery.format.csv;

import io.gpuquery.column.ColumnDefinition;
import io.gpuquery.column.ColumnType;
import io.gpuquery.column.TableSchema;
import io.gpuquery.format.text.ColumnNames;
import io.gpuquery.scan.FileDescription;
import io.gpuquery.scan.FileFormat;
import io.gpuquery.scan.ReadOptions;
import io.gpuquery.scan.TableStatistics;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Describes a delimited file as Calcite's own file adapter would: the first line names the columns and their types, a column
 * without a type that is known is VARCHAR, and a file without text is a table with one odd column.
 */
final class CalciteFileSniffer {
    private static final String COLUMN_OF_EMPTY_FILE = "EmptyFileHasNoColumns";

    /** The quote that opens is left in the field, and the one that closes is not. */
    private static final Pattern DECIMAL = Pattern.compile("\"decimal\\(([0-9]+),([0-9]+)\\)");

    private static final Set<String> TYPES = Set.of(
            "string",
            "boolean",
            "byte",
            "char",
            "short",
            "int",
            "long",
            "float",
            "double",
            "date",
            "timestamp",
            "time");

    /** Rows are counted by these first ones. */
    private static final int SAMPLE_ROWS = 1000;

    private final CsvText text;
    private final ReadOptions options;

    CalciteFileSniffer(CsvText text, ReadOptions options) {
        this.text = text;
        this.options = options;
    }

    FileDescription describe(TextPosition start) {
        CalciteFileRecords records = new CalciteFileRecords(text, start, FieldSelection.first(0), true);
        boolean header = records.next();
        TextPosition data = text.advance(start, records.characters());
        List<ColumnDefinition> columns = header
                ? columns(records.fields())
                : List.of(new ColumnDefinition(COLUMN_OF_EMPTY_FILE, ColumnType.BOOLEAN, true));
        TableSchema schema = new TableSchema(options.columns().isEmpty() ? columns : options.columnsOfTable());
        long rows = 0;
        boolean whole = true;
        while (whole && records.next()) {
            whole = ++rows < SAMPLE_ROWS;
        }
        double share = whole
                ? 1
                : records.consumedBytes()
                        / Math.max(1.0, (double) text.contents().sizeBytes());
        CsvDialect dialect = new CsvDialect(
                text.syntax(),
                header ? CsvHeader.NAMES_AND_TYPES : CsvHeader.NONE,
                text.charset(),
                LineSeparator.NONE.label(),
                schema.columnCount(),
                Set.of(),
                data.offsetBytes(),
                data.line(),
                text.contents().sizeBytes());
        return new FileDescription(
                FileFormat.CSV, schema, new TableStatistics(Math.round(rows / share), whole, List.of()), dialect);
    }

    private static List<ColumnDefinition> columns(List<String> fields) {
        List<String> names = new ArrayList<>();
        List<ColumnType> types = new ArrayList<>();
        for (String each : fields) {
            int colon = each.indexOf(':');
            names.add(colon < 0 ? each : each.substring(0, colon));
            types.add(colon < 0 ? ColumnType.VARCHAR : type(each.substring(colon + 1)));
        }
        List<String> unique = ColumnNames.unique(names);
        List<ColumnDefinition> columns = new ArrayList<>();
        for (ColumnType type : types) {
            columns.add(new ColumnDefinition(unique.get(columns.size()), type, true));
        }
        return columns;
    }

    private static ColumnType type(String name) {
        Matcher decimal = DECIMAL.matcher(name);
        ColumnType type = null;
        if (decimal.matches()) {
            type = TypedHeader.type("decimal", decimal.group(1) + "," + decimal.group(2));
        } else if (TYPES.contains(name)) {
            type = TypedHeader.type(name, null);
        }
        return type == null ? ColumnType.VARCHAR : type;
    }
}
