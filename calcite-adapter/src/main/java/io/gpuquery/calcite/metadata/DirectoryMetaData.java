package io.gpuquery.calcite.metadata;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.calcite.avatica.AvaticaConnection;
import org.apache.calcite.avatica.AvaticaDatabaseMetaData;
import org.apache.calcite.jdbc.CalciteConnection;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.schema.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Tells tools what there is: complete with broken files and vanishing ones, in the orders that JDBC prescribes, and fast with very many
 * files. What is not about schemas, tables, columns and types is Calcite's.
 *
 * <p>There are no catalogs. Names are patterns of JDBC, in the case in which they are listed. Safe for any number of threads.
 */
public final class DirectoryMetaData extends AvaticaDatabaseMetaData {
    private static final List<MetaDataRows.Column> TABLES = Stream.of(
                    "TABLE_CAT",
                    "TABLE_SCHEM",
                    "TABLE_NAME",
                    "TABLE_TYPE",
                    "REMARKS",
                    "TYPE_CAT",
                    "TYPE_SCHEM",
                    "TYPE_NAME",
                    "SELF_REFERENCING_COL_NAME",
                    "REF_GENERATION")
            .map(MetaDataRows.Column::text)
            .toList();

    private static final List<MetaDataRows.Column> COLUMNS = List.of(
            MetaDataRows.Column.text("TABLE_CAT"),
            MetaDataRows.Column.text("TABLE_SCHEM"),
            MetaDataRows.Column.text("TABLE_NAME"),
            MetaDataRows.Column.text("COLUMN_NAME"),
            MetaDataRows.Column.number("DATA_TYPE"),
            MetaDataRows.Column.text("TYPE_NAME"),
            MetaDataRows.Column.number("COLUMN_SIZE"),
            MetaDataRows.Column.number("BUFFER_LENGTH"),
            MetaDataRows.Column.number("DECIMAL_DIGITS"),
            MetaDataRows.Column.number("NUM_PREC_RADIX"),
            MetaDataRows.Column.number("NULLABLE"),
            MetaDataRows.Column.text("REMARKS"),
            MetaDataRows.Column.text("COLUMN_DEF"),
            MetaDataRows.Column.number("SQL_DATA_TYPE"),
            MetaDataRows.Column.number("SQL_DATETIME_SUB"),
            MetaDataRows.Column.number("CHAR_OCTET_LENGTH"),
            MetaDataRows.Column.number("ORDINAL_POSITION"),
            MetaDataRows.Column.text("IS_NULLABLE"),
            MetaDataRows.Column.text("SCOPE_CATALOG"),
            MetaDataRows.Column.text("SCOPE_SCHEMA"),
            MetaDataRows.Column.text("SCOPE_TABLE"),
            MetaDataRows.Column.small("SOURCE_DATA_TYPE"),
            MetaDataRows.Column.text("IS_AUTOINCREMENT"),
            MetaDataRows.Column.text("IS_GENERATEDCOLUMN"));

    private final AvaticaConnection connection;
    private final Supplier<@Nullable Connection> guarded;
    private final Function<RuntimeException, SQLException> failures;

    /**
     * @param connection of Calcite's
     * @param guarded the connection that the user has; null where that is the same
     * @param failures what to throw where a directory cannot be read any more
     */
    public DirectoryMetaData(
            AvaticaConnection connection,
            Supplier<@Nullable Connection> guarded,
            Function<RuntimeException, SQLException> failures) {
        super(connection);
        this.connection = connection;
        this.guarded = guarded;
        this.failures = failures;
    }

    @Override
    public Connection getConnection() {
        Connection users = guarded.get();
        return users == null ? connection : users;
    }

    private TableListing listing() throws SQLException {
        CalciteConnection calcite = (CalciteConnection) connection;
        return new TableListing(calcite.getRootSchema(), calcite.getTypeFactory());
    }

    /** Makes rows of something that may fail as nobody expects. */
    private ResultSet rows(List<MetaDataRows.Column> columns, Source source) throws SQLException {
        List<@Nullable Object[]> rows = new ArrayList<>();
        try {
            source.addTo(rows);
        } catch (RuntimeException e) {
            throw failures.apply(e);
        }
        return MetaDataRows.of(connection, columns, rows);
    }

    private interface Source {
        void addTo(List<@Nullable Object[]> rows) throws SQLException;
    }

    /** Nothing is in a catalog. */
    private static boolean none(@Nullable String catalog) {
        return catalog != null && !catalog.isEmpty();
    }

    @Override
    public ResultSet getCatalogs() throws SQLException {
        return rows(List.of(MetaDataRows.Column.text("TABLE_CAT")), rows -> {});
    }

    @Override
    public ResultSet getSchemas() throws SQLException {
        return getSchemas(null, null);
    }

    @Override
    public ResultSet getSchemas(@Nullable String catalog, @Nullable String schemaPattern) throws SQLException {
        return rows(
                List.of(MetaDataRows.Column.text("TABLE_SCHEM"), MetaDataRows.Column.text("TABLE_CATALOG")), rows -> {
                    if (!none(catalog)) {
                        listing()
                                .schemas(new NamePattern(schemaPattern))
                                .forEach(name -> rows.add(new @Nullable Object[] {name, null}));
                    }
                });
    }

    @Override
    public ResultSet getTableTypes() throws SQLException {
        return rows(
                List.of(MetaDataRows.Column.text("TABLE_TYPE")),
                rows -> Stream.of(Schema.TableType.SYSTEM_TABLE, Schema.TableType.TABLE, Schema.TableType.VIEW)
                        .forEach(type -> rows.add(new @Nullable Object[] {type.jdbcName})));
    }

    @Override
    public ResultSet getTables(
            @Nullable String catalog,
            @Nullable String schemaPattern,
            @Nullable String tableNamePattern,
            String @Nullable [] types)
            throws SQLException {
        return rows(TABLES, rows -> {
            if (none(catalog)) {
                return;
            }
            listing().tables(new NamePattern(schemaPattern), new NamePattern(tableNamePattern), false).stream()
                    .filter(table -> types == null || Arrays.asList(types).contains(table.type()))
                    // Stable: they are in the order of their names.
                    .sorted(Comparator.comparing(ListedTable::type))
                    .forEach(table -> rows.add(new @Nullable Object[] {
                        null, table.schema(), table.name(), table.type(), table.remarks(), null, null, null, null, null
                    }));
        });
    }

    @Override
    public ResultSet getColumns(
            @Nullable String catalog,
            @Nullable String schemaPattern,
            @Nullable String tableNamePattern,
            @Nullable String columnNamePattern)
            throws SQLException {
        return rows(COLUMNS, rows -> {
            if (none(catalog)) {
                return;
            }
            NamePattern columns = new NamePattern(columnNamePattern);
            List<ListedTable> tables =
                    listing().tables(new NamePattern(schemaPattern), new NamePattern(tableNamePattern), true);
            for (ListedTable table : tables) {
                RelDataType rowType = table.rowType().get();
                if (rowType != null) {
                    rowType.getFieldList().stream()
                            .filter(field -> columns.matches(field.getName()))
                            .forEach(field -> rows.add(column(table, field)));
                }
            }
        });
    }

    private static @Nullable Object[] column(ListedTable table, RelDataTypeField field) {
        RelDataType type = field.getType();
        ColumnSize size = ColumnSize.of(type);
        return new @Nullable Object[] {
            null,
            table.schema(),
            table.name(),
            field.getName(),
            type.getSqlTypeName().getJdbcOrdinal(),
            type.getSqlTypeName().getName(),
            size.size(),
            null,
            size.decimalDigits(),
            size.radix(),
            type.isNullable() ? DatabaseMetaData.columnNullable : DatabaseMetaData.columnNoNulls,
            null,
            null,
            null,
            null,
            size.octets(),
            field.getIndex() + 1,
            type.isNullable() ? "YES" : "NO",
            null,
            null,
            null,
            null,
            "NO",
            "NO"
        };
    }

    @Override
    public ResultSet getTypeInfo() throws SQLException {
        List<MetaDataRows.Column> columns = new ArrayList<>();
        List<@Nullable Object[]> rows = new ArrayList<>();
        int dataType;
        try (ResultSet calcites = super.getTypeInfo()) {
            ResultSetMetaData described = calcites.getMetaData();
            dataType = calcites.findColumn("DATA_TYPE") - 1;
            for (int i = 1; i <= described.getColumnCount(); i++) {
                columns.add(
                        new MetaDataRows.Column(described.getColumnName(i), valueClass(described.getColumnType(i))));
            }
            while (calcites.next()) {
                @Nullable Object[] row = new @Nullable Object[columns.size()];
                for (int i = 0; i < row.length; i++) {
                    row[i] = calcites.getObject(i + 1);
                }
                rows.add(row);
            }
        }
        rows.sort(Comparator.comparing(row -> ((Number) Objects.requireNonNull(row[dataType])).intValue()));
        return MetaDataRows.of(connection, columns, rows);
    }

    private static Class<?> valueClass(int type) {
        return switch (type) {
            case Types.BOOLEAN -> Boolean.class;
            case Types.SMALLINT -> Short.class;
            case Types.INTEGER -> Integer.class;
            default -> String.class;
        };
    }

    // Calcite throws from these.

    @Override
    public boolean ownUpdatesAreVisible(int type) {
        return false;
    }

    @Override
    public boolean ownDeletesAreVisible(int type) {
        return false;
    }

    @Override
    public boolean ownInsertsAreVisible(int type) {
        return false;
    }

    @Override
    public boolean othersUpdatesAreVisible(int type) {
        return false;
    }

    @Override
    public boolean othersDeletesAreVisible(int type) {
        return false;
    }

    @Override
    public boolean othersInsertsAreVisible(int type) {
        return false;
    }

    @Override
    public boolean updatesAreDetected(int type) {
        return false;
    }

    @Override
    public boolean deletesAreDetected(int type) {
        return false;
    }

    @Override
    public boolean insertsAreDetected(int type) {
        return false;
    }

    @Override
    public boolean supportsResultSetType(int type) {
        return type == ResultSet.TYPE_FORWARD_ONLY;
    }

    @Override
    public boolean supportsResultSetConcurrency(int type, int concurrency) {
        return type == ResultSet.TYPE_FORWARD_ONLY && concurrency == ResultSet.CONCUR_READ_ONLY;
    }

    @Override
    public boolean supportsResultSetHoldability(int holdability) {
        return holdability == ResultSet.HOLD_CURSORS_OVER_COMMIT;
    }

    @Override
    public boolean supportsBatchUpdates() {
        return false;
    }

    @Override
    public boolean usesLocalFiles() {
        return true;
    }

    @Override
    public boolean usesLocalFilePerTable() {
        return true;
    }

    @Override
    public boolean supportsCatalogsInDataManipulation() {
        return false;
    }

    @Override
    public boolean supportsCatalogsInTableDefinitions() {
        return false;
    }

    @Override
    public boolean supportsCatalogsInIndexDefinitions() {
        return false;
    }

    @Override
    public boolean supportsCatalogsInPrivilegeDefinitions() {
        return false;
    }

    @Override
    public boolean supportsCatalogsInProcedureCalls() {
        return false;
    }
}
