package io.gpuquery.calcite.rel;

import io.gpuquery.calcite.table.ValueText;
import io.gpuquery.column.ColumnDefinition;
import io.gpuquery.column.ColumnType;
import io.gpuquery.column.TableSchema;
import io.gpuquery.scan.Literal;
import io.gpuquery.scan.ScanPredicate;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Predicates of a scan as SQL, for EXPLAIN. Different predicates have different texts. */
final class PredicateText {
    private static final Pattern PLAIN_NAME = Pattern.compile("[A-Za-z_][A-Za-z_0-9$]*");

    private final TableSchema schema;

    PredicateText(TableSchema schema) {
        this.schema = schema;
    }

    /** The name of a column, quoted if it has to be. */
    String column(int index) {
        String name = schema.column(index).name();
        return PLAIN_NAME.matcher(name).matches() ? name : '"' + name.replace("\"", "\"\"") + '"';
    }

    String of(ScanPredicate predicate) {
        if (predicate instanceof ScanPredicate.Comparison comparison) {
            return column(comparison.column()) + " " + comparison.operator().sql() + " "
                    + literal(comparison.column(), comparison.literal());
        }
        if (predicate instanceof ScanPredicate.NullTest test) {
            return column(test.column()) + (test.negated() ? " IS NOT NULL" : " IS NULL");
        }
        if (predicate instanceof ScanPredicate.In in) {
            return in.literals().stream()
                    .map(literal -> literal(in.column(), literal))
                    .collect(Collectors.joining(", ", column(in.column()) + " IN (", ")"));
        }
        if (predicate instanceof ScanPredicate.OfField field) {
            return ofField(field);
        }
        if (predicate instanceof ScanPredicate.And and) {
            return joined(and.operands(), " AND ");
        }
        return joined(((ScanPredicate.Or) predicate).operands(), " OR ");
    }

    /** As of a column that is named by the whole path. */
    private String ofField(ScanPredicate.OfField predicate) {
        StringBuilder path = new StringBuilder(column(predicate.column()));
        ColumnDefinition field = schema.column(predicate.column());
        for (int index : predicate.path()) {
            field = field.type().fields().get(index);
            path.append('.').append(new PredicateText(new TableSchema(List.of(field))).column(0));
        }
        PredicateText last = new PredicateText(new TableSchema(List.of(field)));
        String test = last.of(predicate.test());
        return path + test.substring(last.column(0).length());
    }

    private String joined(List<ScanPredicate> operands, String word) {
        return operands.stream().map(this::of).collect(Collectors.joining(word, "(", ")"));
    }

    private String literal(int column, Literal literal) {
        ColumnType type = schema.column(column).type();
        String text = ValueText.of(type, literal);
        if (literal instanceof Literal.OfBytes) {
            return switch (type.kind()) {
                case VARBINARY -> "X'" + text + "'";
                case UUID -> "UUID '" + text + "'";
                case VARCHAR,
                        BOOLEAN,
                        TINYINT,
                        SMALLINT,
                        INTEGER,
                        BIGINT,
                        REAL,
                        DOUBLE,
                        DECIMAL,
                        DATE,
                        TIME,
                        TIMESTAMP,
                        TIMESTAMP_LTZ,
                        ARRAY,
                        MAP,
                        ROW -> "'" + text.replace("'", "''") + "'";
            };
        }
        return switch (type.kind()) {
            case DATE -> "DATE '" + text + "'";
            case TIME -> "TIME '" + text + "'";
            case TIMESTAMP -> "TIMESTAMP '" + text + "'";
            case TIMESTAMP_LTZ -> "TIMESTAMP WITH LOCAL TIME ZONE '" + text + "'";
            case BOOLEAN,
                    TINYINT,
                    SMALLINT,
                    INTEGER,
                    BIGINT,
                    REAL,
                    DOUBLE,
                    DECIMAL,
                    VARCHAR,
                    VARBINARY,
                    UUID,
                    ARRAY,
                    MAP,
                    ROW -> text;
        };
    }
}
