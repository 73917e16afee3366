package consumer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

/** A JDBC tool that has the one jar on its class path. */
class AllJarTest {
    @Test
    void aJoinOverThreeFormatsIsAnswered() throws Exception {
        try (Connection connection = DriverManager.getConnection(
                        "jdbc:gpuquery:directory='" + System.getProperty("examples") + "'");
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT count(*) FROM orders AS o"
                        + " JOIN products AS p ON p.product_id = o.product_id"
                        + " JOIN customers AS c ON c.customer_id = o.customer_id")) {
            assertTrue(rows.next());
            assertEquals(60, rows.getLong(1));
        }
    }
}
