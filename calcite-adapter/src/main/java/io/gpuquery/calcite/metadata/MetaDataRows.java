package io.gpuquery.calcite.metadata;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TimeZone;
import org.apache.calcite.avatica.AvaticaConnection;
import org.apache.calcite.avatica.AvaticaResultSet;
import org.apache.calcite.avatica.AvaticaResultSetMetaData;
import org.apache.calcite.avatica.AvaticaStatement;
import org.apache.calcite.avatica.ColumnMetaData;
import org.apache.calcite.avatica.Meta;
import org.apache.calcite.avatica.MetaImpl;
import org.apache.calcite.avatica.util.ArrayIteratorCursor;
import org.jspecify.annotations.Nullable;

/** Rows that are there already, as a result set of a statement of its own, which ends with it. */
final class MetaDataRows extends AvaticaResultSet {
    private static final TimeZone UTC = TimeZone.getTimeZone("UTC");

    private MetaDataRows(AvaticaStatement statement, Meta.Signature signature) throws SQLException {
        super(
                statement,
                null,
                signature,
                new AvaticaResultSetMetaData(statement, null, signature),
                UTC,
                Meta.Frame.EMPTY);
    }

    /** A column: its name, and the class of its values. */
    record Column(String name, Class<?> type) {
        static Column text(String name) {
            return new Column(name, String.class);
        }

        static Column number(String name) {
            return new Column(name, Integer.class);
        }

        static Column small(String name) {
            return new Column(name, Short.class);
        }
    }

    static AvaticaResultSet of(AvaticaConnection connection, List<Column> columns, List<@Nullable Object[]> rows)
            throws SQLException {
        List<ColumnMetaData> described = new ArrayList<>();
        for (Column column : columns) {
            described.add(MetaImpl.columnMetaData(column.name(), described.size(), column.type(), true));
        }
        Meta.Signature signature = new Meta.Signature(
                described, "", List.of(), Map.of(), Meta.CursorFactory.ARRAY, Meta.StatementType.SELECT);
        AvaticaStatement statement = connection.createStatement();
        statement.closeOnCompletion();
        return new MetaDataRows(statement, signature).execute2(new ArrayIteratorCursor(rows.iterator()), described);
    }
}
