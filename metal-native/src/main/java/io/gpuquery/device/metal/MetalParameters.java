package io.gpuquery.device.metal;

import io.gpuquery.device.KernelArgument;
import java.util.ArrayList;
import java.util.List;

/**
 * What a kernel takes, as Metal's compiler found out ({@code MTLComputePipelineReflection}). Empty where it does not say;
 * then nothing is checked, and a mistake is one of the GPU's.
 */
record MetalParameters(List<Parameter> list) {
    /** {@code MTLPipelineOptionArgumentInfo} and {@code MTLPipelineOptionBufferTypeInfo}. */
    static final long REFLECTION_OPTIONS = 1 | 2;

    /** How many buffers and values a kernel takes at most. */
    private static final int MOST_ARGUMENTS = 31;

    /** {@code MTLArgumentTypeBuffer}, {@code MTLArgumentTypeThreadgroupMemory}, {@code MTLArgumentAccessReadOnly}. */
    private static final long TYPE_BUFFER = 0;

    private static final long TYPE_GROUP_MEMORY = 1;
    private static final long ACCESS_READ_ONLY = 0;

    /**
     * One parameter.
     *
     * @param isGroupMemory whether it counts among group memory, and not among buffers and values
     * @param index its number there
     * @param isWritten whether the kernel may write to it
     * @param lengthBytes how many bytes one value has; 0 if unknown
     */
    record Parameter(String name, boolean isGroupMemory, long index, boolean isWritten, long lengthBytes) {}

    /** @param reflection an {@code MTLComputePipelineReflection}, or nil */
    static MetalParameters of(long reflection) {
        List<Parameter> parameters = new ArrayList<>();
        long all = reflection == 0 ? 0 : ObjC.send(reflection, ObjC.selector("arguments"));
        long count = all == 0 ? 0 : ObjC.send(all, ObjC.selector("count"));
        for (long i = 0; i < count; i++) {
            long argument = ObjC.send(all, ObjC.selector("objectAtIndex:"), i);
            long type = ObjC.send(argument, ObjC.selector("type"));
            boolean used = ObjC.sendBoolean(argument, ObjC.selector("isActive")) != 0;
            if (used && (type == TYPE_BUFFER || type == TYPE_GROUP_MEMORY)) {
                parameters.add(new Parameter(
                        ObjC.text(ObjC.send(argument, ObjC.selector("name"))),
                        type == TYPE_GROUP_MEMORY,
                        ObjC.send(argument, ObjC.selector("index")),
                        ObjC.send(argument, ObjC.selector("access")) != ACCESS_READ_ONLY,
                        type == TYPE_BUFFER ? ObjC.send(argument, ObjC.selector("bufferDataSize")) : 0));
            }
        }
        return new MetalParameters(List.copyOf(parameters));
    }

    /** @throws IllegalArgumentException if the arguments are not what the kernel takes */
    void check(String kernelName, List<KernelArgument> arguments) {
        List<KernelArgument> buffers = new ArrayList<>(arguments);
        buffers.removeIf(KernelArgument.GroupMemory.class::isInstance);
        int groupMemories = arguments.size() - buffers.size();
        if (Math.max(buffers.size(), groupMemories) > MOST_ARGUMENTS) {
            throw new IllegalArgumentException(
                    arguments.size() + " arguments are too many for " + kernelName + ": at most " + MOST_ARGUMENTS);
        }
        for (Parameter parameter : list) {
            int given = parameter.isGroupMemory() ? groupMemories : buffers.size();
            if (parameter.index() >= given) {
                throw wrong(kernelName, parameter, "is missing");
            }
            if (!parameter.isGroupMemory()) {
                check(kernelName, parameter, buffers.get(Math.toIntExact(parameter.index())));
            }
        }
    }

    private static void check(String kernelName, Parameter parameter, KernelArgument argument) {
        if (argument instanceof KernelArgument.Value value) {
            int lengthBytes = value.toBytes().length;
            if (parameter.isWritten()) {
                throw wrong(kernelName, parameter, "may be written and has to be a buffer");
            }
            if (lengthBytes < parameter.lengthBytes()) {
                throw wrong(
                        kernelName,
                        parameter,
                        "is a value of " + lengthBytes + " bytes, and the kernel takes " + parameter.lengthBytes());
            }
        } else if (argument instanceof KernelArgument.Buffer of
                && parameter.isWritten()
                && !of.buffer().isWritable()) {
            throw wrong(kernelName, parameter, "may be written, and its buffer is for reading");
        }
    }

    private static IllegalArgumentException wrong(String kernelName, Parameter parameter, String problem) {
        return new IllegalArgumentException("argument " + parameter.index() + " (" + parameter.name()
                + ") of the kernel " + kernelName + " " + problem);
    }
}
