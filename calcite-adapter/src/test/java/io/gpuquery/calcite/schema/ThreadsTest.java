package io.gpuquery.calcite.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.gpuquery.calcite.testing.Rows;
import io.gpuquery.catalog.FormatReaders;
import io.gpuquery.column.ColumnBatch;
import io.gpuquery.column.TableSchema;
import io.gpuquery.format.csv.CsvReader;
import io.gpuquery.memory.FileContents;
import io.gpuquery.scan.Cancellation;
import io.gpuquery.scan.FileDescription;
import io.gpuquery.scan.FileFormat;
import io.gpuquery.scan.FormatReader;
import io.gpuquery.scan.Morsel;
import io.gpuquery.scan.ReadOptions;
import io.gpuquery.scan.Scan;
import io.gpuquery.scan.ScanCounters;
import io.gpuquery.scan.ScanPredicate;
import io.gpuquery.scan.ScanRequest;
import io.gpuquery.testing.LeakCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.calcite.jdbc.CalciteConnection;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The option {@code threads}. */
@Timeout(120)
class ThreadsTest {
    private static final int FILES = 40;
    private static final List<String> STATEMENTS = List.of(
            "select id, word from t where id > 3900",
            "select count(*), sum(id), min(word), avg(id) from t",
            "select word, count(*), sum(x) from t group by word order by word",
            "select id from t order by x desc, id limit 5 offset 77",
            "select count(*) from t as a join t as b on a.id = b.id + 1 where b.word <> 'w3'");

    @TempDir
    private Path root;

    /** Readers that wait for each other. */
    private static final class Meeting {
        private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(300);
        private static final long MOMENT_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

        private final int expected;
        private int present;
        private int most;

        Meeting(int expected) {
            this.expected = expected;
        }

        /** Waits for as many as are expected, the first time; then a moment for one too many. */
        synchronized void enter() throws InterruptedException {
            present++;
            most = Math.max(most, present);
            notifyAll();
            long startNanos = System.nanoTime();
            while (System.nanoTime() - startNanos < (most < expected ? PATIENCE_NANOS : MOMENT_NANOS)) {
                wait(1);
            }
        }

        synchronized void leave() {
            present--;
        }

        synchronized int most() {
            return most;
        }
    }

    /** Reads CSV, each file in the company of others. */
    private record MeetingReader(FormatReader reader, Meeting meeting) implements FormatReader {
        @Override
        public FileFormat format() {
            return reader.format();
        }

        @Override
        public FileDescription describe(FileContents contents, ReadOptions options, Cancellation cancellation) {
            return reader.describe(contents, options, cancellation);
        }

        @Override
        public Scan scan(ScanRequest request) {
            return new MeetingScan(reader.scan(request), meeting);
        }
    }

    private record MeetingScan(Scan scan, Meeting meeting) implements Scan {
        @Override
        public TableSchema schema() {
            return scan.schema();
        }

        @Override
        public @Nullable Morsel nextMorsel() {
            Morsel morsel = scan.nextMorsel();
            return morsel == null ? null : new MeetingMorsel(morsel, meeting);
        }

        @Override
        public List<ScanPredicate> residual() {
            return scan.residual();
        }

        @Override
        public ScanCounters counters() {
            return scan.counters();
        }

        @Override
        public void close() {
            scan.close();
        }
    }

    private record MeetingMorsel(Morsel morsel, Meeting meeting) implements Morsel {
        @Override
        public long ordinal() {
            return morsel.ordinal();
        }

        @Override
        public @Nullable ColumnBatch nextBatch() {
            try {
                meeting.enter();
                return morsel.nextBatch();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            } finally {
                meeting.leave();
            }
        }

        @Override
        public void close() {
            morsel.close();
        }
    }

    private void write() throws IOException {
        for (int file = 0; file < FILES; file++) {
            StringBuilder text = new StringBuilder("id,x,word\n");
            for (int row = 0; row < 100; row++) {
                int id = file * 100 + row;
                text.append(id)
                        .append(',')
                        .append(id * 7919 % 4001)
                        .append(",w")
                        .append(id % 13)
                        .append('\n');
            }
            Path path = root.resolve("t/part-%02d.csv".formatted(file));
            Files.createDirectories(path.getParent());
            Files.writeString(path, text);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7})
    void soManyThreadsReadAtATimeAndNoMore(int threads) throws Exception {
        write();
        LeakCheck leaks = LeakCheck.start();
        Meeting meeting = new Meeting(threads);
        FormatReaders readers = FormatReaders.of(new MeetingReader(new CsvReader(), meeting));
        try (DirectorySchema files = DirectorySchema.open(root, Options.of(Map.of("threads", threads)), readers);
                Connection connection = DriverManager.getConnection("jdbc:calcite:caseSensitive=false")) {
            files.addTo(connection.unwrap(CalciteConnection.class).getRootSchema(), "files");
            assertThat(Rows.of(connection, "select sum(id), count(*) from files.t"))
                    .containsExactly("7998000,4000");
        }
        assertThat(meeting.most()).isEqualTo(threads);
        leaks.verify();
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 7})
    void answersDoNotDependOnTheirNumber(int threads) throws Exception {
        write();
        assertThat(answers(threads)).isEqualTo(answers(1));
    }

    private List<List<String>> answers(int threads) throws Exception {
        List<List<String>> answers = new ArrayList<>();
        try (Connection connection =
                DriverManager.getConnection("jdbc:gpuquery:directory=" + root + ";threads=" + threads)) {
            for (String sql : STATEMENTS) {
                List<String> rows = Rows.of(connection, sql);
                assertThat(rows).as(sql).isNotEmpty();
                answers.add(rows);
            }
        }
        return answers;
    }
}
