package io.gpuquery.testing;

import io.gpuquery.column.Column;
import io.gpuquery.column.ColumnBatch;
import io.gpuquery.column.ColumnDefinition;
import io.gpuquery.column.ColumnType;
import io.gpuquery.column.TableSchema;
import io.gpuquery.column.ViewBuilder;
import io.gpuquery.error.DataException;
import io.gpuquery.error.Location;
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
import io.gpuquery.scan.TableStatistics;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The least that can be called a reader: text with a header, fields divided by commas, every column VARCHAR, a morsel for every
 * few lines. It serves to test those who use readers.
 */
public final class CommaReader implements FormatReader {
    private final int linesOfMorsel;
    private final IntConsumer atMorsel;

    /** How often it was asked to describe a file. */
    public final AtomicInteger descriptions = new AtomicInteger();

    /** Morsels that are not closed. */
    public final AtomicInteger openMorsels = new AtomicInteger();

    public CommaReader(int linesOfMorsel) {
        this(linesOfMorsel, morsel -> {});
    }

    /** Takes atMorsel, which is called by the reading thread for each batch with the number of the morsel. */
    public CommaReader(int linesOfMorsel, IntConsumer atMorsel) {
        this.linesOfMorsel = linesOfMorsel;
        this.atMorsel = atMorsel;
    }

    private record Details(int lines) implements io.gpuquery.scan.FormatDetails {
        @Override
        public Map<String, String> facts() {
            return Map.of("lines", Integer.toString(lines));
        }
    }

    @Override
    public FileFormat format() {
        return FileFormat.CSV;
    }

    @Override
    public FileDescription describe(FileContents contents, ReadOptions options, Cancellation cancellation) {
        cancellation.check();
        descriptions.incrementAndGet();
        List<String> lines = lines(contents);
        if (lines.isEmpty()) {
            throw new DataException("There is no header", Location.of(contents.path()), "Add one.");
        }
        List<ColumnDefinition> columns = Arrays.stream(lines.get(0).split(",", -1))
                .map(name -> new ColumnDefinition(name, ColumnType.VARCHAR, false))
                .toList();
        return new FileDescription(
                FileFormat.CSV,
                new TableSchema(columns),
                new TableStatistics(lines.size() - 1, true, List.of()),
                new Details(lines.size()));
    }

    @Override
    public Scan scan(ScanRequest request) {
        try {
            return new Lines(request, contentsOf(request));
        } catch (RuntimeException | Error e) {
            request.contents().close();
            throw e;
        }
    }

    private static List<String> contentsOf(ScanRequest request) {
        List<String> lines = lines(request.contents());
        return lines.subList(1, lines.size());
    }

    private static List<String> lines(FileContents contents) {
        byte[] bytes = new byte[Math.toIntExact(contents.sizeBytes())];
        contents.region().slice(0, bytes.length).get(bytes);
        return new String(bytes, StandardCharsets.UTF_8).lines().toList();
    }

    private final class Lines implements Scan {
        private final ScanRequest request;
        private final List<String> lines;
        private final ScanCounters counters = new ScanCounters();
        private int taken;
        private boolean closed;

        Lines(ScanRequest request, List<String> lines) {
            this.request = request;
            this.lines = lines;
        }

        @Override
        public TableSchema schema() {
            return request.description().schema().project(request.columns());
        }

        @Override
        public synchronized @Nullable Morsel nextMorsel() {
            int from = taken * linesOfMorsel;
            if (closed || from >= lines.size()) {
                return null;
            }
            openMorsels.incrementAndGet();
            int to = Math.min(lines.size(), from + linesOfMorsel);
            return new Part(this, taken++, from, to);
        }

        @Override
        public List<ScanPredicate> residual() {
            return request.predicates();
        }

        @Override
        public ScanCounters counters() {
            return counters;
        }

        @Override
        public synchronized void close() {
            closed = true;
            request.contents().close();
        }
    }

    private final class Part implements Morsel {
        private final Lines scan;
        private final int ordinal;
        private final int to;
        private int next;
        private boolean closed;

        Part(Lines scan, int ordinal, int from, int to) {
            this.scan = scan;
            this.ordinal = ordinal;
            this.next = from;
            this.to = to;
        }

        @Override
        public long ordinal() {
            return ordinal;
        }

        @Override
        public @Nullable ColumnBatch nextBatch() {
            if (next == to) {
                return null;
            }
            atMorsel.accept(ordinal);
            int end = Math.min(to, next + scan.request.batchRows());
            List<ViewBuilder> builders = new ArrayList<>();
            scan.request.columns().forEach(column -> builders.add(new ViewBuilder(ColumnType.VARCHAR, end - next)));
            int columnCount = scan.request.description().schema().columnCount();
            for (int line = next; line < end; line++) {
                String[] fields = scan.lines.get(line).split(",", -1);
                if (fields.length != columnCount) {
                    throw new DataException(
                            "A row has " + fields.length + " fields instead of " + columnCount,
                            Location.of(scan.request.contents().path()).withLine(line + 2L),
                            "Correct the row.");
                }
                for (int i = 0; i < builders.size(); i++) {
                    builders.get(i).append(fields[scan.request.columns().get(i)]);
                }
            }
            List<Column> columns = new ArrayList<>();
            builders.forEach(builder -> columns.add(builder.build()));
            int rows = end - next;
            next = end;
            scan.counters.rowsRead.add(rows);
            return new ColumnBatch(scan.schema(), rows, columns);
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                openMorsels.decrementAndGet();
            }
        }
    }
}
