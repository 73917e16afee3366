package io.gpuquery.format.parquet.metadata;

import io.gpuquery.column.ColumnDefinition;
import io.gpuquery.column.ColumnType;
import io.gpuquery.column.ColumnType.Kind;
import io.gpuquery.format.parquet.metadata.ParquetFooter.NestedField;
import java.util.List;

/**
 * Whether the columns of a VARIANT are what its readers expect, and the VARIANT around them. Source: Apache Parquet format 2.12,
 * VariantShredding.md.
 */
final class VariantFields {
    private static final String METADATA = "metadata";
    private static final String VALUE = "value";
    private static final String TYPED_VALUE = "typed_value";

    private VariantFields() {}

    /** The texts of a group of columns, whose names are those of the file. */
    static NestedField variant(NestedField group, String path) throws UnreadableFieldException {
        List<ColumnDefinition> fields = group.type().fields();
        ColumnDefinition first = fields.stream()
                .filter(field -> field.name().equals(METADATA))
                .findFirst()
                .orElse(null);
        if (first == null || first.type().kind() != Kind.VARBINARY) {
            throw new UnreadableFieldException(path, "a VARIANT without metadata in bytes");
        }
        checkPart(group, path, METADATA);
        return new NestedField(ColumnType.VARCHAR, group.nullable(), group.definition(), 0, 0, List.of(group), null);
    }

    /** Bytes, a column for values of one type, or both of them. */
    private static void checkPart(NestedField part, String path, String alsoAllowed) throws UnreadableFieldException {
        if (part.type().kind() != Kind.ROW) {
            throw new UnreadableFieldException(path, "a part of a VARIANT that is " + part.type());
        }
        boolean any = false;
        List<ColumnDefinition> fields = part.type().fields();
        for (int i = 0; i < fields.size(); i++) {
            String name = fields.get(i).name();
            boolean typed = name.equals(TYPED_VALUE);
            if (typed) {
                checkTyped(part.children().get(i), path + "." + name);
            } else if (name.equals(VALUE) && fields.get(i).type().kind() != Kind.VARBINARY) {
                throw new UnreadableFieldException(
                        path, "values of a VARIANT that are " + fields.get(i).type());
            } else if (!name.equals(VALUE) && !name.equals(alsoAllowed)) {
                throw new UnreadableFieldException(path, "a VARIANT with the unknown field " + name);
            }
            any |= typed || name.equals(VALUE);
        }
        if (!any || fields.stream().map(ColumnDefinition::name).distinct().count() < fields.size()) {
            throw new UnreadableFieldException(path, "a VARIANT without values, or with two of them");
        }
    }

    private static void checkTyped(NestedField typed, String path) throws UnreadableFieldException {
        switch (typed.type().kind()) {
            case MAP -> throw new UnreadableFieldException(path, "a MAP in a VARIANT");
            case ARRAY -> checkPart(typed.children().get(0), path, VALUE);
            case ROW -> {
                List<ColumnDefinition> fields = typed.type().fields();
                for (int i = 0; i < fields.size(); i++) {
                    checkPart(
                            typed.children().get(i), path + "." + fields.get(i).name(), VALUE);
                }
            }
            case BOOLEAN,
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
                    VARCHAR,
                    VARBINARY,
                    UUID -> {}
        }
    }
}
