package io.gpuquery.device.metal;

import io.gpuquery.device.DeviceException;
import io.gpuquery.device.Dispatch;
import io.gpuquery.device.KernelArgument;
import io.gpuquery.device.common.BufferMemory;
import io.gpuquery.device.common.CommonSubmission;

/** A command buffer with one serial encoder, in which each dispatch sees what those before it wrote. */
final class MetalSubmission extends CommonSubmission {
    /** {@code MTLCommandBufferStatusCompleted}. */
    private static final long STATUS_COMPLETED = 4;

    private static final double NANOS_PER_SECOND = 1e9;

    private final MetalSession session;
    private volatile long commandBuffer;

    MetalSubmission(MetalSession session) {
        super(session);
        this.session = session;
    }

    @Override
    protected boolean begin() {
        commandBuffer = ObjC.pooled(this::commit);
        return true;
    }

    private long commit() {
        long commands = ObjC.send(session.queue(), ObjC.selector("commandBuffer"));
        long encoder = ObjC.send(commands, ObjC.selector("computeCommandEncoder"));
        if (encoder == 0) {
            throw new DeviceException(
                    session.deviceName(), DeviceException.Reason.OUT_OF_MEMORY, "there is no command buffer to be had");
        }
        ObjC.retain(commands);
        dispatches().forEach(dispatch -> encode(encoder, dispatch));
        ObjC.sendVoid(encoder, ObjC.selector("endEncoding"));
        ObjC.sendVoid(commands, ObjC.selector("commit"));
        return commands;
    }

    private void encode(long encoder, Dispatch dispatch) {
        MetalKernel kernel = (MetalKernel) dispatch.kernel();
        ObjC.sendVoid(encoder, ObjC.selector("setComputePipelineState:"), kernel.pipeline());
        // Buffers and values count together, group memory by itself.
        int index = 0;
        int groupMemoryIndex = 0;
        for (KernelArgument argument : dispatch.arguments()) {
            if (argument instanceof KernelArgument.Buffer of) {
                BufferMemory memory = memory(of);
                ObjC.sendVoid(
                        encoder,
                        ObjC.selector("setBuffer:offset:atIndex:"),
                        memory.handle(),
                        memory.offsetBytes(),
                        index++);
            } else if (argument instanceof KernelArgument.Value of) {
                byte[] value = of.toBytes();
                ObjC.sendVoid(encoder, ObjC.selector("setBytes:length:atIndex:"), value, value.length, index++);
            } else if (argument instanceof KernelArgument.GroupMemory of) {
                ObjC.sendVoid(
                        encoder,
                        ObjC.selector("setThreadgroupMemoryLength:atIndex:"),
                        groupMemoryBytes(of.lengthBytes()),
                        groupMemoryIndex++);
            }
        }
        int groupThreads = groupThreads(dispatch);
        // Whoever leaves the size of groups to the device does not count on whole ones.
        boolean uneven = dispatch.groupThreads() == 0 && session.takesUnevenGroups();
        ObjC.sendVoid(
                encoder,
                ObjC.selector(
                        uneven
                                ? "dispatchThreads:threadsPerThreadgroup:"
                                : "dispatchThreadgroups:threadsPerThreadgroup:"),
                MetalSize.of(uneven ? dispatch.threads() : groups(dispatch.threads(), groupThreads)),
                MetalSize.of(groupThreads));
    }

    /** Metal wants a multiple of 16. */
    static long groupMemoryBytes(int lengthBytes) {
        return (lengthBytes + 15L) & -16L;
    }

    @Override
    protected long finish() {
        try {
            return ObjC.pooled(this::outcome);
        } finally {
            ObjC.release(commandBuffer);
        }
    }

    private long outcome() {
        ObjC.sendVoid(commandBuffer, ObjC.selector("waitUntilCompleted"));
        if (ObjC.send(commandBuffer, ObjC.selector("status")) != STATUS_COMPLETED) {
            String names = String.join(
                    ", ",
                    dispatches().stream().map(d -> d.kernel().entryPoint()).toList());
            throw new DeviceException(
                    session.deviceName(),
                    DeviceException.Reason.EXECUTION,
                    "the kernels " + names + " failed: "
                            + ObjC.errorText(ObjC.send(commandBuffer, ObjC.selector("error"))));
        }
        double seconds = ObjC.sendDouble(commandBuffer, ObjC.selector("GPUEndTime"))
                - ObjC.sendDouble(commandBuffer, ObjC.selector("GPUStartTime"));
        return Math.round(seconds * NANOS_PER_SECOND);
    }
}
