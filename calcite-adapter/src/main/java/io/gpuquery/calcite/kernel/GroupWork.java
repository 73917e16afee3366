package io.gpuquery.calcite.kernel;

import io.gpuquery.calcite.kernel.KernelRun.KeyRange;
import io.gpuquery.calcite.kernel.KernelRun.Launch;
import io.gpuquery.column.ColumnBatch;
import io.gpuquery.device.DeviceBuffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Adds up batches by groups, for one thread: in a table with a place for each value of the keys while these are few, and in a hashed one
 * from the first batch on in which they are not.
 */
final class GroupWork {
    /** Rows that a thread works on at least, where there are so many. */
    private static final int ROWS_OF_THREAD = 16;

    private static final int LEAST_PLACES = 64;
    private static final int FIRST_PLACES = 1 << 14;
    private static final int GROWTH = 8;
    /** Places for each row, so that probes are short. */
    private static final int PLACES_OF_ROW = 2;

    private final KernelDevice device;
    private final KernelRequest request;
    private final KernelRun run;
    private final int mostRows;
    private final Map<Key, GroupPrograms> programs = new HashMap<>();
    private boolean isHashed;
    private int places;

    private enum Kind {
        GLOBAL,
        LOCAL,
        HASHED
    }

    private record Key(Kind kind, List<ColumnShape> shapes) {}

    /** Takes the most rows of a dispatch. */
    GroupWork(KernelDevice device, KernelRequest request, KernelRun run, int mostRows) {
        this.device = device;
        this.request = request;
        this.run = run;
        this.mostRows = mostRows;
    }

    /** Looks whether there is a kernel for columns of some shapes. */
    static void check(KernelDevice device, KernelRequest request, List<ColumnShape> shapes) {
        if (KeyRanges.canBeDense(request, shapes)) {
            GroupKernel.programs(request, shapes, device.dialect(), device.fp64(), false);
        } else {
            HashKernel.programs(request, shapes, device.dialect(), device.fp64());
        }
    }

    /** Null where the CPU has to find out. */
    @Nullable
    Partials of(ColumnBatch batch, DeviceWork work) {
        Map<Integer, KeyRange> ranges = isHashed ? null : new KeyRanges(request).of(batch, work);
        if (ranges != null) {
            return dense(ranges, batch);
        }
        isHashed = true;
        return hashed(batch);
    }

    private GroupPrograms programs(Kind kind, ColumnBatch batch) {
        List<ColumnShape> shapes = batch.columns().stream().map(ColumnShape::of).toList();
        return programs.computeIfAbsent(
                new Key(kind, shapes),
                key -> kind == Kind.HASHED
                        ? HashKernel.programs(request, shapes, device.dialect(), device.fp64())
                        : GroupKernel.programs(request, shapes, device.dialect(), device.fp64(), kind == Kind.LOCAL));
    }

    private @Nullable Partials dense(Map<Integer, KeyRange> ranges, ColumnBatch batch) {
        int count = Math.toIntExact(KeyRanges.placesOf(ranges));
        run.setRanges(ranges);
        int ints = count * PlaceWriter.intsOf(request);
        GroupPrograms kernels = programs(ints <= GroupKernel.LOCAL_INTS ? Kind.LOCAL : Kind.GLOBAL, batch);
        DeviceBuffer output = run.output("groups", (long) Integer.BYTES * (1 + ints));
        output.clear();
        runAll(kernels.rows(), output, batch);
        if (kernels.lowHalves() != null) {
            runAll(kernels.lowHalves(), output, batch);
        }
        int[] table = readInts(output, 1 + ints);
        return table[0] != 0
                ? null
                : new GroupTables(request, kernels.wide(), table, 1).partials(count, DeviceWork.startOf(batch), null);
    }

    private @Nullable Partials hashed(ColumnBatch batch) {
        int rowCount = batch.selectedCount();
        int start = DeviceWork.startOf(batch);
        int intsOfPlace = 1 + PlaceWriter.intsOf(request);
        int most = Math.max(LEAST_PLACES, Integer.highestOneBit(device.mostTableInts() / intsOfPlace));
        places = Math.max(places, Math.min(most, firstPlaces(rowCount)));
        GroupPrograms kernels = programs(Kind.HASHED, batch);
        while (true) {
            run.setRanges(Map.of(HashKernel.TABLE, new KeyRange(start, places)));
            int ints = Math.toIntExact(HashKernel.intsOf(request, places, rowCount));
            DeviceBuffer output = run.output("hashed groups", (long) Integer.BYTES * ints);
            output.clear();
            runAll(kernels.rows(), output, batch);
            int[] header = readInts(output, HashKernel.HEADER_INTS);
            if (header[0] != 0) {
                return null;
            }
            if (header[1] != 0 && places < most) {
                places = Math.min(most, places * GROWTH);
                continue;
            }
            if (header[1] > rowCount / 2) {
                throw new IneligibleException("groups for which a table of " + places + " places has no room");
            }
            if (kernels.lowHalves() != null) {
                runAll(kernels.lowHalves(), output, batch);
            }
            int[] all = readInts(output, ints);
            int[] rest = header[1] == 0 ? null : Arrays.copyOfRange(all, ints - HashKernel.bitmapInts(rowCount), ints);
            return new GroupTables(request, kernels.wide(), all, HashKernel.HEADER_INTS + places)
                    .partials(places, start, rest);
        }
    }

    private static int firstPlaces(int rowCount) {
        long wanted = Math.min(FIRST_PLACES, (long) PLACES_OF_ROW * rowCount);
        return Math.max(LEAST_PLACES, Integer.highestOneBit((int) wanted));
    }

    private void runAll(KernelProgram program, DeviceBuffer output, ColumnBatch batch) {
        int groupThreads = run.groupThreads(program);
        int start = DeviceWork.startOf(batch);
        int stop = start + batch.selectedCount();
        for (int first = start; first < stop; first += mostRows) {
            int end = Math.min(stop, first + mostRows);
            int groups = Math.max(1, Math.min(64, (end - first) / (groupThreads * ROWS_OF_THREAD)));
            List<Launch> launches = new ArrayList<>();
            launches.add(new Launch(program, output, first, end, (long) groups * groupThreads, groupThreads));
            run.run(launches, batch);
        }
    }

    private static int[] readInts(DeviceBuffer buffer, int count) {
        ByteBuffer bytes =
                ByteBuffer.allocate(Math.multiplyExact(Integer.BYTES, count)).order(ByteOrder.LITTLE_ENDIAN);
        buffer.read(0, bytes);
        int[] ints = new int[count];
        bytes.flip().asIntBuffer().get(ints);
        return ints;
    }
}
