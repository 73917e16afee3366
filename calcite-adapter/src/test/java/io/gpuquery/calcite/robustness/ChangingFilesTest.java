package io.gpuquery.calcite.robustness;

import static org.assertj.core.api.Assertions.assertThat;

import io.gpuquery.error.DataException;
import io.gpuquery.testing.LeakCheck;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A file that changes while a statement is prepared or its result is read gives the right rows of one version, or an error that
 * names the file; the next statement is right.
 */
@Timeout(120)
class ChangingFilesTest {
    private static final TableKind[] KINDS = {
        TableKind.CSV, TableKind.NDJSON, TableKind.ARRAY_OF_JSON, TableKind.PARQUET_UNCOMPRESSED, TableKind.PARQUET_ZSTD
    };

    /** What is done to a file that has version 1. */
    private enum Change {
        DELETE,
        TRUNCATE,
        EMPTY,
        /** By version 2, in the same inode. */
        REWRITE,
        /** By version 2. */
        RENAME_OVER,
        /** Something that is no table. */
        SPOIL;

        void apply(Path file, byte[] second) throws IOException {
            switch (this) {
                case DELETE -> Files.delete(file);
                case TRUNCATE -> {
                    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                        channel.truncate(channel.size() / 3);
                    }
                }
                case EMPTY -> Files.write(file, new byte[0]);
                case REWRITE -> Files.write(file, second);
                case RENAME_OVER -> replace(file, second);
                case SPOIL -> Files.write(file, "\0\0\0\"{[".repeat(1000).getBytes(StandardCharsets.US_ASCII));
            }
        }
    }

    private enum Moment {
        AFTER_PREPARE,
        BEFORE_FIRST_ROW,
        WITHIN_ROWS
    }

    private enum Size {
        /** Copied into a pooled block. */
        SMALL(300),
        /** Mapped, and of more rows than one batch. */
        LARGE(17_000);

        private final long firstRows;

        Size(long firstRows) {
            this.firstRows = firstRows;
        }
    }

    @TempDir
    private Path folder;

    private LeakCheck leaks = LeakCheck.start();

    @BeforeEach
    void start() {
        leaks = LeakCheck.start();
    }

    @AfterEach
    void nothingIsLeft() {
        leaks.verify();
    }

    private static void replace(Path file, byte[] bytes) throws IOException {
        Path other = file.resolveSibling(".replacement");
        Files.write(other, bytes);
        Files.move(other, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static Stream<Arguments> kindsAndSizes() {
        return Arrays.stream(KINDS).flatMap(kind -> Arrays.stream(Size.values()).map(size -> Arguments.of(kind, size)));
    }

    @ParameterizedTest
    @MethodSource("kindsAndSizes")
    void theStatementIsRightOrFailsAndTheNextIsRight(TableKind kind, Size size) throws IOException, SQLException {
        byte[] first = kind.bytes(size.firstRows, 1);
        byte[] second = kind.bytes(size.firstRows, 2);
        byte[] third = kind.bytes(size.firstRows, 3);
        assertThat(first.length > 256 << 10).isEqualTo(size == Size.LARGE);
        Path file = kind.file(folder);
        try (Connection connection = DriverManager.getConnection("jdbc:gpuquery:directory=" + folder)) {
            for (Change change : Change.values()) {
                for (Moment moment : Moment.values()) {
                    String what = change + " " + moment;
                    replace(file, first);
                    assertThat(version(connection, kind, size)).as(what).isEqualTo(1);
                    try {
                        assertThat(versionWhile(connection, kind, size, moment, () -> change.apply(file, second)))
                                .as(what)
                                .isIn(moment == Moment.AFTER_PREPARE ? new Object[] {2L} : new Object[] {1L, 2L});
                    } catch (SQLException e) {
                        assertNames(e, file, what);
                    } catch (TableKind.WrongRowsException e) {
                        boolean mayBeWhole = change == Change.TRUNCATE && moment != Moment.WITHIN_ROWS;
                        assertThat(mayBeWhole && kind.isWholeWhenCut() && e.isCut())
                                .as("%s: %s", what, e.getMessage())
                                .isTrue();
                    }
                    Files.write(file, third);
                    assertThat(version(connection, kind, size)).as(what).isEqualTo(3);
                }
            }
        }
    }

    private interface Action {
        void run() throws IOException;
    }

    private static long version(Connection connection, TableKind kind, Size size) throws SQLException {
        return kind.version(connection, size.firstRows);
    }

    private static long versionWhile(Connection connection, TableKind kind, Size size, Moment moment, Action change)
            throws IOException, SQLException {
        try (PreparedStatement statement = connection.prepareStatement(kind.query())) {
            if (moment == Moment.AFTER_PREPARE) {
                change.run();
            }
            try (ResultSet rows = statement.executeQuery()) {
                if (moment == Moment.BEFORE_FIRST_ROW) {
                    change.run();
                }
                long id = 0;
                if (moment == Moment.WITHIN_ROWS) {
                    for (; id < 100; id++) {
                        assertThat(rows.next()).isTrue();
                        assertThat(rows.getLong(1)).isEqualTo(id);
                        assertThat(rows.getLong(2)).isEqualTo(1);
                    }
                    change.run();
                }
                return TableKind.version(rows, id, size.firstRows);
            }
        }
    }

    private static void assertNames(SQLException failure, Path file, String what) {
        assertThat((Throwable) failure).as(what).hasMessageContaining(file.toString());
        assertThat(failure.getCause()).as(what).isInstanceOfSatisfying(DataException.class, cause -> {
            assertThat(cause.location().file()).isEqualTo(file);
            assertThat(cause.hint()).isNotEmpty();
        });
    }
}
