package io.gpuquery.calcite.kernel;

import io.gpuquery.calcite.kernel.KernelRun.KeyRange;
import io.gpuquery.calcite.kernel.KernelRun.Launch;
import io.gpuquery.column.ColumnBatch;
import io.gpuquery.device.DeviceBuffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Selects rows of batches, for one thread: those that satisfy conditions, and of these only such as may be among the first ones. */
final class SelectionWork {
    /** Threads for each row that is wanted: the more, the fewer rows are selected that are not. */
    private static final int THREADS_OF_ROW = 8;

    private static final int MOST_GROUPS = 128;

    private final KernelDevice device;
    private final KernelRequest request;
    private final KernelRun run;
    private final int mostRows;
    private final Map<List<ColumnShape>, KernelProgram> selections = new HashMap<>();
    private final Map<List<ColumnShape>, KernelProgram> leastWords = new HashMap<>();
    /** No row that is wanted exceeds it: it only falls. */
    private long bound = Long.MAX_VALUE;

    /** Takes the most rows of a dispatch. */
    SelectionWork(KernelDevice device, KernelRequest request, KernelRun run, int mostRows) {
        this.device = device;
        this.request = request;
        this.run = run;
        this.mostRows = mostRows;
    }

    /** Looks whether there are kernels for columns of some shapes. */
    static void check(KernelDevice device, KernelRequest request, List<ColumnShape> shapes) {
        if (request.top() == null) {
            SelectionKernel.program(request, shapes, device.dialect(), device.fp64());
        } else {
            TopKernel.leastWords(request, shapes, device.dialect(), device.fp64());
            TopKernel.selection(request, shapes, device.dialect(), device.fp64());
        }
    }

    /** A bit for each row that counts; null where the CPU has to find out. */
    int @Nullable [] of(ColumnBatch batch) {
        List<ColumnShape> shapes = batch.columns().stream().map(ColumnShape::of).toList();
        TopKey top = request.top();
        if (top == null) {
            return selected(
                    selections.computeIfAbsent(
                            shapes, key -> SelectionKernel.program(request, shapes, device.dialect(), device.fp64())),
                    batch);
        }
        KernelProgram least = leastWords.computeIfAbsent(
                shapes, key -> TopKernel.leastWords(request, shapes, device.dialect(), device.fp64()));
        if (!lowerBound(least, top, batch)) {
            return null;
        }
        run.setRanges(Map.of(TopKernel.BOUND, new KeyRange(bound, 0)));
        return selected(
                selections.computeIfAbsent(
                        shapes, key -> TopKernel.selection(request, shapes, device.dialect(), device.fp64())),
                batch);
    }

    /** False where the CPU has to find out. */
    private boolean lowerBound(KernelProgram program, TopKey top, ColumnBatch batch) {
        int groupThreads = run.groupThreads(program);
        int groups = Math.min(MOST_GROUPS, 1 + THREADS_OF_ROW * top.rowCount() / groupThreads);
        int threads = groups * groupThreads;
        int start = DeviceWork.startOf(batch);
        int stop = start + batch.selectedCount();
        int longs = TopKernel.HEADER_LONGS + threads;
        for (int first = start; first < stop; first += mostRows) {
            int end = Math.min(stop, first + mostRows);
            DeviceBuffer output = run.output("least words", (long) Long.BYTES * longs);
            output.write(0, ByteBuffer.allocate(Long.BYTES));
            run.run(List.of(new Launch(program, output, first, end, threads, groupThreads)), batch);
            long[] words = new long[longs];
            ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES * longs).order(ByteOrder.LITTLE_ENDIAN);
            output.read(0, bytes);
            bytes.flip().asLongBuffer().get(words);
            if (words[0] != 0) {
                return false;
            }
            if (top.rowCount() <= threads) {
                Arrays.sort(words, TopKernel.HEADER_LONGS, longs);
                bound = Math.min(bound, words[TopKernel.HEADER_LONGS + top.rowCount() - 1]);
            }
        }
        return true;
    }

    private int @Nullable [] selected(KernelProgram program, ColumnBatch batch) {
        int groupThreads = run.groupThreads(program);
        if (groupThreads < Integer.SIZE) {
            throw new IneligibleException("groups of " + groupThreads + " threads");
        }
        int start = DeviceWork.startOf(batch);
        int stop = start + batch.selectedCount();
        int[] words = new int[(stop - start + Integer.SIZE - 1) / Integer.SIZE];
        for (int first = start; first < stop; first += mostRows) {
            int end = Math.min(stop, first + mostRows);
            int rows = (end - first + groupThreads - 1) / groupThreads * groupThreads;
            DeviceBuffer output = run.output("selection", (long) Integer.BYTES * (1 + rows / Integer.SIZE));
            output.write(0, ByteBuffer.allocate(Integer.BYTES));
            run.run(List.of(new Launch(program, output, first, end, rows, groupThreads)), batch);
            int count = (end - first + Integer.SIZE - 1) / Integer.SIZE;
            ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES * (1 + count)).order(ByteOrder.LITTLE_ENDIAN);
            output.read(0, bytes);
            bytes.flip();
            if (bytes.getInt() != 0) {
                return null;
            }
            bytes.asIntBuffer().get(words, (first - start) / Integer.SIZE, count);
        }
        return words;
    }
}
