package io.gpuquery.device.opencl;

import io.gpuquery.device.DeviceException;
import io.gpuquery.device.DeviceException.Reason;

/** What OpenCL's functions return, by name (header {@code cl.h}). */
final class Status {
    private static final int MEM_OBJECT_ALLOCATION_FAILURE = -4;
    private static final int OUT_OF_RESOURCES = -5;
    private static final int OUT_OF_HOST_MEMORY = -6;
    private static final int INVALID_BUFFER_SIZE = -61;

    private Status() {}

    /** Throws unless all went well. */
    static void check(String deviceName, String what, int status) {
        if (status != OpenCl.CL_SUCCESS) {
            throw failure(deviceName, what, status);
        }
    }

    static DeviceException failure(String deviceName, String what, int status) {
        return new DeviceException(deviceName, reason(status), "cannot " + what + ": " + name(status));
    }

    static Reason reason(int status) {
        return switch (status) {
            case MEM_OBJECT_ALLOCATION_FAILURE, OUT_OF_RESOURCES, OUT_OF_HOST_MEMORY -> Reason.OUT_OF_MEMORY;
            case INVALID_BUFFER_SIZE -> Reason.TOO_LARGE;
            default -> Reason.EXECUTION;
        };
    }

    static String name(int status) {
        return switch (status) {
            case 0 -> "CL_SUCCESS";
            case -1 -> "CL_DEVICE_NOT_FOUND";
            case -2 -> "CL_DEVICE_NOT_AVAILABLE";
            case -3 -> "CL_COMPILER_NOT_AVAILABLE";
            case MEM_OBJECT_ALLOCATION_FAILURE -> "CL_MEM_OBJECT_ALLOCATION_FAILURE";
            case OUT_OF_RESOURCES -> "CL_OUT_OF_RESOURCES";
            case OUT_OF_HOST_MEMORY -> "CL_OUT_OF_HOST_MEMORY";
            case -11 -> "CL_BUILD_PROGRAM_FAILURE";
            case -12 -> "CL_MAP_FAILURE";
            case -13 -> "CL_MISALIGNED_SUB_BUFFER_OFFSET";
            case -14 -> "CL_EXEC_STATUS_ERROR_FOR_EVENTS_IN_WAIT_LIST";
            case -30 -> "CL_INVALID_VALUE";
            case -34 -> "CL_INVALID_CONTEXT";
            case -36 -> "CL_INVALID_COMMAND_QUEUE";
            case -37 -> "CL_INVALID_HOST_PTR";
            case -38 -> "CL_INVALID_MEM_OBJECT";
            case -46 -> "CL_INVALID_KERNEL_NAME";
            case -49 -> "CL_INVALID_ARG_INDEX";
            case -50 -> "CL_INVALID_ARG_VALUE";
            case -51 -> "CL_INVALID_ARG_SIZE";
            case -52 -> "CL_INVALID_KERNEL_ARGS";
            case -54 -> "CL_INVALID_WORK_GROUP_SIZE";
            case -55 -> "CL_INVALID_WORK_ITEM_SIZE";
            case INVALID_BUFFER_SIZE -> "CL_INVALID_BUFFER_SIZE";
            case -63 -> "CL_INVALID_GLOBAL_WORK_SIZE";
            case -1001 -> "CL_PLATFORM_NOT_FOUND_KHR";
            default -> "OpenCL error " + status;
        };
    }
}
