package io.gpuquery.calcite.kernel;

import io.gpuquery.column.BufferSlice;
import io.gpuquery.column.Column;
import io.gpuquery.column.ColumnBatch;
import io.gpuquery.column.DictionaryColumn;
import io.gpuquery.column.FixedWidthColumn;
import io.gpuquery.column.ViewColumn;
import io.gpuquery.device.DeviceBuffer;
import io.gpuquery.device.DeviceException;
import io.gpuquery.device.DeviceKernel;
import io.gpuquery.device.Dispatch;
import io.gpuquery.device.KernelArgument;
import io.gpuquery.device.Submission;
import io.gpuquery.memory.Closing;
import io.gpuquery.scan.Cancellation;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * Runs the kernels of one request over batches, for one thread, and keeps what is the same for all of them: the buffers of outputs, of
 * literals and of tables by code.
 */
final class KernelRun implements AutoCloseable {
    private static final long NANOS_PER_LOOK = 50_000_000;

    private final KernelDevice device;
    private final List<KeyProbe> probes;
    private final EntryEvaluation entries;
    private final KernelCounters counters;
    private final Cancellation cancellation;
    private final Map<Object, DeviceBuffer> kept = new HashMap<>();
    private final Map<Object, DeviceBuffer> ofBatch = new HashMap<>();
    private Map<Integer, KeyRange> ranges = Map.of();
    private final Map<KernelInputs.Lookup, Table> tables = new HashMap<>();

    /** What was computed of the entries of a dictionary, or of the rows of the batch; it is the same as long as their views are. */
    private record Table(
            boolean ofRows,
            BufferSlice views,
            int entryCount,
            DeviceBuffer flags,
            @Nullable DeviceBuffer numbers) {
        void close() {
            flags.close();
            if (numbers != null) {
                numbers.close();
            }
        }
    }

    /**
     * The values of a column that is a key.
     *
     * @param least has the first place
     * @param places of them, that of NULL included
     */
    record KeyRange(long least, long places) {}

    /** A kernel and how many threads of it are to run on how many rows. */
    record Launch(KernelProgram program, DeviceBuffer output, int first, int end, long threads, int groupThreads) {}

    KernelRun(
            KernelDevice device,
            List<KeyProbe> probes,
            EntryEvaluation entries,
            KernelCounters counters,
            Cancellation cancellation) {
        this.device = device;
        this.probes = probes;
        this.entries = entries;
        this.counters = counters;
        this.cancellation = cancellation;
    }

    /** Threads of a group: a power of two, as many as a kernel can have, and no more than its arrays. */
    int groupThreads(KernelProgram program) {
        int most = Math.min(KernelProgram.GROUP_THREADS, device.kernel(program).maxGroupThreads());
        return Integer.highestOneBit(Math.max(1, most));
    }

    /** A buffer to write to that has at least so many bytes, with anything in it; the same one each time for a name. */
    DeviceBuffer output(String name, long lengthBytes) {
        DeviceBuffer known = kept.get(name);
        if (known != null && known.lengthBytes() >= lengthBytes) {
            return known;
        }
        if (known != null) {
            kept.remove(name);
            known.close();
        }
        DeviceBuffer made = device.device().allocate(lengthBytes);
        kept.put(name, made);
        return made;
    }

    /** Runs kernels over a batch, one after the other, and waits for them. */
    void run(List<Launch> launches, ColumnBatch batch) {
        List<Dispatch> dispatches = new ArrayList<>();
        for (Launch launch : launches) {
            DeviceKernel kernel = device.kernel(launch.program());
            dispatches.add(new Dispatch(kernel, arguments(launch, batch), launch.threads(), launch.groupThreads()));
        }
        Submission submission = device.device().submit(dispatches);
        await(submission);
        counters.kernelsRun().add(dispatches.size());
        counters.deviceNanos().add(submission.deviceNanos());
    }

    private void await(Submission submission) {
        long end = System.nanoTime() + device.limit().toNanos();
        boolean interrupted = false;
        try {
            while (true) {
                long left = end - System.nanoTime();
                if (left <= 0) {
                    throw new DeviceException(
                            device.device().info().name(),
                            DeviceException.Reason.TIMEOUT,
                            "kernels had not ended after " + device.limit().toSeconds() + " s");
                }
                try {
                    submission.await(Duration.ofNanos(Math.min(NANOS_PER_LOOK, left)));
                    return;
                } catch (DeviceException e) {
                    if (e.reason() != DeviceException.Reason.TIMEOUT) {
                        throw e;
                    }
                    cancellation.check();
                } catch (InterruptedException e) {
                    interrupted = true;
                    throw new CancellationException("the statement was interrupted");
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private List<KernelArgument> arguments(Launch launch, ColumnBatch batch) {
        KernelInputs inputs = launch.program().inputs();
        List<KernelArgument> arguments = new ArrayList<>();
        arguments.add(KernelArgument.of(launch.output()));
        List<KernelArgument> buffers = new ArrayList<>();
        for (KernelInputs.Buffer buffer : inputs.buffers()) {
            buffers.add(KernelArgument.of(buffer(buffer, inputs, batch)));
        }
        arguments.add(KernelArgument.of(literals(launch.program(), batch)));
        arguments.addAll(buffers);
        arguments.add(KernelArgument.ofInt(launch.first()));
        arguments.add(KernelArgument.ofInt(launch.end()));
        return arguments;
    }

    private DeviceBuffer literals(KernelProgram program, ColumnBatch batch) {
        long[] values = program.inputs().literals();
        program.inputs()
                .entryPlaces()
                .forEach((lookup, place) -> values[place] =
                        table(program.inputs().lookups().get(lookup), batch).entryCount());
        program.inputs()
                .placePlaces()
                .forEach((column, place) -> values[place] = range(column).places());
        program.inputs()
                .leastPlaces()
                .forEach((column, place) -> values[place] = range(column).least());
        return written("literals of " + program.name(), values);
    }

    /** Tells which values of the key columns the batch has. */
    void setRanges(Map<Integer, KeyRange> newRanges) {
        ranges = newRanges;
    }

    private KeyRange range(int column) {
        return Objects.requireNonNull(ranges.get(column), "a key without a range");
    }

    private DeviceBuffer written(String name, long[] values) {
        DeviceBuffer buffer = output(name, (long) Long.BYTES * values.length);
        ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asLongBuffer().put(values);
        buffer.write(0, bytes);
        return buffer;
    }

    private DeviceBuffer buffer(KernelInputs.Buffer buffer, KernelInputs inputs, ColumnBatch batch) {
        return switch (buffer.content()) {
            case VALUES -> wrapped(buffer, values(batch.column(buffer.index())));
            case VALIDITY ->
                wrapped(
                        buffer,
                        Objects.requireNonNull(
                                batch.column(buffer.index()).validity().bitmap()));
            case FLAGS -> table(inputs.lookups().get(buffer.index()), batch).flags();
            case NUMBERS ->
                Objects.requireNonNull(
                        table(inputs.lookups().get(buffer.index()), batch).numbers());
            case MEMBERS -> wrapped(buffer, ((KeyProbe.OfIntegers) probes.get(buffer.index())).members());
        };
    }

    private static BufferSlice values(Column column) {
        if (column instanceof FixedWidthColumn fixed) {
            return fixed.values();
        }
        if (column instanceof DictionaryColumn coded) {
            return coded.codes();
        }
        throw new IneligibleException("texts without a dictionary");
    }

    /** A part of a column as a buffer, until the batch is over. */
    private DeviceBuffer wrapped(KernelInputs.Buffer key, BufferSlice slice) {
        // Kernels of one run may know the same buffer by different types.
        return ofBatch.computeIfAbsent(
                key.content() + " " + key.index(),
                name -> device.buffers()
                        .part(slice, key.content() == KernelInputs.Content.MEMBERS ? counters.ofNoColumn() : counters));
    }

    private Table table(KernelInputs.Lookup lookup, ColumnBatch batch) {
        Column column = batch.column(lookup.column());
        BufferSlice views =
                column instanceof DictionaryColumn coded ? coded.dictionary().views() : ((ViewColumn) column).views();
        Table known = tables.get(lookup);
        if (known != null && known.views().equals(views)) {
            return known;
        }
        boolean ofRows = column instanceof ViewColumn;
        EntryEvaluation own = lookup.own();
        EntryEvaluation computing = own == null ? entries : own;
        Table made = tableOf(computing.evaluate(lookup.expression(), lookup.column(), batch), ofRows, views);
        Table before = tables.put(lookup, made);
        if (before != null) {
            before.close();
        }
        return made;
    }

    private Table tableOf(EntryEvaluation.Entries of, boolean ofRows, BufferSlice views) {
        int count = of.values().length;
        byte[] flags = new byte[count];
        ByteBuffer numbers = ByteBuffer.allocate(Long.BYTES * count).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < count; i++) {
            flags[i] = (byte) (of.isNull()[i] ? 2 : of.values()[i] & 1);
            numbers.putLong(of.isNull()[i] ? 0 : of.values()[i]);
        }
        DeviceBuffer flagBuffer = device.device().allocate(count);
        try {
            flagBuffer.write(0, ByteBuffer.wrap(flags));
            DeviceBuffer numberBuffer = device.device().allocate((long) Long.BYTES * count);
            try {
                numberBuffer.write(0, numbers.flip());
                return new Table(ofRows, views, count - 1, flagBuffer, numberBuffer);
            } catch (RuntimeException | Error e) {
                numberBuffer.close();
                throw e;
            }
        } catch (RuntimeException | Error e) {
            flagBuffer.close();
            throw e;
        }
    }

    /** Gives the buffers of the batch back. */
    void endBatch() {
        List<AutoCloseable> all = new ArrayList<>(ofBatch.values());
        ofBatch.clear();
        tables.values().removeIf(table -> {
            if (table.ofRows()) {
                all.add(table::close);
            }
            return table.ofRows();
        });
        Closing.all(all);
    }

    @Override
    public void close() {
        List<AutoCloseable> all = new ArrayList<>(ofBatch.values());
        all.addAll(kept.values());
        tables.values().forEach(table -> all.add(table::close));
        ofBatch.clear();
        kept.clear();
        tables.clear();
        Closing.all(all);
    }
}
