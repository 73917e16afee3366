package io.gpuquery.calcite.exec;

import io.gpuquery.calcite.expression.Expression;
import io.gpuquery.calcite.kernel.DeviceUse;
import io.gpuquery.calcite.kernel.DeviceWork;
import io.gpuquery.calcite.kernel.IneligibleException;
import io.gpuquery.calcite.kernel.KernelRequest;
import io.gpuquery.calcite.kernel.TopKey;
import io.gpuquery.column.ColumnBatch;
import io.gpuquery.scan.Literal;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a scan that may be among the first ones of a sort, as a device selects them by the first key. There may be more of them than
 * are wanted: the CPU sorts them by all keys, and rows with equal ones by their place in the input.
 */
final class DeviceTop implements AutoCloseable {
    /** With more, most rows of a batch are among the first ones. */
    private static final int MOST_ROWS = 4096;

    private final DevicePart part;

    private DeviceTop(DevicePart part) {
        this.part = part;
    }

    /**
     * Null where the device cannot, or need not, select.
     *
     * @param rowCount how many rows are wanted
     * @param canFail whether something is computed of the rows that may fail, which it has to for all of them
     * @param required whether what it cannot do is an error where no fallback is allowed
     */
    static @Nullable DeviceTop of(
            DeviceUse use,
            SortKey key,
            long rowCount,
            boolean canFail,
            ScanSteps steps,
            ExecutionContext context,
            boolean required) {
        if (rowCount > MOST_ROWS || rowCount < 1) {
            return null;
        }
        try {
            if (canFail) {
                throw new IneligibleException("the first rows only, where something computed of others may fail");
            }
            KernelRequest request = request(key, (int) rowCount, steps, context.parameters(), context.blockRows());
            DeviceWork.check(use.device(), request);
            return new DeviceTop(new DevicePart(use, request, context, required));
        } catch (IneligibleException e) {
            DevicePart.refuse(use, context, required, e.reason(), e);
            return null;
        }
    }

    /** What is asked of a device. */
    static KernelRequest request(
            SortKey key, int rowCount, ScanSteps steps, List<@Nullable Literal> parameters, int blockRows) {
        Expression first = steps.columns().get(key.column());
        return new KernelRequest(
                steps.scan().types(),
                steps.conditions(),
                List.of(),
                List.of(),
                parameters,
                blockRows,
                new TopKey(first, key.descending(), key.nullsFirst(), rowCount),
                false);
    }

    /** What one thread needs. */
    Worker worker() {
        return new Worker();
    }

    @Override
    public void close() {
        part.close();
    }

    /** Used by one thread at a time. */
    final class Worker {
        private final DeviceWork work = part.work();
        private int @Nullable [] selected;

        /** Has a device select rows of a batch: {@link #selected()} is what comes of it. */
        DevicePart.Outcome select(ColumnBatch batch) {
            return part.attempt(batch, () -> {
                selected = work.select(batch);
                return selected != null;
            });
        }

        /** A bit for each row of the last batch, set where it satisfies the conditions and may be among the first. */
        int[] selected() {
            return Objects.requireNonNull(selected);
        }
    }
}
