package io.gpuquery.calcite.testing;

import io.gpuquery.calcite.kernel.DeviceUse;
import io.gpuquery.calcite.rel.ExecutionSettings;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a statement gives, so that it is equal only bit for bit and in the same order. */
public final class DeviceRows {
    private DeviceRows() {}

    /** The rows, or the error, of a statement on a device; null: the CPU. */
    public static List<String> of(
            Connection connection, String sql, @Nullable DeviceUse use, int threads, int blockRows) {
        new ExecutionSettings(true, threads, blockRows, use).apply();
        try (Statement statement = connection.createStatement();
                ResultSet results = statement.executeQuery(sql)) {
            List<String> rows = new ArrayList<>();
            int columns = results.getMetaData().getColumnCount();
            while (results.next()) {
                StringBuilder row = new StringBuilder();
                for (int i = 1; i <= columns; i++) {
                    row.append(text(results.getObject(i))).append(" | ");
                }
                rows.add(row.toString());
            }
            return rows;
        } catch (SQLException e) {
            return List.of("failed: " + e.getSQLState() + " " + e.getMessage());
        } finally {
            ExecutionSettings.USUAL.apply();
        }
    }

    private static String text(@Nullable Object value) {
        if (value instanceof Double number) {
            return number + " " + Long.toHexString(Double.doubleToLongBits(number));
        }
        if (value instanceof Float number) {
            return number + " " + Integer.toHexString(Float.floatToIntBits(number));
        }
        if (value instanceof byte[] bytes) {
            return new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1);
        }
        return Objects.toString(value);
    }
}
