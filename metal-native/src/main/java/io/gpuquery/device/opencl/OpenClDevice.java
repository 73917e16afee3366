package io.gpuquery.device.opencl;

import io.gpuquery.device.DeviceKernel;
import io.gpuquery.device.DeviceOptions;
import io.gpuquery.device.KernelSource;
import io.gpuquery.device.common.BufferMemory;
import io.gpuquery.device.common.CommonDevice;
import io.gpuquery.device.common.CommonSubmission;
import io.gpuquery.device.common.RegionBytes;
import org.jspecify.annotations.Nullable;

/** One device of an OpenCL driver, with a context and queues of its own. */
final class OpenClDevice extends CommonDevice {
    private final Session session;
    private final Sharing sharing;

    private OpenClDevice(Session session, DeviceOptions options, Sharing sharing) {
        super(session, session.driver().info(sharing.atPages()), options);
        this.session = session;
        this.sharing = sharing;
    }

    /** @param sharing what to believe about its memory, null for what is measured */
    static OpenClDevice open(DriverDevice driver, DeviceOptions options, @Nullable Sharing sharing) {
        Session session = Session.open(driver);
        try {
            return new OpenClDevice(session, options, sharing == null ? Sharing.measure(session) : sharing);
        } catch (RuntimeException | Error e) {
            session.release();
            throw e;
        }
    }

    @Override
    protected @Nullable String whyNotShared(RegionBytes bytes) {
        if (!sharing.atPages()) {
            return info().name() + " does not work on the host's memory";
        }
        return OpenClMemory.canBeOver(bytes, session, sharing)
                ? null
                : info().name() + " shares memory only from multiples of "
                        + session.driver().subBufferAlignmentBytes() + " bytes";
    }

    @Override
    protected BufferMemory share(RegionBytes bytes) {
        return OpenClMemory.over(bytes, session, info().maxBufferBytes());
    }

    @Override
    protected BufferMemory copyOf(RegionBytes source) {
        if (sharing.atPages()) {
            return super.copyOf(source);
        }
        OpenClMemory memory = OpenClMemory.ofDevice(source.lengthBytes(), session);
        try {
            Transfers.write(memory, source.region(), source.offsetBytes(), source.lengthBytes());
            return memory;
        } catch (RuntimeException | Error e) {
            memory.release();
            throw e;
        }
    }

    @Override
    protected BufferMemory zeros(long lengthBytes) {
        if (sharing.atPages()) {
            return super.zeros(lengthBytes);
        }
        OpenClMemory memory = OpenClMemory.ofDevice(lengthBytes, session);
        try {
            memory.clearByDevice();
            return memory;
        } catch (RuntimeException | Error e) {
            memory.release();
            throw e;
        }
    }

    @Override
    protected DeviceKernel compileKnown(KernelSource source) {
        return OpenClKernel.compile(this, session, (KernelSource.Text) source);
    }

    @Override
    protected CommonSubmission newSubmission() {
        return new OpenClSubmission(session);
    }
}
