package io.gpuquery.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.gpuquery.catalog.CatalogTable;
import io.gpuquery.catalog.StatementFiles;
import io.gpuquery.column.ColumnBatch;
import io.gpuquery.column.TableSchema;
import io.gpuquery.error.DataException;
import io.gpuquery.memory.FilePoolOptions;
import io.gpuquery.scan.Cancellation;
import io.gpuquery.scan.FileFormat;
import io.gpuquery.testing.LeakCheck;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Files of each format that change between and during statements, through the standard readers. All are large enough to be mapped. */
@Timeout(60)
class ChangingFilesTest {
    private static final int ROWS = 20_000;

    @TempDir
    private Path root;

    private LeakCheck leaks = LeakCheck.start();

    @BeforeEach
    void count() {
        Engine.dropIdle();
        leaks = LeakCheck.start();
    }

    @AfterEach
    void nothingIsLeft() {
        Engine.dropIdle();
        leaks.verify();
    }

    private EngineReference acquire() throws IOException {
        try (var files = Files.list(root)) {
            assertThat(files.filter(file -> !file.getFileName().toString().startsWith(".")))
                    .allSatisfy(file -> assertThat(file)
                            .satisfies(each -> assertThat(Files.size(each))
                                    .isGreaterThan(FilePoolOptions.defaults().smallFileBytes())));
        }
        return Engine.acquire(root, EngineOptions.DEFAULT);
    }

    private Path file(FileFormat format) {
        return root.resolve("t." + format.label());
    }

    /** Writes {@code id BIGINT, name VARCHAR}, or ids as text. */
    private static void write(Path file, FileFormat format, int rows, boolean idsAreText) throws IOException {
        switch (format) {
            case CSV -> writeText(file, "id,name\n", idsAreText ? "i" : "", ",", "\n", rows);
            case JSON ->
                writeText(
                        file,
                        "",
                        idsAreText ? "{\"id\":\"i" : "{\"id\":",
                        idsAreText ? "\",\"name\":\"" : ",\"name\":\"",
                        "\"}\n",
                        rows);
            case PARQUET -> writeParquet(file, rows, idsAreText);
        }
    }

    private static void writeText(Path file, String header, String start, String between, String end, int rows)
            throws IOException {
        StringBuilder text = new StringBuilder(header);
        for (int i = 0; i < rows; i++) {
            text.append(start).append(i).append(between).append("the name of number ");
            text.append(i).append(end);
        }
        Files.writeString(file, text);
    }

    private static void writeParquet(Path file, int rows, boolean idsAreText) {
        String id = idsAreText ? "'i' || range" : "range";
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            statement.execute("COPY (SELECT " + id + " AS id, 'the name of number ' || range AS name FROM range(" + rows
                    + ")) TO '" + file + "' (FORMAT parquet, ROW_GROUP_SIZE 4000, COMPRESSION uncompressed)");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static CatalogTable table(EngineReference engine) {
        return Objects.requireNonNull(engine.catalog().find("t"));
    }

    private static ParallelScan scan(EngineReference engine, TableSchema planned) {
        return engine.scan(table(engine), planned, List.of(0, 1), List.of(), 1000, new Cancellation());
    }

    private static int rows(ParallelScan scan) {
        int rows = 0;
        for (ColumnBatch batch = scan.nextBatch(); batch != null; batch = scan.nextBatch()) {
            rows += batch.selectedCount();
            batch.close();
        }
        return rows;
    }

    private static int rows(EngineReference engine) {
        try (ParallelScan scan = scan(engine, table(engine).describe().schema())) {
            return rows(scan);
        }
    }

    @ParameterizedTest
    @EnumSource(FileFormat.class)
    void eachStatementSeesTheFileOfItsTime(FileFormat format) throws IOException {
        try (EngineReference engine = acquire()) {
            for (int rows : new int[] {ROWS, 10, ROWS + 1, 1}) {
                write(file(format), format, rows, false);
                assertThat(rows(engine)).isEqualTo(rows);
                assertThat(table(engine).format()).isEqualTo(format);
            }
            Files.delete(file(format));
            assertThat(engine.catalog().snapshot().find("t")).isNull();
        }
    }

    @ParameterizedTest
    @EnumSource(FileFormat.class)
    void aFileRenamedOverDuringAScanIsReadToTheEndOfTheOld(FileFormat format) throws IOException {
        write(file(format), format, ROWS, false);
        Path replacement = root.resolve(".new");
        write(replacement, format, 10, true);
        try (EngineReference engine = acquire()) {
            TableSchema planned = table(engine).describe().schema();
            try (ParallelScan scan = scan(engine, planned)) {
                Objects.requireNonNull(scan.nextBatch()).close();
                Files.move(replacement, file(format), StandardCopyOption.ATOMIC_MOVE);
                assertThat(rows(scan)).isEqualTo(ROWS - 1000);
            }
            assertThatThrownBy(() -> scan(engine, planned))
                    .isInstanceOf(DataException.class)
                    .hasMessage("The columns of the file changed while the statement was prepared (" + file(format)
                            + "). Run the statement again.");
            assertThat(rows(engine)).isEqualTo(10);
        }
    }

    @ParameterizedTest
    @EnumSource(FileFormat.class)
    void aFileDeletedDuringAScanIsReadToItsEnd(FileFormat format) throws IOException {
        write(file(format), format, ROWS, false);
        try (EngineReference engine = acquire()) {
            TableSchema planned = table(engine).describe().schema();
            try (ParallelScan scan = scan(engine, planned)) {
                Files.delete(file(format));
                assertThat(rows(scan)).isEqualTo(ROWS);
            }
            assertThat(engine.catalog().snapshot().find("t")).isNull();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = FileFormat.class,
            names = {"CSV", "JSON"})
    void whatIsAppendedToTextDuringAScanIsSeenByTheNextOne(FileFormat format) throws IOException {
        write(file(format), format, ROWS, false);
        String row = format == FileFormat.CSV ? "1,late\n" : "{\"id\":1,\"name\":\"late\"}\n";
        try (EngineReference engine = acquire()) {
            TableSchema planned = table(engine).describe().schema();
            try (ParallelScan scan = scan(engine, planned)) {
                Objects.requireNonNull(scan.nextBatch()).close();
                Files.writeString(file(format), row, StandardOpenOption.APPEND);
                assertThat(rows(scan)).isEqualTo(ROWS - 1000);
            }
            try (ParallelScan scan = scan(engine, planned)) {
                assertThat(rows(scan)).isEqualTo(ROWS + 1);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(FileFormat.class)
    void aFileTruncatedDuringAScanIsAnErrorThatNamesItAndTheNextStatementIsRight(FileFormat format) throws IOException {
        write(file(format), format, ROWS, false);
        try (EngineReference engine = acquire()) {
            TableSchema planned = table(engine).describe().schema();
            @Nullable Throwable failure;
            try (ParallelScan scan = scan(engine, planned)) {
                Objects.requireNonNull(scan.nextBatch()).close();
                try (FileChannel channel = FileChannel.open(file(format), StandardOpenOption.WRITE)) {
                    channel.truncate(20_000);
                }
                failure = catchThrowable(() -> rows(scan));
            }
            assertThat(failure)
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining(file(format).toString());
            write(file(format), format, 77, false);
            assertThat(rows(engine)).isEqualTo(77);
        }
    }

    @ParameterizedTest
    @EnumSource(FileFormat.class)
    void aFileRewrittenInPlaceDuringAScanIsAnErrorThatNamesIt(FileFormat format) throws IOException {
        write(file(format), format, ROWS, false);
        Path other = root.resolve(".other");
        write(other, format, ROWS, true);
        byte[] content = Files.readAllBytes(other);
        try (EngineReference engine = acquire()) {
            TableSchema planned = table(engine).describe().schema();
            try (ParallelScan scan = scan(engine, planned)) {
                Objects.requireNonNull(scan.nextBatch()).close();
                Files.write(file(format), content);
                assertThatThrownBy(() -> rows(scan))
                        .isInstanceOf(DataException.class)
                        .hasMessageContaining(file(format).toString());
            }
            assertThat(rows(engine)).isEqualTo(ROWS);
        }
    }

    @ParameterizedTest
    @EnumSource(FileFormat.class)
    void aStatementThatReadsATableTwiceSeesItOnce(FileFormat format) throws IOException {
        write(file(format), format, ROWS, false);
        Path replacement = root.resolve(".new");
        write(replacement, format, 10, false);
        try (EngineReference engine = acquire()) {
            CatalogTable table = table(engine);
            TableSchema planned = table.describe().schema();
            StatementFiles files = StatementFiles.held();
            try (ParallelScan left = scan(engine, planned, files)) {
                Objects.requireNonNull(left.nextBatch()).close();
                Files.move(replacement, file(format), StandardCopyOption.ATOMIC_MOVE);
                try (ParallelScan right = scan(engine, planned, files)) {
                    files.close();
                    assertThat(rows(right)).isEqualTo(ROWS);
                }
                assertThat(rows(left)).isEqualTo(ROWS - 1000);
            }
            files.close();
            assertThatThrownBy(() -> scan(engine, planned, files))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("the statement is closed");
            assertThat(rows(engine)).isEqualTo(10);
        }
    }

    private static ParallelScan scan(EngineReference engine, TableSchema planned, StatementFiles files) {
        return engine.scan(table(engine), planned, List.of(0, 1), List.of(), 1000, new Cancellation(), files);
    }
}
