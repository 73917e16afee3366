package io.gpuquery.calcite.jdbc;

import io.gpuquery.calcite.history.QueryEntry;
import io.gpuquery.calcite.history.QueryLog;
import io.gpuquery.calcite.schema.DirectorySchema;
import io.gpuquery.catalog.CatalogTable;
import java.lang.ref.WeakReference;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TimeZone;
import java.util.WeakHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.calcite.avatica.AvaticaStatement;
import org.apache.calcite.jdbc.CalciteSchema;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * What belongs to one connection beside Calcite's own: its directories and its statements. Safe for any number of threads.
 *
 * <p>Statements are held weakly, so that one that its user forgot can be collected, and what its result set holds with it.
 */
final class Session implements AutoCloseable {
    private final List<DirectorySchema> schemas = new CopyOnWriteArrayList<>();
    private final List<QueryLog> logs = new CopyOnWriteArrayList<>();
    private final boolean hasTimeZone;
    private volatile boolean hasStandardQuotes = true;
    private volatile boolean hidesLiterals;
    private List<String> schemaNames = List.of();
    private Properties properties = new Properties();
    private volatile @Nullable PlanCache plans;
    private final Set<AvaticaStatement> statements =
            Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

    private volatile WeakReference<@Nullable Connection> connection = new WeakReference<>(null);

    /** By the flag that Calcite has for each statement: the one thing that an execution knows of its statement. */
    private final Map<AtomicBoolean, StatementControl> controls = Collections.synchronizedMap(new WeakHashMap<>());

    Session(boolean hasTimeZone) {
        this.hasTimeZone = hasTimeZone;
    }

    /** Takes over a directory. */
    void owns(DirectorySchema schema) {
        schemas.add(schema);
        logs.add(schema.engine().companion(QueryLog.class, QueryLog::new));
        hidesLiterals |= schema.options().hideLiterals();
    }

    /** Takes whether texts are between single quotes and names between double ones, as the standard has it. */
    void quotes(boolean standard) {
        hasStandardQuotes = standard;
    }

    /**
     * Remembers, in each directory, that a statement is executed.
     *
     * @param sql its text; null where it is not known
     */
    QueryEntry began(@Nullable String sql) {
        // Where names and literals cannot be told apart, all of it is hidden.
        boolean isShown = hasStandardQuotes || !hidesLiterals;
        QueryEntry entry = new QueryEntry(isShown ? sql : null, hidesLiterals);
        logs.forEach(log -> log.add(entry));
        return entry;
    }

    /**
     * Plans may be kept.
     *
     * @param names of the schemas below the root whose tables come and go
     * @param settings the connection's own, which may change
     * @param cache the plans of this connection, or of all that have the same directory
     */
    void plansIn(List<String> names, Properties settings, PlanCache cache) {
        schemaNames = List.copyOf(names);
        properties = settings;
        plans = cache;
    }

    /** Somebody may put other schemas beside ours, or tables into them: plans are of no use any more. */
    void handsOutSchemas() {
        plans = null;
    }

    /** Where plans are kept; null if they are not. */
    @Nullable
    PlanCache plans() {
        return plans;
    }

    /**
     * The tables that a statement sees, a list for each directory.
     *
     * @param root the statement's; null is returned for one that is not as it was when the connection was opened
     */
    @Nullable
    List<List<CatalogTable>> names(CalciteSchema root) {
        List<List<CatalogTable>> names = new ArrayList<>(schemaNames.size());
        for (String name : schemaNames) {
            CalciteSchema schema = root.getSubSchema(name, true);
            List<CatalogTable> tables = schema == null ? null : DirectorySchema.tablesOf(schema.schema);
            if (tables == null) {
                return null;
            }
            names.add(tables);
        }
        return names;
    }

    /** What a statement of this connection means depends on this, besides its text, the default schema and the tables. */
    PlanCache.Settings settings() {
        List<Object> named = new ArrayList<>(schemaNames);
        schemas.forEach(schema -> named.add(schema.options()));
        return new PlanCache.Settings(
                named, new HashMap<>(properties), TimeZone.getDefault().getID());
    }

    /** The directories: one, unless a model was opened. */
    List<DirectorySchema> schemas() {
        return schemas;
    }

    /** Remembers the connection that the user has, weakly: a lost one is closed by nobody else. */
    void guardedBy(Connection users) {
        connection = new WeakReference<>(users);
    }

    /** The connection that the user has; null before there is one. */
    @Nullable
    Connection connection() {
        return connection.get();
    }

    /** Whether the user chose a time zone; it is UTC otherwise. */
    boolean hasTimeZone() {
        return hasTimeZone;
    }

    /** Remembers a statement. */
    StatementControl opened(AvaticaStatement statement, AtomicBoolean flag) {
        statements.add(statement);
        return controls.computeIfAbsent(flag, StatementControl::new);
    }

    /** The control of the statement that has a flag; a new one for statements that do not come from our connection objects. */
    StatementControl control(AtomicBoolean flag) {
        StatementControl control = controls.get(flag);
        return control == null ? new StatementControl(flag) : control;
    }

    /** Stops and closes all statements, and gives the directories back. */
    @Override
    public void close() {
        List<AvaticaStatement> open;
        synchronized (statements) {
            open = new ArrayList<>(statements);
        }
        List<StatementControl> atWork;
        synchronized (controls) {
            atWork = new ArrayList<>(controls.values());
        }
        atWork.forEach(StatementControl::cancel);
        for (AvaticaStatement statement : open) {
            try {
                statement.close();
            } catch (SQLException e) {
                LoggerFactory.getLogger(Session.class).warn("A statement of a closed connection cannot be closed", e);
            }
        }
        schemas.forEach(DirectorySchema::close);
    }
}
