package io.gpuquery.calcite.exec;

import io.gpuquery.calcite.kernel.DeviceUse;
import io.gpuquery.calcite.kernel.DeviceWork;
import io.gpuquery.calcite.kernel.IneligibleException;
import io.gpuquery.calcite.kernel.KernelCounters;
import io.gpuquery.calcite.kernel.KernelRequest;
import io.gpuquery.column.ColumnBatch;
import io.gpuquery.device.DeviceException;
import io.gpuquery.error.DataException;
import io.gpuquery.error.Location;
import io.gpuquery.memory.Closing;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/**
 * The part of a pipeline that a device computes, batch by batch. What it cannot do the CPU does, and the receipt says why; where no
 * fallback is allowed, that is an error.
 */
final class DevicePart implements AutoCloseable {
    private static final int MOST_REFUSALS = 3;

    private final DeviceUse use;
    private final KernelRequest request;
    private final ExecutionContext context;
    private final List<DeviceWork> works = new CopyOnWriteArrayList<>();
    private final boolean required;
    private final AtomicInteger refusals = new AtomicInteger();
    private volatile boolean off;

    /** What becomes of a batch. */
    enum Outcome {
        /** The device has done it. */
        DONE,
        /** The device cannot do it, and may do less of it. */
        REFUSED,
        /** The CPU has to do all of it, whatever it turns out to be: numbers of more bits, or an error. */
        LEFT_TO_CPU
    }

    /** Takes whether what a device cannot do is an error where no fallback is allowed. */
    DevicePart(DeviceUse use, KernelRequest request, ExecutionContext context, boolean required) {
        this.required = required;
        this.use = use;
        this.request = request;
        this.context = context;
    }

    /** What one thread needs, which is closed with this. */
    DeviceWork work() {
        Receipt receipt = context.receipt();
        DeviceWork work = new DeviceWork(
                use.device(),
                request,
                new DictionaryEntries(request.types(), context),
                new KernelCounters(
                        receipt.kernelsRun,
                        receipt.deviceNanos,
                        receipt.buffersWrapped,
                        receipt.bufferBytesShared,
                        receipt.bufferBytesCopied,
                        receipt.bufferBytesKept),
                context.cancellation());
        works.add(work);
        return work;
    }

    /** Has a device do something with a batch; the task tells whether it did, or leaves the batch to the CPU. */
    Outcome attempt(ColumnBatch batch, BooleanSupplier task) {
        if (off || !use.pays(batch, context.threads())) {
            return Outcome.REFUSED;
        }
        try {
            boolean done = task.getAsBoolean();
            context.receipt().ranOn(use.device().device().info().kind().optionName());
            if (!done) {
                // Also where no fallback is allowed: only the CPU has numbers of more bits, and words for what
                // overflows.
                context.receipt().fallback("a batch with numbers that the CPU has to compute");
            }
            return done ? Outcome.DONE : Outcome.LEFT_TO_CPU;
        } catch (IneligibleException e) {
            off = refusals.incrementAndGet() >= MOST_REFUSALS;
            refuse(use, context, required, e.reason(), e);
            return Outcome.REFUSED;
        } catch (DeviceException e) {
            off = true;
            refuse(use, context, true, String.valueOf(e.getMessage()), e);
            return Outcome.LEFT_TO_CPU;
        }
    }

    /** Leaves what comes to the CPU where the device was chosen for being faster, and it turns out that it is not. */
    void stopUnlessChosen(String reason) {
        if (use.costs() != null) {
            off = true;
            refuse(use, context, required, reason, new IneligibleException(reason));
        }
    }

    /** Notes why the CPU does something. */
    static void refuse(DeviceUse use, ExecutionContext context, boolean required, String reason, Throwable cause) {
        if (use.strict() && required) {
            throw new DataException(
                    "The device " + use.device().description() + " does not compute " + reason,
                    Location.none(),
                    "Set fallback=allow to have the CPU do it, or device=host.",
                    cause);
        }
        context.receipt().fallback("not on " + use.device().description() + ": " + reason);
    }

    @Override
    public void close() {
        Closing.all(works);
    }
}
