package io.gpuquery.calcite.jdbc;

import java.sql.SQLException;
import java.sql.Struct;
import java.util.Map;

/** A value of a ROW, whose text has the names of its fields. */
record NamedRow(Struct row, String text) implements Struct {
    @Override
    public String getSQLTypeName() throws SQLException {
        return row.getSQLTypeName();
    }

    @Override
    public Object[] getAttributes() throws SQLException {
        return row.getAttributes();
    }

    @Override
    public Object[] getAttributes(Map<String, Class<?>> map) throws SQLException {
        return row.getAttributes(map);
    }

    @Override
    public String toString() {
        return text;
    }
}
