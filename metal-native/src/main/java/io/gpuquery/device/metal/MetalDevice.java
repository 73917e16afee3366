package io.gpuquery.device.metal;

import io.gpuquery.device.DeviceException;
import io.gpuquery.device.DeviceInfo;
import io.gpuquery.device.DeviceKernel;
import io.gpuquery.device.DeviceKind;
import io.gpuquery.device.DeviceOptions;
import io.gpuquery.device.DeviceTransfers;
import io.gpuquery.device.KernelLanguage;
import io.gpuquery.device.KernelSource;
import io.gpuquery.device.common.BufferMemory;
import io.gpuquery.device.common.CommonDevice;
import io.gpuquery.device.common.CommonSubmission;
import io.gpuquery.device.common.RegionBytes;
import io.gpuquery.memory.MemoryBlock;
import io.gpuquery.memory.Pages;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A Mac's GPU. */
final class MetalDevice extends CommonDevice {
    /** What all Macs take, and how many threads run in step (Metal feature set tables). */
    private static final int MOST_GROUP_THREADS = 1024;

    private static final int GROUP_THREAD_MULTIPLE = 32;

    private final MetalSession session;

    private MetalDevice(MetalSession session, DeviceOptions options) {
        super(session, info(session), options);
        this.session = session;
    }

    static MetalDevice open(DeviceOptions options) {
        MetalSession session = MetalSession.open();
        try {
            return new MetalDevice(session, options);
        } catch (RuntimeException | Error e) {
            session.release();
            throw e;
        }
    }

    private static DeviceInfo info(MetalSession session) {
        long device = session.device();
        return new DeviceInfo(
                session.deviceName(),
                DeviceKind.METAL,
                MetalDevices.isUnified(device),
                Pages.hostPageBytes(),
                ObjC.send(device, ObjC.selector("maxBufferLength")),
                ObjC.send(device, ObjC.selector("recommendedMaxWorkingSetSize")),
                MOST_GROUP_THREADS,
                ObjC.send(device, ObjC.selector("maxThreadgroupMemoryLength")),
                GROUP_THREAD_MULTIPLE,
                false,
                false,
                Set.of(KernelLanguage.MSL));
    }

    @Override
    protected @Nullable String whyNotShared(RegionBytes bytes) {
        return info().unifiedMemory() ? null : info().name() + " has memory of its own";
    }

    @Override
    protected BufferMemory share(RegionBytes bytes) {
        return MetalMemory.over(bytes, session);
    }

    /** Over a block, and by Metal itself if it refuses that. */
    @Override
    protected BufferMemory copyOf(RegionBytes source) {
        try (MemoryBlock block = block(source.lengthBytes())) {
            RegionBytes bytes = new RegionBytes(block, 0, source.lengthBytes(), false);
            bytes.copyFrom(source.region(), source.offsetBytes());
            BufferMemory memory = shareOrCopy(bytes);
            DeviceTransfers.copied(source.lengthBytes());
            return memory;
        }
    }

    private BufferMemory shareOrCopy(RegionBytes bytes) {
        try {
            return share(bytes);
        } catch (DeviceException refused) {
            return MetalMemory.copyOf(bytes, session);
        }
    }

    @Override
    protected DeviceKernel compileKnown(KernelSource source) {
        return MetalKernel.compile(this, session, (KernelSource.Text) source);
    }

    @Override
    protected CommonSubmission newSubmission() {
        return new MetalSubmission(session);
    }

    @Override
    protected long groupMemoryBytes(int lengthBytes) {
        return MetalSubmission.groupMemoryBytes(lengthBytes);
    }
}
