package io.gpuquery.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PrintedStatementsTest {
    private static final List<String> DOCUMENTS = List.of("README.md", "model-examples/README.md");

    static Stream<PrintedStatement> statements() throws IOException {
        Stream<PrintedStatement> all = Stream.empty();
        for (String document : DOCUMENTS) {
            all = Stream.concat(all, PrintedStatement.of(document).stream());
        }
        return all;
    }

    @ParameterizedTest
    @MethodSource("statements")
    void everyStatementInADocumentGivesWhatIsPrintedBelowIt(PrintedStatement statement) throws SQLException {
        try (Connection connection = DriverManager.getConnection(statement.url());
                Statement running = connection.createStatement();
                ResultSet rows = running.executeQuery(statement.sql())) {
            assertThat(PrintedTable.of(rows)).isEqualTo(statement.result());
        }
    }

    @Test
    void noBlockOfSqlIsWithoutAResult() throws IOException {
        for (String document : DOCUMENTS) {
            long blocks = Markdown.blocks(document).stream()
                    .filter(block -> block.language().equals("sql"))
                    .count();
            assertThat(PrintedStatement.of(document)).hasSizeGreaterThanOrEqualTo((int) Math.max(1, blocks));
        }
    }
}
