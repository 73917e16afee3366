package io.gpuquery.calcite.kernel;

import io.gpuquery.column.ColumnBatch;
import io.gpuquery.column.ColumnType;
import io.gpuquery.column.Selection;
import io.gpuquery.column.Storage;
import io.gpuquery.device.DeviceBuffer;
import io.gpuquery.device.DeviceException;
import io.gpuquery.scan.Cancellation;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Computes one request over batches with a device, for one thread; another may close it.
 *
 * <p>Each method gives null for a batch in which a row needs the CPU: numbers of more than 64 bits, and whatever the CPU would call an
 * error, which it words. {@link IneligibleException} and {@link DeviceException} too leave the batch to the CPU.
 */
public final class DeviceWork implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DeviceWork.class);
    private static final int MOST_ROWS = 1 << AggregateKernel.MOST_ROWS_BITS;
    /** Rows that a thread works on at least, where there are so many. */
    private static final int ROWS_OF_THREAD = 16;

    private final KernelDevice device;
    private final KernelRequest request;
    private final KernelRun run;
    private final GroupWork groups;
    private final SelectionWork selection;
    private final Map<KernelRequest, DeviceWork> others = new HashMap<>();
    private final Map<Object, KernelProgram> programs = new HashMap<>();

    private Width width = Width.UNKNOWN;
    private boolean closed;

    /** In how many bits numbers are computed. */
    private enum Width {
        /** In 64, and it was not seen that these are not enough. */
        UNKNOWN,
        /** In 64, since 128 are of no use. */
        NARROW,
        /** In 128. */
        WIDE
    }

    private enum Kind {
        AGGREGATE,
        BLOCK_SUMS
    }

    private record Key(Kind kind, List<ColumnShape> shapes) {}

    /** Takes what computes tables by code, and where to count. */
    public DeviceWork(
            KernelDevice device,
            KernelRequest request,
            EntryEvaluation entries,
            KernelCounters counters,
            Cancellation cancellation) {
        this.device = device;
        this.request = request;
        this.run = new KernelRun(device, request.probes(), entries, counters, cancellation);
        this.groups = new GroupWork(device, request, run, MOST_ROWS);
        this.selection = new SelectionWork(device, request, run, MOST_ROWS);
    }

    private DeviceWork(DeviceWork other, KernelRequest request) {
        this.device = other.device;
        this.request = request;
        this.run = other.run;
        this.groups = new GroupWork(device, request, run, MOST_ROWS);
        this.selection = new SelectionWork(device, request, run, MOST_ROWS);
    }

    /** What another request without groups gives for a batch that this is at; null where the CPU has to find out. */
    @Nullable
    Partials alsoOf(KernelRequest other, ColumnBatch batch) {
        return others.computeIfAbsent(other, each -> new DeviceWork(this, each)).all(batch);
    }

    /**
     * Looks whether a device can compute a request, for columns as they usually are.
     *
     * @throws IneligibleException what it cannot compute, and why
     */
    public static void check(KernelDevice device, KernelRequest request) {
        List<ColumnShape> usual = request.types().stream()
                .map(type -> new ColumnShape(
                        usualStorage(type.type()), type.type().storage() == Storage.VIEW, type.nullable()))
                .toList();
        Dialect dialect = device.dialect();
        if (request.calls().isEmpty() && request.keys().isEmpty()) {
            SelectionWork.check(device, request, usual);
        } else if (request.keys().isEmpty()) {
            AggregateKernel.program(request, usual, dialect, device.fp64());
            if (hasDoubleSums(request)) {
                if (!device.fp64()) {
                    throw new IneligibleException("sums of doubles on a device without them");
                }
                BlockSumKernel.program(request, usual, dialect, true);
            }
        } else {
            GroupWork.check(device, request, usual);
        }
    }

    /** Integers are mostly stored narrower than they could be. */
    private static Storage usualStorage(ColumnType type) {
        return type.storage().isInteger() || type.kind() == ColumnType.Kind.DECIMAL ? Storage.INT8 : type.storage();
    }

    private static boolean hasDoubleSums(KernelRequest request) {
        return request.calls().stream().anyMatch(call -> call.function() == PartialCall.Function.DOUBLE_SUM);
    }

    /** Which of a batch's rows that count satisfy the conditions: a bit for each of them, 32 in an int. */
    public synchronized int @Nullable [] select(ColumnBatch batch) {
        return guarded(() -> inEither(work -> work.selection.of(batch)));
    }

    /** What is to be added up of a batch. */
    public synchronized @Nullable Partials aggregate(ColumnBatch batch) {
        return guarded(() -> inEither(work -> work.added(batch)));
    }

    private interface Task<T> {
        @Nullable
        T run();
    }

    private @Nullable Partials added(ColumnBatch batch) {
        return request.keys().isEmpty() ? all(batch) : groups.of(batch, this);
    }

    private interface Attempt<T> {
        @Nullable
        T by(DeviceWork work);
    }

    /** In 64 bits while these are enough, then in 128, unless these are not enough either, or are not what it lacks. */
    private <T> @Nullable T inEither(Attempt<T> attempt) {
        T narrow = width == Width.WIDE ? null : attempt.by(this);
        if (narrow != null || width == Width.NARROW) {
            return narrow;
        }
        T wide = null;
        try {
            wide = attempt.by(others.computeIfAbsent(request.inWide(), each -> new DeviceWork(this, each)));
        } catch (IneligibleException e) {
            // What was written for 64 bits is what the device can do.
            LOG.debug("not in 128 bits: {}", e.reason());
        }
        width = wide == null ? Width.NARROW : Width.WIDE;
        return wide;
    }

    private <T> @Nullable T guarded(Task<T> task) {
        if (closed) {
            throw new CancellationException("the statement was cancelled");
        }
        String lost = device.lost();
        if (lost != null) {
            throw new IneligibleException(lost);
        }
        try {
            return task.run();
        } catch (EntryFailureException e) {
            return null;
        } catch (DeviceException e) {
            if (KernelDevice.isLoss(e)) {
                device.lose(String.valueOf(e.getMessage()));
            }
            throw e;
        } finally {
            run.endBatch();
        }
    }

    /** The first of a batch's rows that count, which follow each other. */
    public static int startOf(ColumnBatch batch) {
        Selection selection = batch.selection();
        if (selection == null || selection.count() == 0) {
            return 0;
        }
        int start = selection.row(0);
        if (selection.row(selection.count() - 1) - start + 1 != selection.count()) {
            throw new IneligibleException("a batch of which only some rows count");
        }
        return start;
    }

    private KernelProgram program(Kind kind, ColumnBatch batch) {
        List<ColumnShape> shapes = batch.columns().stream().map(ColumnShape::of).toList();
        return programs.computeIfAbsent(new Key(kind, shapes), key -> {
            Dialect dialect = device.dialect();
            boolean fp64 = device.fp64();
            return switch (kind) {
                case AGGREGATE -> AggregateKernel.program(request, shapes, dialect, fp64);
                case BLOCK_SUMS -> BlockSumKernel.program(request, shapes, dialect, fp64);
            };
        });
    }

    private static ByteBuffer read(DeviceBuffer buffer, int lengthBytes) {
        ByteBuffer bytes = ByteBuffer.allocate(lengthBytes).order(ByteOrder.LITTLE_ENDIAN);
        buffer.read(0, bytes);
        return bytes.flip();
    }

    private static long[] readLongs(DeviceBuffer buffer, int count) {
        long[] longs = new long[count];
        read(buffer, Math.multiplyExact(Long.BYTES, count)).asLongBuffer().get(longs);
        return longs;
    }

    private @Nullable Partials all(ColumnBatch batch) {
        int calls = request.calls().size();
        AggregateKernel.Fold fold = new AggregateKernel.Fold(calls);
        KernelProgram program = program(Kind.AGGREGATE, batch);
        KernelProgram blocks = hasDoubleSums(request) ? program(Kind.BLOCK_SUMS, batch) : null;
        int groupThreads = Math.min(AggregateKernel.groupThreads(request), run.groupThreads(program));
        List<List<Double>> blockSums = IntStream.range(0, calls)
                .<List<Double>>mapToObj(call -> new ArrayList<>())
                .toList();
        // Whole blocks: doubles are added up by these.
        int step = Math.max(1, MOST_ROWS / request.blockRows()) * request.blockRows();
        int start = startOf(batch);
        int stop = start + batch.selectedCount();
        for (int first = start; first < stop; first += step) {
            int end = Math.min(stop, first + step);
            int groups = Math.max(1, Math.min(64, (end - first) / (groupThreads * ROWS_OF_THREAD)));
            int longs = groups * AggregateKernel.slotsOf(request);
            List<KernelRun.Launch> launches = new ArrayList<>();
            DeviceBuffer output = run.output("aggregate", (long) Long.BYTES * longs);
            launches.add(new KernelRun.Launch(program, output, first, end, (long) groups * groupThreads, groupThreads));
            int blockCount = (end - first + request.blockRows() - 1) / request.blockRows();
            int blockLongs = blockCount * BlockSumKernel.slotsOf(request);
            if (blocks != null) {
                int threads = Math.min(32, run.groupThreads(blocks));
                DeviceBuffer sums = run.output("blocks", (long) Long.BYTES * blockLongs);
                launches.add(new KernelRun.Launch(blocks, sums, first, end, blockCount, threads));
            }
            run.run(launches, batch);
            AggregateKernel.fold(request, readLongs(output, longs), groups, fold);
            if (blocks != null) {
                long[] sums = readLongs(run.output("blocks", (long) Long.BYTES * blockLongs), blockLongs);
                addBlocks(sums, blockCount, fold, blockSums);
            }
            if (fold.failed) {
                return null;
            }
        }
        Partials.Call[] results = new Partials.Call[calls];
        for (int call = 0; call < calls; call++) {
            double[] sums = blockSums.get(call).stream()
                    .mapToDouble(Double::doubleValue)
                    .toArray();
            results[call] = new Partials.Call(
                    new long[] {fold.counts[call]}, new long[] {fold.high[call]}, new long[] {fold.low[call]}, sums);
        }
        return new Partials(new int[0], new long[] {fold.rowCount}, results, null);
    }

    private void addBlocks(long[] sums, int blockCount, AggregateKernel.Fold fold, List<List<Double>> blockSums) {
        int slots = BlockSumKernel.slotsOf(request);
        for (int block = 0; block < blockCount; block++) {
            fold.failed |= sums[block * slots] != 0;
            for (int call = 0; call < request.calls().size(); call++) {
                int at = block * slots + 1 + 2 * call;
                if (request.calls().get(call).function() == PartialCall.Function.DOUBLE_SUM && sums[at + 1] != 0) {
                    fold.counts[call] += sums[at + 1];
                    blockSums.get(call).add(Double.longBitsToDouble(sums[at]));
                }
            }
        }
    }

    /** Gives all buffers back. */
    @Override
    public synchronized void close() {
        closed = true;
        run.close();
    }
}
