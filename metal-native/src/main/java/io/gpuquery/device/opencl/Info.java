package io.gpuquery.device.opencl;

import io.gpuquery.device.DeviceException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Answers of the {@code clGet…Info} functions, which all have one shape. */
final class Info {
    private Info() {}

    /** One of those functions with everything but the name and the place of the answer. */
    @FunctionalInterface
    interface Query {
        int ask(int name, long size, byte @Nullable [] value, long @Nullable [] sizeUsed);
    }

    static Query ofDevice(long device) {
        return (name, size, value, sizeUsed) -> OpenCl.clGetDeviceInfo(device, name, size, value, sizeUsed);
    }

    /** A text without the zero at its end. */
    static String text(Query query, int name) {
        long[] size = new long[1];
        Status.check("OpenCL", "ask for the length of a text", query.ask(name, 0, null, size));
        byte[] value = new byte[Math.toIntExact(Math.max(1, size[0]))];
        Status.check("OpenCL", "ask for a text", query.ask(name, value.length, value, null));
        int length = 0;
        while (length < value.length && value[length] != 0) {
            length++;
        }
        return new String(value, 0, length, StandardCharsets.UTF_8).strip();
    }

    /** A number of four or eight bytes. */
    static long number(Query query, int name) {
        byte[] value = new byte[Long.BYTES];
        Status.check("OpenCL", "ask for a number", query.ask(name, value.length, value, null));
        return little(value).getLong(0);
    }

    /** A number that older or smaller drivers do not know. */
    static long numberOr(Query query, int name, long otherwise) {
        byte[] value = new byte[Long.BYTES];
        int status = query.ask(name, value.length, value, null);
        return status == OpenCl.CL_SUCCESS ? little(value).getLong(0) : otherwise;
    }

    static boolean isTrue(Query query, int name) {
        return numberOr(query, name, 0) != 0;
    }

    /** The execution status of an event: 0 once it is complete, negative if it failed, positive before. */
    static int executionStatus(String deviceName, long event) {
        byte[] value = new byte[Integer.BYTES];
        int status = OpenCl.clGetEventInfo(event, OpenCl.CL_EVENT_COMMAND_EXECUTION_STATUS, value.length, value, null);
        if (status != OpenCl.CL_SUCCESS) {
            throw new DeviceException(
                    deviceName, DeviceException.Reason.EXECUTION, "cannot ask for an event: " + Status.name(status));
        }
        return little(value).getInt(0);
    }

    /** When a command began or ended, in nanoseconds of the device's clock; 0 if the driver does not say. */
    static long profiledNanos(long event, int name) {
        byte[] value = new byte[Long.BYTES];
        int status = OpenCl.clGetEventProfilingInfo(event, name, value.length, value, null);
        return status == OpenCl.CL_SUCCESS ? little(value).getLong(0) : 0;
    }

    static ByteBuffer little(byte[] value) {
        return ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN);
    }
}
