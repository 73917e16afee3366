package io.gpuquery.calcite.exec;

import io.gpuquery.calcite.exec.evaluation.ProgramBuilder;
import io.gpuquery.calcite.expression.Expression;
import io.gpuquery.calcite.kernel.DeviceUse;
import io.gpuquery.calcite.kernel.DeviceWork;
import io.gpuquery.calcite.kernel.IneligibleException;
import io.gpuquery.calcite.kernel.KernelRequest;
import io.gpuquery.column.ColumnBatch;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The conditions of a pipeline over a scan that a device applies, so that the CPU sees only the rows that are left. */
final class DeviceFilter implements AutoCloseable {
    private final DevicePart part;
    private final BitSet conditions;

    private DeviceFilter(DevicePart part, BitSet conditions) {
        this.part = part;
        this.conditions = conditions;
    }

    /** Null where there is nothing that a device could do. Takes the program that has the steps' first conditions. */
    static @Nullable DeviceFilter of(DeviceUse use, ScanSteps steps, ProgramBuilder builder, ExecutionContext context) {
        BitSet taken = new BitSet();
        List<Expression> conditions = new ArrayList<>();
        for (int i = 0; i < builder.conditionCount(); i++) {
            Expression condition = steps.conditions().get(i);
            try {
                DeviceWork.check(use.device(), request(List.of(condition), steps, context));
                taken.set(i);
                conditions.add(condition);
            } catch (IneligibleException e) {
                DevicePart.refuse(use, context, true, e.reason(), e);
                if (builder.canConditionFail(i)) {
                    // Whether it fails must not depend on what is behind it.
                    break;
                }
            }
        }
        return conditions.isEmpty()
                ? null
                : new DeviceFilter(new DevicePart(use, request(conditions, steps, context), context, true), taken);
    }

    private static KernelRequest request(List<Expression> conditions, ScanSteps steps, ExecutionContext context) {
        return new KernelRequest(
                steps.scan().types(), conditions, List.of(), List.of(), context.parameters(), context.blockRows());
    }

    /** Which conditions of the program the device applies. */
    BitSet conditions() {
        return conditions;
    }

    DeviceWork work() {
        return part.work();
    }

    /** A bit for each row, set where the conditions are TRUE; null where the CPU has to find out. */
    int @Nullable [] select(DeviceWork work, ColumnBatch batch) {
        int @Nullable [][] selected = new int @Nullable [1][];
        part.attempt(batch, () -> {
            selected[0] = work.select(batch);
            return selected[0] != null;
        });
        return selected[0];
    }

    @Override
    public void close() {
        part.close();
    }
}
