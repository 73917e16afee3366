package io.gpuquery.calcite.table;

import io.gpuquery.column.ColumnDefinition;
import io.gpuquery.column.ColumnType;
import io.gpuquery.column.TableSchema;
import io.gpuquery.scan.ReadOptions;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.sql.type.SqlTypeName;

/** The types of columns as Calcite's. */
public final class SqlTypes {
    /** Digits of a fraction of a second that Calcite's runtime keeps: it counts milliseconds. */
    public static final int FRACTION_DIGITS = 3;

    private SqlTypes() {}

    /** Digits behind the second: Calcite's file adapter has whole seconds. */
    public static int fractionDigits(ReadOptions options) {
        return options.isCalciteFile() ? 0 : FRACTION_DIGITS;
    }

    /** The row type of a table: names, types and nullability of its columns, in order. */
    public static RelDataType rowType(TableSchema schema, RelDataTypeFactory factory) {
        return rowType(schema, FRACTION_DIGITS, factory);
    }

    /** The same, with so many digits behind the second. */
    public static RelDataType rowType(TableSchema schema, int fractionDigits, RelDataTypeFactory factory) {
        RelDataTypeFactory.Builder builder = factory.builder();
        for (ColumnDefinition column : schema.columns()) {
            RelDataType type = type(column.type(), fractionDigits, factory);
            builder.add(column.name(), factory.createTypeWithNullability(type, column.nullable()));
        }
        return builder.build();
    }

    private static RelDataType field(ColumnType type, int index, int fractionDigits, RelDataTypeFactory factory) {
        ColumnDefinition field = type.fields().get(index);
        return factory.createTypeWithNullability(type(field.type(), fractionDigits, factory), field.nullable());
    }

    /**
     * The type of a column. Under a type system that allows fewer digits than the column has, a DECIMAL is declared with as
     * many as it allows; its values keep all theirs.
     */
    private static RelDataType type(ColumnType type, int fractionDigits, RelDataTypeFactory factory) {
        return switch (type.kind()) {
            case BOOLEAN -> factory.createSqlType(SqlTypeName.BOOLEAN);
            case TINYINT -> factory.createSqlType(SqlTypeName.TINYINT);
            case SMALLINT -> factory.createSqlType(SqlTypeName.SMALLINT);
            case INTEGER -> factory.createSqlType(SqlTypeName.INTEGER);
            case BIGINT -> factory.createSqlType(SqlTypeName.BIGINT);
            case REAL -> factory.createSqlType(SqlTypeName.REAL);
            case DOUBLE -> factory.createSqlType(SqlTypeName.DOUBLE);
            case DECIMAL -> {
                int precision =
                        Math.min(type.precision(), factory.getTypeSystem().getMaxPrecision(SqlTypeName.DECIMAL));
                int scale = Math.min(type.scale(), factory.getTypeSystem().getMaxScale(SqlTypeName.DECIMAL));
                yield factory.createSqlType(SqlTypeName.DECIMAL, precision, Math.min(scale, precision));
            }
            case DATE -> factory.createSqlType(SqlTypeName.DATE);
            case TIME -> factory.createSqlType(SqlTypeName.TIME, fractionDigits);
            case TIMESTAMP -> factory.createSqlType(SqlTypeName.TIMESTAMP, fractionDigits);
            case TIMESTAMP_LTZ -> factory.createSqlType(SqlTypeName.TIMESTAMP_WITH_LOCAL_TIME_ZONE, fractionDigits);
            case VARCHAR -> factory.createSqlType(SqlTypeName.VARCHAR);
            case VARBINARY -> factory.createSqlType(SqlTypeName.VARBINARY);
            case UUID -> factory.createSqlType(SqlTypeName.UUID);
            case ARRAY -> factory.createArrayType(field(type, 0, fractionDigits, factory), -1);
            case MAP ->
                factory.createMapType(field(type, 0, fractionDigits, factory), field(type, 1, fractionDigits, factory));
            case ROW -> rowType(new TableSchema(type.fields()), fractionDigits, factory);
        };
    }
}
