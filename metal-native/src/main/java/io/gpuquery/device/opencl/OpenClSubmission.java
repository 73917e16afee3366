package io.gpuquery.device.opencl;

import io.gpuquery.device.DeviceException;
import io.gpuquery.device.Dispatch;
import io.gpuquery.device.KernelArgument;
import io.gpuquery.device.common.CommonSubmission;
import java.util.ArrayList;
import java.util.List;

/** Dispatches on a device's queue, each with an event. */
final class OpenClSubmission extends CommonSubmission {
    private final Session session;
    private final List<Long> events = new ArrayList<>();

    OpenClSubmission(Session session) {
        super(session);
        this.session = session;
    }

    @Override
    protected boolean begin() {
        try {
            synchronized (session) {
                dispatches().forEach(this::enqueue);
            }
        } catch (DeviceException e) {
            // What was enqueued before this runs to its end.
            fail(e);
        }
        if (!events.isEmpty()) {
            OpenCl.clFlush(session.kernelQueue());
        }
        return !events.isEmpty();
    }

    private void enqueue(Dispatch dispatch) {
        OpenClKernel kernel = (OpenClKernel) dispatch.kernel();
        String name = kernel.entryPoint();
        for (int i = 0; i < dispatch.arguments().size(); i++) {
            int status = setArgument(kernel.handle(), i, dispatch.arguments().get(i));
            Status.check(session.deviceName(), "set argument " + i + " of the kernel " + name, status);
        }
        int groupThreads = groupThreads(dispatch);
        long[] threads = {allThreads(dispatch, groupThreads)};
        long[] event = new long[1];
        int status = OpenCl.clEnqueueNDRangeKernel(
                session.kernelQueue(), kernel.handle(), 1, null, threads, new long[] {groupThreads}, 0, null, event);
        Status.check(session.deviceName(), "start the kernel " + name, status);
        events.add(event[0]);
    }

    /** OpenCL 1.2 wants whole groups. */
    private long allThreads(Dispatch dispatch, int groupThreads) {
        try {
            return Math.multiplyExact(groups(dispatch.threads(), groupThreads), (long) groupThreads);
        } catch (ArithmeticException e) {
            throw new DeviceException(
                    session.deviceName(),
                    DeviceException.Reason.UNSUPPORTED,
                    dispatch.threads() + " threads are too many",
                    e);
        }
    }

    private static int setArgument(long kernel, int index, KernelArgument argument) {
        if (argument instanceof KernelArgument.Buffer of) {
            byte[] handle = new byte[Long.BYTES];
            Info.little(handle).putLong(0, ((OpenClMemory) memory(of)).argument());
            return OpenCl.clSetKernelArg(kernel, index, handle.length, handle);
        }
        if (argument instanceof KernelArgument.GroupMemory of) {
            return OpenCl.clSetKernelArg(kernel, index, of.lengthBytes(), null);
        }
        byte[] value = ((KernelArgument.Value) argument).toBytes();
        return OpenCl.clSetKernelArg(kernel, index, value.length, value);
    }

    @Override
    protected long finish() {
        try {
            long[] all = events.stream().mapToLong(Long::longValue).toArray();
            OpenCl.clWaitForEvents(all.length, all);
            long nanos = 0;
            for (int i = 0; i < all.length; i++) {
                nanos += end(all[i], dispatches().get(i).kernel().entryPoint());
            }
            return nanos;
        } finally {
            events.forEach(OpenCl::clReleaseEvent);
        }
    }

    private long end(long event, String kernelName) {
        int status = Info.executionStatus(session.deviceName(), event);
        if (status != OpenCl.CL_COMPLETE) {
            fail(new DeviceException(
                    session.deviceName(),
                    DeviceException.Reason.EXECUTION,
                    "the kernel " + kernelName + " failed: " + Status.name(status)));
        }
        return Info.profiledNanos(event, OpenCl.CL_PROFILING_COMMAND_END)
                - Info.profiledNanos(event, OpenCl.CL_PROFILING_COMMAND_START);
    }
}
