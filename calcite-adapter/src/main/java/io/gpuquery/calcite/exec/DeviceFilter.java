package io.gpuquery.calcite.exec;

import io.gpuquery.calcite.exec.evaluation.ProgramBuilder;
import io.gpuquery.calcite.expression.Expression;
import io.gpuquery.calcite.kernel.DeviceUse;
import io.gpuquery.calcite.kernel.DeviceWork;
import io.gpuquery.calcite.kernel.IneligibleException;
import io.gpuquery.calcite.kernel.KernelRequest;
import io.gpuquery.calcite.kernel.KeyProbe;
import io.gpuquery.column.ColumnBatch;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The conditions of a pipeline over a scan that a device applies, so that the CPU sees only the rows that are left. */
final class DeviceFilter implements AutoCloseable {
    private final DeviceUse use;
    private final ScanSteps steps;
    private final ExecutionContext context;
    private final List<Expression> expressions;
    private final BitSet conditions;
    private final List<JoinProbe> probes;
    /** Made for the first batch, when joins know their keys; guarded by this. */
    private @Nullable DevicePart part;

    private boolean closed;

    private DeviceFilter(
            DeviceUse use,
            ScanSteps steps,
            ExecutionContext context,
            List<Expression> expressions,
            BitSet conditions,
            List<JoinProbe> probes) {
        this.use = use;
        this.steps = steps;
        this.context = context;
        this.expressions = expressions;
        this.conditions = conditions;
        this.probes = probes;
    }

    /** Null where there is nothing that a device could do. Takes the program that has the steps' first conditions. */
    static @Nullable DeviceFilter of(
            DeviceUse use, ScanSteps steps, ProgramBuilder builder, List<JoinProbe> probes, ExecutionContext context) {
        BitSet taken = new BitSet();
        List<JoinProbe> applied = probes;
        List<Expression> conditions = new ArrayList<>();
        for (int i = 0; i < builder.conditionCount(); i++) {
            Expression condition = steps.conditions().get(i);
            try {
                DeviceWork.check(use.device(), request(List.of(condition), List.of(), steps, context));
                taken.set(i);
                conditions.add(condition);
            } catch (IneligibleException e) {
                DevicePart.refuse(use, context, true, e.reason(), e);
                if (builder.canConditionFail(i)) {
                    // Whether it fails must not depend on what is behind it.
                    applied = List.of();
                    break;
                }
            }
        }
        return conditions.isEmpty() && applied.isEmpty()
                ? null
                : new DeviceFilter(use, steps, context, conditions, taken, applied);
    }

    private static KernelRequest request(
            List<Expression> conditions, List<KeyProbe> probes, ScanSteps steps, ExecutionContext context) {
        return new KernelRequest(
                steps.scan().types(),
                conditions,
                List.of(),
                List.of(),
                context.parameters(),
                context.blockRows(),
                null,
                false,
                probes);
    }

    /** Which conditions of the program the device applies. */
    BitSet conditions() {
        return conditions;
    }

    /** What one thread needs, once joins are prepared; null where there turned out to be nothing for a device. */
    @Nullable
    DeviceWork work() {
        DevicePart made = part();
        return made == null ? null : made.work();
    }

    private synchronized @Nullable DevicePart part() {
        DevicePart made = part;
        if (made == null && !closed) {
            KernelRequest request = request(expressions, known(), steps, context);
            if (!request.conditions().isEmpty() || !request.probes().isEmpty()) {
                made = new DevicePart(use, request, context, true);
                part = made;
            }
        }
        return made;
    }

    /** What joins know of their keys. The joins look again, so what a device cannot look up is no failure. */
    private List<KeyProbe> known() {
        List<KeyProbe> known = new ArrayList<>();
        for (JoinProbe probe : probes) {
            KeyProbe keys = probe.known();
            if (keys != null && canProbe(keys)) {
                known.add(keys);
            }
        }
        return known;
    }

    private boolean canProbe(KeyProbe keys) {
        try {
            DeviceWork.check(use.device(), request(List.of(), List.of(keys), steps, context));
            return true;
        } catch (IneligibleException e) {
            DevicePart.refuse(use, context, false, e.reason(), e);
            return false;
        }
    }

    /** A bit for each row, set where the conditions are TRUE; null where the CPU has to find out. */
    int @Nullable [] select(DeviceWork work, ColumnBatch batch) {
        DevicePart made = part();
        if (made == null) {
            return null;
        }
        int @Nullable [][] selected = new int @Nullable [1][];
        made.attempt(batch, () -> {
            selected[0] = work.select(batch);
            return selected[0] != null;
        });
        return selected[0];
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (part != null) {
            part.close();
        }
    }
}
