package io.gpuquery.calcite.system;

import io.gpuquery.calcite.table.QueryScope;
import io.gpuquery.calcite.table.WriteRefusal;
import io.gpuquery.scan.Cancellation;
import java.util.List;
import org.apache.calcite.DataContext;
import org.apache.calcite.linq4j.AbstractEnumerable;
import org.apache.calcite.linq4j.Enumerable;
import org.apache.calcite.linq4j.Enumerator;
import org.apache.calcite.linq4j.Linq4j;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.schema.ModifiableTable;
import org.apache.calcite.schema.ScannableTable;
import org.apache.calcite.schema.Schema;
import org.apache.calcite.schema.impl.AbstractTable;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

/** A table whose rows are computed when they are read. */
final class SystemTable extends AbstractTable implements ScannableTable {
    private static final int MILLIS_DIGITS = 3;

    private final List<Column> columns;
    private final Rows rows;

    SystemTable(List<Column> columns, Rows rows) {
        this.columns = List.copyOf(columns);
        this.rows = rows;
    }

    /** Name and type of a column, which may be NULL. */
    record Column(String name, SqlTypeName type) {}

    /** Makes the rows, as Calcite's runtime has values: an instant is a number of milliseconds. */
    interface Rows {
        List<@Nullable Object[]> make(Cancellation cancellation);
    }

    static Column text(String name) {
        return new Column(name, SqlTypeName.VARCHAR);
    }

    static Column flag(String name) {
        return new Column(name, SqlTypeName.BOOLEAN);
    }

    static Column number(String name) {
        return new Column(name, SqlTypeName.BIGINT);
    }

    static Column instant(String name) {
        return new Column(name, SqlTypeName.TIMESTAMP_WITH_LOCAL_TIME_ZONE);
    }

    @Override
    public RelDataType getRowType(RelDataTypeFactory factory) {
        RelDataTypeFactory.Builder builder = factory.builder();
        for (Column column : columns) {
            RelDataType type = column.type() == SqlTypeName.TIMESTAMP_WITH_LOCAL_TIME_ZONE
                    ? factory.createSqlType(column.type(), MILLIS_DIGITS)
                    : factory.createSqlType(column.type());
            builder.add(column.name(), factory.createTypeWithNullability(type, true));
        }
        return builder.build();
    }

    /** Refuses writes where Calcite asks for a table that takes them. */
    @Override
    public <C> @Nullable C unwrap(Class<C> type) {
        if (type == ModifiableTable.class) {
            throw WriteRefusal.of("INSERT");
        }
        return super.unwrap(type);
    }

    @Override
    public Schema.TableType getJdbcTableType() {
        return Schema.TableType.SYSTEM_TABLE;
    }

    @Override
    public Enumerable<@Nullable Object[]> scan(DataContext root) {
        Cancellation cancellation = QueryScope.of(root).cancellation();
        return new AbstractEnumerable<>() {
            @Override
            public Enumerator<@Nullable Object[]> enumerator() {
                return Linq4j.enumerator(rows.make(cancellation));
            }
        };
    }
}
