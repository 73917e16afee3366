package io.gpuquery.device.opencl;

import io.gpuquery.device.KernelArgument;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a parameter of a kernel takes, as the compiler says. Arguments are compared with it before the driver sees them,
 * since drivers believe what they get: a number taken for a buffer, or a write to a mapped file, would end the JVM, and
 * PoCL does not even compare the lengths of values (tried).
 *
 * @param kind what it takes
 * @param valueBytes how long its values are; 0 if that is not known, or it takes no values
 */
record KernelParameter(Kind kind, int valueBytes) {
    private static final Pattern SCALAR_OR_VECTOR =
            Pattern.compile("u?(char|short|int|long)(2|3|4|8|16)?|(half|float|double)(2|3|4|8|16)?");

    enum Kind {
        BUFFER_TO_READ("a buffer"),
        BUFFER_TO_WRITE("a buffer that may be written, unless it is declared const"),
        GROUP_MEMORY("group memory"),
        VALUE("a value"),
        /** The driver does not say. */
        UNKNOWN("something");

        private final String description;

        Kind(String description) {
            this.description = description;
        }
    }

    static List<KernelParameter> of(String deviceName, long kernel) {
        long count = Info.number(
                (name, size, value, used) -> OpenCl.clGetKernelInfo(kernel, name, size, value, used),
                OpenCl.CL_KERNEL_NUM_ARGS);
        List<KernelParameter> parameters = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            parameters.add(of(deviceName, kernel, i));
        }
        return List.copyOf(parameters);
    }

    private static KernelParameter of(String deviceName, long kernel, int index) {
        byte[] value = new byte[Long.BYTES];
        int status = OpenCl.clGetKernelArgInfo(
                kernel, index, OpenCl.CL_KERNEL_ARG_ADDRESS_QUALIFIER, Integer.BYTES, value, null);
        if (status == OpenCl.CL_KERNEL_ARG_INFO_NOT_AVAILABLE) {
            return new KernelParameter(Kind.UNKNOWN, 0);
        }
        Status.check(deviceName, "ask for a parameter", status);
        Info.Query query =
                (name, size, answer, used) -> OpenCl.clGetKernelArgInfo(kernel, index, name, size, answer, used);
        boolean isConst =
                (Info.number(query, OpenCl.CL_KERNEL_ARG_TYPE_QUALIFIER) & OpenCl.CL_KERNEL_ARG_TYPE_CONST) != 0;
        int address = Info.little(value).getInt(0);
        return switch (address) {
            case OpenCl.CL_KERNEL_ARG_ADDRESS_LOCAL -> new KernelParameter(Kind.GROUP_MEMORY, 0);
            case OpenCl.CL_KERNEL_ARG_ADDRESS_CONSTANT -> new KernelParameter(Kind.BUFFER_TO_READ, 0);
            case OpenCl.CL_KERNEL_ARG_ADDRESS_GLOBAL ->
                new KernelParameter(isConst ? Kind.BUFFER_TO_READ : Kind.BUFFER_TO_WRITE, 0);
            default -> new KernelParameter(Kind.VALUE, valueBytes(Info.text(query, OpenCl.CL_KERNEL_ARG_TYPE_NAME)));
        };
    }

    /** The length of a type of OpenCL C (section 6.1); 0 for structures and other names. Of three there are four. */
    static int valueBytes(String typeName) {
        Matcher matcher = SCALAR_OR_VECTOR.matcher(typeName);
        if (!matcher.matches()) {
            return 0;
        }
        String element = matcher.group(1) == null ? matcher.group(3) : matcher.group(1);
        String count = matcher.group(1) == null ? matcher.group(4) : matcher.group(2);
        int elements = count == null ? 1 : Integer.parseInt(count);
        int elementBytes = switch (element) {
            case "char" -> 1;
            case "short", "half" -> 2;
            case "int", "float" -> 4;
            default -> 8;
        };
        return elementBytes * (elements == 3 ? 4 : elements);
    }

    /** @throws IllegalArgumentException if the arguments are not what the kernel takes */
    static void check(String kernelName, List<KernelParameter> parameters, List<KernelArgument> arguments) {
        if (parameters.size() != arguments.size()) {
            throw new IllegalArgumentException("the kernel " + kernelName + " has " + parameters.size()
                    + " parameters and was given " + arguments.size() + " arguments");
        }
        for (int i = 0; i < parameters.size(); i++) {
            if (!parameters.get(i).takes(arguments.get(i))) {
                throw new IllegalArgumentException("parameter " + i + " of the kernel " + kernelName + " takes "
                        + parameters.get(i).description() + ", and not " + description(arguments.get(i)));
            }
        }
    }

    private boolean takes(KernelArgument argument) {
        return switch (kind) {
            case BUFFER_TO_READ -> argument instanceof KernelArgument.Buffer;
            case BUFFER_TO_WRITE ->
                argument instanceof KernelArgument.Buffer of && of.buffer().isWritable();
            case GROUP_MEMORY -> argument instanceof KernelArgument.GroupMemory;
            case VALUE ->
                argument instanceof KernelArgument.Value of && (valueBytes == 0 || valueBytes == of.toBytes().length);
            case UNKNOWN -> true;
        };
    }

    private String description() {
        return valueBytes == 0 ? kind.description : kind.description + " of " + valueBytes + " bytes";
    }

    private static String description(KernelArgument argument) {
        if (argument instanceof KernelArgument.Buffer of) {
            return of.buffer().isWritable() ? "a buffer" : "a buffer for reading";
        }
        return argument instanceof KernelArgument.Value of
                ? "a value of " + of.toBytes().length + " bytes"
                : "group memory";
    }
}
