package io.gpuquery.device.host;

import io.gpuquery.device.DeviceException;
import io.gpuquery.device.Dispatch;
import io.gpuquery.device.HostKernel;
import io.gpuquery.device.KernelArgument;
import io.gpuquery.device.common.CommonSubmission;
import io.gpuquery.device.common.DeviceSession;
import io.gpuquery.device.common.RegionBytes;
import io.gpuquery.error.DataException;
import io.gpuquery.memory.MemoryFaults;
import io.gpuquery.memory.MemoryRegion;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Dispatches that the session's thread runs itself. */
final class HostSubmission extends CommonSubmission {
    private final String deviceName;

    HostSubmission(DeviceSession session) {
        super(session);
        this.deviceName = session.deviceName();
    }

    @Override
    protected boolean begin() {
        return true;
    }

    @Override
    protected long finish() {
        long startNanos = System.nanoTime();
        dispatches().forEach(this::run);
        return System.nanoTime() - startNanos;
    }

    private void run(Dispatch dispatch) {
        HostDeviceKernel kernel = (HostDeviceKernel) dispatch.kernel();
        Arguments arguments = new Arguments(dispatch.arguments());
        try {
            MemoryFaults.guard(arguments.regions(), () -> {
                kernel.kernel().run(arguments, 0, dispatch.threads());
                return dispatch;
            });
        } catch (DataException e) {
            throw e;
        } catch (RuntimeException | Error e) {
            throw new DeviceException(
                    deviceName,
                    DeviceException.Reason.EXECUTION,
                    "the kernel " + kernel.entryPoint() + " failed: " + e,
                    e);
        }
    }

    /** The arguments of one dispatch, for the kernel. */
    private record Arguments(List<KernelArgument> list) implements HostKernel.Arguments {

        List<MemoryRegion> regions() {
            List<MemoryRegion> regions = new ArrayList<>();
            for (int i = 0; i < list.size(); i++) {
                if (list.get(i) instanceof KernelArgument.Buffer) {
                    regions.add(bytes(i).region());
                }
            }
            return regions;
        }

        @Override
        public ByteBuffer buffer(int index, long offsetBytes, int lengthBytes) {
            return bytes(index).view(offsetBytes, lengthBytes);
        }

        @Override
        public long bufferBytes(int index) {
            return bytes(index).lengthBytes();
        }

        @Override
        public ByteBuffer value(int index) {
            if (list.get(index) instanceof KernelArgument.Value value) {
                return ByteBuffer.wrap(value.toBytes()).order(ByteOrder.LITTLE_ENDIAN);
            }
            throw new IllegalArgumentException("argument " + index + " is no value");
        }

        private RegionBytes bytes(int index) {
            if (list.get(index) instanceof KernelArgument.Buffer argument) {
                return Objects.requireNonNull(memory(argument).bytes());
            }
            throw new IllegalArgumentException("argument " + index + " is no buffer");
        }
    }
}
