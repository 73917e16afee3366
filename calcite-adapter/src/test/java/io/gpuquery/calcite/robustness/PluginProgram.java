package io.gpuquery.calcite.robustness;

import io.gpuquery.calcite.jdbc.Driver;
import io.gpuquery.calcite.testing.Rows;
import io.gpuquery.engine.Engine;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.function.Function;

/** What a plug-in does with us, in a class loader of its own: {@link #apply} queries a folder, {@link #call} is its end. */
public final class PluginProgram implements Function<Path, String>, Callable<String> {
    /** Made by name. */
    public PluginProgram() {}

    @Override
    public String apply(Path folder) {
        List<String> answers = new ArrayList<>();
        String model = "inline:{\"version\":\"1.0\",\"defaultSchema\":\"files\",\"schemas\":[{\"name\":\"files\","
                + "\"type\":\"custom\",\"factory\":\"io.gpuquery.calcite.schema.DirectorySchemaFactory\","
                + "\"operand\":{\"directory\":\"" + folder + "\"}}]}";
        for (String url : List.of("jdbc:gpuquery:directory=" + folder, "jdbc:gpuquery:model=" + model)) {
            try (Connection connection = Objects.requireNonNull(new Driver().connect(url, new Properties()))) {
                answers.addAll(Rows.of(
                        connection,
                        "select count(*), sum(l.id), max(name) from good_lines l join good_objects o on l.id = o.id"));
                answers.addAll(Rows.of(connection, "select count(*) from sys.tables"));
                answers.addAll(Rows.of(connection, "select max(id) from good_columns"));
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }
        return String.join(" ", answers);
    }

    /** As containers do, or should: drivers that this class loader registered go with it. */
    @Override
    public String call() throws SQLException {
        for (java.sql.Driver driver : Collections.list(DriverManager.getDrivers())) {
            DriverManager.deregisterDriver(driver);
        }
        Engine.unload();
        return "unloaded";
    }
}
