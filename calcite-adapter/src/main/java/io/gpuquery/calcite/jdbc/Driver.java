package io.gpuquery.calcite.jdbc;

import io.gpuquery.calcite.schema.DirectorySchema;
import io.gpuquery.calcite.schema.GpuQueryTypeSystem;
import io.gpuquery.calcite.system.SystemSchema;
import io.gpuquery.error.DataException;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.apache.calcite.avatica.AvaticaConnection;
import org.apache.calcite.avatica.AvaticaFactory;
import org.apache.calcite.avatica.DriverVersion;
import org.apache.calcite.avatica.Handler;
import org.apache.calcite.avatica.util.Quoting;
import org.apache.calcite.jdbc.CalciteConnection;
import org.apache.calcite.jdbc.CalciteFactory;
import org.apache.calcite.jdbc.CalcitePrepare;
import org.apache.calcite.jdbc.CalciteSchema;
import org.apache.calcite.schema.SchemaPlus;
import org.apache.calcite.schema.lookup.LikePattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * SQL over the files of a directory: {@code jdbc:gpuquery:directory=/data;option=value}.
 *
 * <p>The options are those of {@link io.gpuquery.calcite.schema.Options#descriptions()}, and Calcite's own connection properties,
 * of which these have other defaults than with {@code jdbc:calcite:}: names are as written and compared without regard to case,
 * double quotes go around names with other characters than letters and digits, texts are Unicode, and types are those of {@link
 * GpuQueryTypeSystem}. {@code schema} names the schema that the files are in, {@value ConnectionUrl#DEFAULT_SCHEMA} unless said
 * otherwise; it is the default schema. {@code model} opens a model file instead of a directory.
 *
 * <p>Connections are read-only and cheap: all to one directory share what is known of it. A statement is used by one thread at a
 * time, and cancelled by any. Errors are {@link SQLException}s with an SQLSTATE, most with a {@link DataException} as their cause.
 */
public final class Driver extends org.apache.calcite.jdbc.Driver {
    /** What URLs of this driver begin with. */
    public static final String PREFIX = "jdbc:gpuquery:";

    private static final String VERSION = version();

    static {
        try {
            DriverManager.registerDriver(new Driver());
        } catch (SQLException e) {
            LoggerFactory.getLogger(Driver.class).warn("The JDBC driver of gpu-query cannot be registered", e);
        }
    }

    /** For {@link DriverManager} and connection pools. */
    public Driver() {}

    private static String version() {
        String version = Driver.class.getPackage().getImplementationVersion();
        return version == null ? "0" : version;
    }

    @Override
    protected String getConnectStringPrefix() {
        return PREFIX;
    }

    @Override
    protected AvaticaFactory createFactory() {
        return new RowsFactory();
    }

    @Override
    protected DriverVersion createDriverVersion() {
        String[] parts = (VERSION + ".0.0").split("[.-]", 3);
        int major = Integer.parseInt(parts[0]);
        int minor = Integer.parseInt(parts[1]);
        return new DriverVersion(
                "gpu-query JDBC driver", VERSION, "gpu-query", VERSION, false, major, minor, major, minor);
    }

    /** Opens a connection; null for URLs of other drivers. */
    @Override
    public @Nullable Connection connect(String url, Properties info) throws SQLException {
        if (!acceptsURL(url)) {
            return null;
        }
        try {
            Connection connection = connect(url, ConnectionUrl.parse(url.substring(PREFIX.length()), info));
            PlannerWarmUp.OF_PROCESS.start(this);
            return connection;
        } catch (RuntimeException | SQLException e) {
            throw SqlErrors.connecting(e);
        }
    }

    private Connection connect(String url, ConnectionUrl parsed) throws SQLException {
        Session session = new Session(parsed.hasTimeZone());
        try {
            CalciteSchema root = new SessionRoot(session).create();
            DirectorySchema schema = parsed.openSchema();
            if (schema != null) {
                schema.addTo(root.plus(), parsed.schemaName());
                session.owns(schema);
            }
            AvaticaConnection connection = ((CalciteFactory) factory)
                    .newConnection(this, factory, url, parsed.calciteProperties(), root, new UnicodeTypes());
            if (schema != null) {
                connection.setSchema(parsed.schemaName());
                session.plansIn(
                        List.of(parsed.schemaName()),
                        ((CalciteConnection) connection).getProperties(),
                        schema.engine().companion(PlanCache.class, PlanCache::new));
            }
            session.quotes(((CalciteConnection) connection).config().quoting() == Quoting.DOUBLE_QUOTE);
            handler.onConnectionInit(connection);
            if (schema == null) {
                loadedModel((CalciteConnection) connection, session);
            }
            addSystemTables(root.plus(), session);
            return ConnectionCalls.guard((CalciteConnection) connection, session);
        } catch (RuntimeException | SQLException | Error e) {
            session.close();
            throw e;
        }
    }

    /** Calcite has read the model: our schemas in it are this connection's own. */
    private static void loadedModel(CalciteConnection connection, Session session) throws SQLException {
        SchemaPlus root = connection.getRootSchema();
        List<String> names = new ArrayList<>();
        for (String name : root.subSchemas().getNames(LikePattern.any())) {
            SchemaPlus schema = root.subSchemas().get(name);
            if (schema != null && CalciteSchema.from(schema).schema instanceof DirectorySchema files) {
                session.owns(files);
                names.add(name);
            }
        }
        try {
            boolean isOurs = ModelViews.replace(connection, connection.config().model());
            if (isOurs) {
                session.plansIn(names, connection.getProperties(), new PlanCache());
            }
        } catch (IOException e) {
            throw new SQLException(e);
        }
    }

    /** A schema of the user's that has the same name comes first; the tables are in its sub-schema too. */
    private static void addSystemTables(SchemaPlus root, Session session) {
        if (root.subSchemas().getIgnoreCase(SystemSchema.NAME) == null) {
            root.add(
                    SystemSchema.NAME,
                    new SystemSchema(() -> session.schemas().stream()
                            .map(DirectorySchema::source)
                            .toList()));
        }
    }

    @Override
    public DriverPropertyInfo[] getPropertyInfo(String url, Properties info) throws SQLException {
        try {
            return ConnectionUrl.propertyInfo(acceptsURL(url) ? url.substring(PREFIX.length()) : "", info);
        } catch (RuntimeException e) {
            throw SqlErrors.connecting(e);
        }
    }

    /** Called by Calcite for each statement. */
    @Override
    public CalcitePrepare createPrepare() {
        return new StatementPreparation();
    }

    @Override
    protected Handler createHandler() {
        return new SessionEnd(super.createHandler());
    }
}
