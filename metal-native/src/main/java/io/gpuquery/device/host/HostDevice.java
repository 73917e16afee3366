package io.gpuquery.device.host;

import io.gpuquery.device.DeviceInfo;
import io.gpuquery.device.DeviceKernel;
import io.gpuquery.device.DeviceKind;
import io.gpuquery.device.DeviceOptions;
import io.gpuquery.device.KernelLanguage;
import io.gpuquery.device.KernelSource;
import io.gpuquery.device.common.BufferMemory;
import io.gpuquery.device.common.CommonDevice;
import io.gpuquery.device.common.CommonSubmission;
import io.gpuquery.device.common.DeviceSession;
import io.gpuquery.device.common.RegionBytes;
import io.gpuquery.memory.HostMemory;
import io.gpuquery.memory.Pages;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The host as a device: buffers over regions are the regions, and kernels run one after the other on a thread that
 * exists only while there is something to run.
 */
final class HostDevice extends CommonDevice {
    private static final int MOST_GROUP_THREADS = 1024;
    private static final int GROUP_MEMORY_BYTES = 32 << 10;

    private final DeviceSession session;

    private HostDevice(DeviceSession session, DeviceInfo info, DeviceOptions options) {
        super(session, info, options);
        this.session = session;
    }

    /** @param maxBufferBytes the longest buffer; the host itself has no limit */
    static HostDevice open(DeviceOptions options, long maxBufferBytes) {
        DeviceInfo info = new DeviceInfo(
                name(),
                DeviceKind.HOST,
                true,
                Pages.hostPageBytes(),
                maxBufferBytes,
                HostMemory.totalBytes(),
                MOST_GROUP_THREADS,
                GROUP_MEMORY_BYTES,
                1,
                true,
                true,
                Set.of(KernelLanguage.JAVA));
        return new HostDevice(new HostSession(info.name()), info, options);
    }

    static String name() {
        return "Host, " + Runtime.getRuntime().availableProcessors() + " processors";
    }

    @Override
    protected @Nullable String whyNotShared(RegionBytes bytes) {
        return null;
    }

    @Override
    protected BufferMemory share(RegionBytes bytes) {
        return new HostBytes(session, bytes);
    }

    @Override
    protected DeviceKernel compileKnown(KernelSource source) {
        return new HostDeviceKernel(this, session, (KernelSource.Java) source);
    }

    @Override
    protected CommonSubmission newSubmission() {
        return new HostSubmission(session);
    }

    /** There is nothing native about it. */
    private static final class HostSession extends DeviceSession {
        HostSession(String deviceName) {
            super(deviceName, "host", Long.MAX_VALUE);
        }

        @Override
        protected void free() {}
    }

    /** The region itself. */
    private static final class HostBytes extends BufferMemory {
        private final RegionBytes region;

        private final DeviceSession session;

        HostBytes(DeviceSession session, RegionBytes region) {
            super(session, region.lengthBytes(), region);
            this.session = session;
            this.region = region;
        }

        @Override
        protected BufferMemory part(long fromBytes, long partBytes) {
            return new HostBytes(session, Objects.requireNonNull(bytesOfPart(fromBytes, partBytes)));
        }

        @Override
        public long handle() {
            return region.address() - offsetBytes();
        }

        @Override
        public long offsetBytes() {
            return region.offsetBytes() % Pages.hostPageBytes();
        }

        @Override
        protected void free() {}
    }
}
