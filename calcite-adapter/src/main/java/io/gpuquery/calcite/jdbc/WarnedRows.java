package io.gpuquery.calcite.jdbc;

import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Time;
import java.sql.Types;
import java.time.ZoneId;
import java.util.TimeZone;
import org.apache.calcite.avatica.AvaticaResultSet;
import org.apache.calcite.avatica.AvaticaStatement;
import org.apache.calcite.avatica.ColumnMetaData;
import org.apache.calcite.avatica.Meta;
import org.apache.calcite.jdbc.CalciteJdbc41Factory;
import org.jspecify.annotations.Nullable;

/**
 * The result of a query, which tells the warnings of its statement: some of what is read is known to be worth one only when the
 * last row is there, and who has a result set at hand asks that. Calcite's own has none. Values also come as the classes of {@link
 * TypedValues}.
 */
final class WarnedRows extends AvaticaResultSet {
    private final StatementControl control;
    private final CalciteJdbc41Factory calcite;

    WarnedRows(
            AvaticaStatement statement,
            Meta.Signature signature,
            ResultSetMetaData metaData,
            TimeZone timeZone,
            Meta.Frame firstFrame,
            StatementControl control,
            CalciteJdbc41Factory calcite)
            throws SQLException {
        super(statement, null, signature, metaData, timeZone, firstFrame);
        this.control = control;
        this.calcite = calcite;
    }

    @Override
    public @Nullable SQLWarning getWarnings() throws SQLException {
        checkOpen();
        return control.warnings();
    }

    @Override
    public void clearWarnings() throws SQLException {
        checkOpen();
        control.clearWarnings();
    }

    @Override
    public <T> @Nullable T getObject(int columnIndex, Class<T> type) throws SQLException {
        return TypedValues.get(this, columnIndex, type);
    }

    @Override
    public <T> @Nullable T getObject(String columnLabel, Class<T> type) throws SQLException {
        return TypedValues.get(this, findColumn(columnLabel), type);
    }

    @Override
    public @Nullable Object getObject(int columnIndex) throws SQLException {
        Object value = super.getObject(columnIndex);
        return value instanceof Time ? getTime(columnIndex) : value;
    }

    @Override
    public @Nullable Object getObject(String columnLabel) throws SQLException {
        return getObject(findColumn(columnLabel));
    }

    /** Calcite's own is the time of day in UTC, whatever the zone of the machine. */
    @Override
    public @Nullable Time getTime(int columnIndex) throws SQLException {
        if (getMetaData().getColumnType(columnIndex) != Types.TIME) {
            return super.getTime(columnIndex);
        }
        long millis = getLong(columnIndex);
        return wasNull() ? null : TypedValues.time(millis, ZoneId.systemDefault());
    }

    @Override
    public @Nullable Time getTime(String columnLabel) throws SQLException {
        return getTime(findColumn(columnLabel));
    }

    /** The elements of an array, as rows. */
    @Override
    public ResultSet create(ColumnMetaData.AvaticaType elementType, Iterable<Object> elements) throws SQLException {
        return calcite.newResultSet(statement, state, signature, localCalendar.getTimeZone(), firstFrame)
                .create(elementType, elements);
    }
}
