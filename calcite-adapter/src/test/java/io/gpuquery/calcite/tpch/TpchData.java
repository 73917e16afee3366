package io.gpuquery.calcite.tpch;

import com.google.common.collect.ImmutableList;
import io.trino.tpch.TpchColumn;
import io.trino.tpch.TpchEntity;
import io.trino.tpch.TpchTable;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * The eight tables of TPC-H at a scale factor.
 *
 * <p>Columns are named as in the specification ({@code c_custkey}). Rows are generated anew by each iteration, always
 * the same ones: nothing is held, so that a big scale factor can be streamed into files. Nothing is ever null.
 */
public record TpchData(double scaleFactor, List<TpchData.Table> tables) {

    /** The tables at {@code scaleFactor}; 1 means some 6 million line items. */
    public static TpchData at(double scaleFactor) {
        List<Table> tables = new ArrayList<>();
        for (TpchTable<?> table : TpchTable.getTables()) {
            tables.add(table(table, scaleFactor));
        }
        return new TpchData(scaleFactor, ImmutableList.copyOf(tables));
    }

    private static <E extends TpchEntity> Table table(TpchTable<E> table, double scaleFactor) {
        List<TpchColumn<E>> source = table.getColumns();
        List<Column> columns =
                source.stream().map(c -> new Column(c.getColumnName(), type(c))).toList();
        Iterable<Object[]> rows = () -> new Iterator<>() {
            private final Iterator<E> entities =
                    table.createGenerator(scaleFactor, 1, 1).iterator();

            @Override
            public boolean hasNext() {
                return entities.hasNext();
            }

            @Override
            public Object[] next() {
                E entity = entities.next();
                return source.stream().map(c -> value(c, entity)).toArray();
            }
        };
        return new Table(table.getTableName(), columns, rows);
    }

    private static Type type(TpchColumn<?> column) {
        return switch (column.getType().getBase()) {
            case IDENTIFIER -> Type.BIGINT;
            case INTEGER -> Type.INTEGER;
            case DOUBLE -> Type.DECIMAL;
            case DATE -> Type.DATE;
            case VARCHAR -> Type.VARCHAR;
        };
    }

    private static <E extends TpchEntity> Object value(TpchColumn<E> column, E entity) {
        return switch (type(column)) {
            case BIGINT -> column.getIdentifier(entity);
            case INTEGER -> column.getInteger(entity);
            case DECIMAL -> BigDecimal.valueOf(column.getDouble(entity)).setScale(2, RoundingMode.HALF_EVEN);
            case DATE -> LocalDate.ofEpochDay(column.getDate(entity));
            case VARCHAR -> column.getString(entity);
        };
    }

    /** A table; each row has one value per column, in the columns' order and of the class that {@link Type} names. */
    public record Table(String name, List<Column> columns, Iterable<Object[]> rows) {}

    /** A column; never null. */
    public record Column(String name, Type type) {}

    /** The five types of TPC-H. */
    public enum Type {
        /** A {@link Long}. */
        BIGINT("BIGINT"),
        /** An {@link Integer}. */
        INTEGER("INTEGER"),
        /** A {@link BigDecimal} with two digits after the point. */
        DECIMAL("DECIMAL(15, 2)"),
        /** A {@link LocalDate}. */
        DATE("DATE"),
        /** A {@link String}. */
        VARCHAR("VARCHAR");

        private final String sql;

        Type(String sql) {
            this.sql = sql;
        }

        /** The type's name in SQL, as both Calcite and DuckDB read it. */
        public String sql() {
            return sql;
        }
    }
}
