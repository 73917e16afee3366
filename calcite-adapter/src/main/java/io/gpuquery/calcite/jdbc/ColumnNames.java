package io.gpuquery.calcite.jdbc;

import io.gpuquery.calcite.schema.DirectorySchema;
import io.gpuquery.catalog.CatalogSnapshot;
import io.gpuquery.catalog.CatalogTable;
import io.gpuquery.column.ColumnDefinition;
import io.gpuquery.error.DataException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.calcite.avatica.util.Casing;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParseException;
import org.apache.calcite.sql.parser.SqlParser;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.jspecify.annotations.Nullable;

/** The columns that a statement may have meant: those of all tables that it names. */
final class ColumnNames {
    private ColumnNames() {}

    /**
     * What is found in the tables that a statement names.
     *
     * @param names of columns
     * @param failure why one of the tables has none; null if all can be read
     */
    record Reach(Set<String> names, @Nullable DataException failure) {}

    /** Names; none if the statement cannot be parsed. */
    static Reach inReachOf(String sql, List<DirectorySchema> schemas) {
        SqlNode statement;
        try {
            statement = SqlParser.create(sql, SqlParser.config().withUnquotedCasing(Casing.UNCHANGED))
                    .parseStmt();
        } catch (SqlParseException e) {
            // A suggestion is a courtesy; the mistake that is reported is another one.
            return new Reach(Set.of(), null);
        }
        Set<String> columns = new LinkedHashSet<>();
        List<DataException> failures = new ArrayList<>();
        List<CatalogSnapshot> snapshots =
                schemas.stream().map(schema -> schema.catalog().snapshot()).toList();
        statement.accept(new SqlBasicVisitor<@Nullable Void>() {
            @Override
            public @Nullable Void visit(SqlIdentifier identifier) {
                String name = identifier.names.get(identifier.names.size() - 1);
                snapshots.forEach(snapshot -> addColumns(snapshot, name, columns, failures));
                return null;
            }
        });
        return new Reach(columns, failures.isEmpty() ? null : failures.get(0));
    }

    private static void addColumns(
            CatalogSnapshot snapshot, String name, Set<String> columns, List<DataException> failures) {
        try {
            CatalogTable table = name.isEmpty() ? null : snapshot.find(name);
            if (table != null) {
                table.describe().schema().columns().stream()
                        .map(ColumnDefinition::name)
                        .forEach(columns::add);
            }
        } catch (DataException e) {
            failures.add(e);
        }
    }
}
