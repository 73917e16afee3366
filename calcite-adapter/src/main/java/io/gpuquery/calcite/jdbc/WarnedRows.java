package io.gpuquery.calcite.jdbc;

import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Struct;
import java.sql.Time;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Calendar;
import java.util.List;
import java.util.TimeZone;
import org.apache.calcite.avatica.AvaticaResultSet;
import org.apache.calcite.avatica.AvaticaStatement;
import org.apache.calcite.avatica.ColumnMetaData;
import org.apache.calcite.avatica.Meta;
import org.apache.calcite.avatica.MetaImpl;
import org.apache.calcite.avatica.util.Cursor;
import org.apache.calcite.jdbc.CalciteJdbc41Factory;
import org.apache.calcite.jdbc.CalcitePrepare.CalciteSignature;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

/**
 * The result of a query, which tells the warnings of its statement: some of what is read is known to be worth one only when the
 * last row is there, and who has a result set at hand asks that. Calcite's own has none. Values also come as the classes of {@link
 * TypedValues}.
 *
 * <p>A TIMESTAMP WITH LOCAL TIME ZONE is handed out as the instant that it is, where Calcite's takes it for the time on a clock in
 * the zone of the JVM. Its text is in UTC. The text of an array, a map or a row is JSON.
 */
final class WarnedRows extends AvaticaResultSet {
    private static final String INSTANT = SqlTypeName.TIMESTAMP_WITH_LOCAL_TIME_ZONE.getName();

    private final StatementControl control;
    private final CalciteJdbc41Factory calcite;
    private @Nullable List<Cursor.Accessor> rawAccessors;

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
        if (isInstant(columnIndex)) {
            return instant(columnIndex);
        }
        Object value = super.getObject(columnIndex);
        if (value instanceof Struct row && nestedType(columnIndex) != null) {
            return new NamedRow(row, String.valueOf(getString(columnIndex)));
        }
        return value instanceof Time ? getTime(columnIndex) : value;
    }

    /** What is nested is JSON. */
    @Override
    public @Nullable String getString(int columnIndex) throws SQLException {
        RelDataType type = nestedType(columnIndex);
        if (type == null) {
            return super.getString(columnIndex);
        }
        // For the checks that it makes.
        Object value = super.getObject(columnIndex) == null
                ? null
                : rawAccessors().get(columnIndex - 1).getObject();
        return value == null ? null : NestedText.of(value, type);
    }

    @Override
    public @Nullable String getString(String columnLabel) throws SQLException {
        return getString(findColumn(columnLabel));
    }

    private @Nullable RelDataType nestedType(int columnIndex) {
        if (columnIndex < 1
                || columnIndex > signature.columns.size()
                || !(signature instanceof CalciteSignature<?> query)
                || query.rowType == null
                || query.rowType.getFieldCount() != signature.columns.size()) {
            return null;
        }
        RelDataType type = query.rowType.getFieldList().get(columnIndex - 1).getType();
        return NestedText.isNested(type) ? type : null;
    }

    /** Values as Calcite's runtime has them. */
    private List<Cursor.Accessor> rawAccessors() {
        List<Cursor.Accessor> raw = rawAccessors;
        if (raw == null) {
            ColumnMetaData.AvaticaType any = ColumnMetaData.scalar(Types.JAVA_OBJECT, "ANY", ColumnMetaData.Rep.OBJECT);
            List<ColumnMetaData> columns = new ArrayList<>();
            for (ColumnMetaData column : signature.columns) {
                columns.add(MetaImpl.columnMetaData(column.columnName, column.ordinal, any, true));
            }
            raw = cursor.createAccessors(columns, localCalendar, this);
            rawAccessors = raw;
        }
        return raw;
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

    @Override
    public @Nullable Timestamp getTimestamp(int column) throws SQLException {
        return isInstant(column) ? instant(column) : super.getTimestamp(column);
    }

    @Override
    public @Nullable Timestamp getTimestamp(String label) throws SQLException {
        return getTimestamp(findColumn(label));
    }

    @Override
    public @Nullable Timestamp getTimestamp(int column, Calendar calendar) throws SQLException {
        return isInstant(column) ? instant(column) : super.getTimestamp(column, calendar);
    }

    @Override
    public @Nullable Timestamp getTimestamp(String label, Calendar calendar) throws SQLException {
        return getTimestamp(findColumn(label), calendar);
    }

    private boolean isInstant(int column) {
        return column >= 1
                && column <= signature.columns.size()
                && INSTANT.equals(signature.columns.get(column - 1).type.name);
    }

    private @Nullable Timestamp instant(int column) throws SQLException {
        long millis = getLong(column);
        return wasNull() ? null : new Timestamp(millis);
    }
}
