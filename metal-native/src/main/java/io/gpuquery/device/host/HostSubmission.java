package io.gpuquery.device.host;

import io.gpuquery.device.DeviceException;
import io.gpuquery.device.Dispatch;
import io.gpuquery.device.HostKernel;
import io.gpuquery.device.KernelArgument;
import io.gpuquery.device.Submission;
import io.gpuquery.error.DataException;
import io.gpuquery.memory.Lease;
import io.gpuquery.memory.MemoryFaults;
import io.gpuquery.memory.MemoryRegion;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Dispatches on the host's queue. It holds leases on their buffers' memory from the start until they have ended. */
final class HostSubmission implements Submission, Runnable {
    private final String deviceName;
    private final List<Work> works;
    private final List<Lease> leases;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile @Nullable RuntimeException failure;
    private volatile long deviceNanos;

    private HostSubmission(String deviceName, List<Work> works, List<Lease> leases) {
        this.deviceName = deviceName;
        this.works = works;
        this.leases = leases;
    }

    /** A kernel as it was when it was submitted: closing it later changes nothing. */
    private record Work(HostKernel kernel, String name, Arguments arguments, long threads) {}

    static HostSubmission holding(String deviceName, List<Dispatch> dispatches) {
        List<Lease> leases = new ArrayList<>();
        List<Work> works = new ArrayList<>();
        try {
            for (Dispatch dispatch : dispatches) {
                HostDeviceKernel kernel = (HostDeviceKernel) dispatch.kernel();
                Arguments arguments = new Arguments(dispatch.arguments());
                for (HostBuffer buffer : arguments.buffers()) {
                    leases.add(buffer.newLease());
                }
                works.add(new Work(kernel.kernel(), kernel.entryPoint(), arguments, dispatch.threads()));
            }
            return new HostSubmission(deviceName, works, leases);
        } catch (RuntimeException | Error e) {
            leases.forEach(Lease::close);
            throw e;
        }
    }

    @Override
    public void run() {
        long startNanos = System.nanoTime();
        try {
            works.forEach(this::run);
        } finally {
            deviceNanos = System.nanoTime() - startNanos;
            letGo();
        }
    }

    private void run(Work work) {
        if (failure != null || work.threads() == 0) {
            return;
        }
        List<MemoryRegion> regions =
                work.arguments().buffers().stream().map(HostBuffer::region).toList();
        try {
            MemoryFaults.guard(regions, () -> {
                work.kernel().run(work.arguments(), 0, work.threads());
                return work;
            });
        } catch (DataException e) {
            failure = e;
        } catch (RuntimeException | Error e) {
            failure = new DeviceException(
                    deviceName, DeviceException.Reason.EXECUTION, "the kernel " + work.name() + " failed: " + e, e);
        }
    }

    /** Gives the memory back and ends all waits. */
    void letGo() {
        leases.forEach(Lease::close);
        ended.countDown();
    }

    @Override
    public boolean isDone() {
        return ended.getCount() == 0;
    }

    @Override
    public void await(Duration limit) throws InterruptedException {
        if (!ended.await(limit.toNanos(), TimeUnit.NANOSECONDS)) {
            throw new DeviceException(
                    deviceName,
                    DeviceException.Reason.TIMEOUT,
                    "kernels had not ended after " + limit.toMillis() + " ms");
        }
        RuntimeException failed = failure;
        if (failed != null) {
            throw failed;
        }
    }

    @Override
    public long deviceNanos() {
        if (!isDone()) {
            throw new IllegalStateException("the kernels have not ended");
        }
        return deviceNanos;
    }

    /** The arguments of one dispatch, for the kernel. */
    private record Arguments(List<KernelArgument> list) implements HostKernel.Arguments {

        List<HostBuffer> buffers() {
            return list.stream()
                    .filter(KernelArgument.Buffer.class::isInstance)
                    .map(argument -> (HostBuffer) ((KernelArgument.Buffer) argument).buffer())
                    .toList();
        }

        @Override
        public ByteBuffer buffer(int index, long offsetBytes, int lengthBytes) {
            return buffer(index).view(offsetBytes, lengthBytes);
        }

        @Override
        public long bufferBytes(int index) {
            return buffer(index).lengthBytes();
        }

        @Override
        public ByteBuffer value(int index) {
            if (list.get(index) instanceof KernelArgument.Value value) {
                return ByteBuffer.wrap(value.toBytes()).order(ByteOrder.LITTLE_ENDIAN);
            }
            throw new IllegalArgumentException("argument " + index + " is no value");
        }

        private HostBuffer buffer(int index) {
            if (list.get(index) instanceof KernelArgument.Buffer argument) {
                return (HostBuffer) argument.buffer();
            }
            throw new IllegalArgumentException("argument " + index + " is no buffer");
        }
    }
}
