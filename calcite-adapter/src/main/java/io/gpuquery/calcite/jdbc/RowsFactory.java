package io.gpuquery.calcite.jdbc;

import io.gpuquery.calcite.metadata.DirectoryMetaData;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.Properties;
import java.util.TimeZone;
import org.apache.calcite.adapter.java.JavaTypeFactory;
import org.apache.calcite.avatica.AvaticaConnection;
import org.apache.calcite.avatica.AvaticaFactory;
import org.apache.calcite.avatica.AvaticaPreparedStatement;
import org.apache.calcite.avatica.AvaticaResultSet;
import org.apache.calcite.avatica.AvaticaSpecificDatabaseMetaData;
import org.apache.calcite.avatica.AvaticaStatement;
import org.apache.calcite.avatica.Meta;
import org.apache.calcite.avatica.QueryState;
import org.apache.calcite.avatica.UnregisteredDriver;
import org.apache.calcite.jdbc.CalciteConnection;
import org.apache.calcite.jdbc.CalciteFactory;
import org.apache.calcite.jdbc.CalciteJdbc41Factory;
import org.apache.calcite.jdbc.CalciteSchema;
import org.jspecify.annotations.Nullable;

/** Makes what Calcite's own factory makes, except that the result sets of queries are {@link WarnedRows}, and
 * tools are told of tables by {@link DirectoryMetaData}. */
final class RowsFactory extends CalciteFactory {
    private final CalciteJdbc41Factory calcite = new CalciteJdbc41Factory();

    RowsFactory() {
        super(4, 1);
    }

    @Override
    public AvaticaResultSet newResultSet(
            AvaticaStatement statement,
            @Nullable QueryState state,
            Meta.Signature signature,
            TimeZone timeZone,
            Meta.Frame firstFrame)
            throws SQLException {
        StatementControl control = signature instanceof StoppableSignature<?> query ? query.control(statement) : null;
        return control == null
                ? calcite.newResultSet(statement, state, signature, timeZone, firstFrame)
                : new WarnedRows(
                        statement,
                        signature,
                        newResultSetMetaData(statement, signature),
                        timeZone,
                        firstFrame,
                        control,
                        calcite);
    }

    @Override
    public AvaticaConnection newConnection(
            UnregisteredDriver driver,
            AvaticaFactory factory,
            String url,
            Properties info,
            @Nullable CalciteSchema rootSchema,
            @Nullable JavaTypeFactory typeFactory) {
        return calcite.newConnection(driver, factory, url, info, rootSchema, typeFactory);
    }

    @Override
    public AvaticaStatement newStatement(
            AvaticaConnection connection,
            Meta.@Nullable StatementHandle handle,
            int resultSetType,
            int resultSetConcurrency,
            int resultSetHoldability) {
        return calcite.newStatement(connection, handle, resultSetType, resultSetConcurrency, resultSetHoldability);
    }

    @Override
    public AvaticaPreparedStatement newPreparedStatement(
            AvaticaConnection connection,
            Meta.@Nullable StatementHandle handle,
            Meta.Signature signature,
            int resultSetType,
            int resultSetConcurrency,
            int resultSetHoldability)
            throws SQLException {
        return calcite.newPreparedStatement(
                connection, handle, signature, resultSetType, resultSetConcurrency, resultSetHoldability);
    }

    @Override
    public AvaticaSpecificDatabaseMetaData newDatabaseMetaData(AvaticaConnection connection) {
        return new DirectoryMetaData(
                connection,
                () -> {
                    Session session = SessionRoot.session(((CalciteConnection) connection).getRootSchema());
                    return session == null ? null : session.connection();
                },
                SqlErrors::executing);
    }

    @Override
    public ResultSetMetaData newResultSetMetaData(AvaticaStatement statement, Meta.Signature signature) {
        return calcite.newResultSetMetaData(statement, signature);
    }
}
