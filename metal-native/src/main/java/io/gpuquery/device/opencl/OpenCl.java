package io.gpuquery.device.opencl;

import com.sun.jna.NativeLibrary;
import io.gpuquery.memory.NativeAccess;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The functions and constants of OpenCL 1.2 that are used, with their own names (Khronos OpenCL 1.2 specification).
 *
 * <p>Loading this class fails with a {@link LinkageError} where there is no OpenCL library, or no JNA. Handles, sizes and
 * addresses are longs: only 64-bit hosts are supported.
 */
final class OpenCl {
    static final int CL_SUCCESS = 0;
    static final int CL_DEVICE_NOT_FOUND = -1;
    static final int CL_KERNEL_ARG_INFO_NOT_AVAILABLE = -19;
    static final int CL_TRUE = 1;

    static final int CL_PLATFORM_NAME = 0x0902;
    static final long CL_DEVICE_TYPE_CPU = 1 << 1;
    static final long CL_DEVICE_TYPE_GPU = 1 << 2;
    static final long CL_DEVICE_TYPE_ACCELERATOR = 1 << 3;
    static final long CL_DEVICE_TYPE_ALL = 0xFFFFFFFFL;

    static final int CL_DEVICE_TYPE = 0x1000;
    static final int CL_DEVICE_MAX_COMPUTE_UNITS = 0x1002;
    static final int CL_DEVICE_MAX_WORK_GROUP_SIZE = 0x1004;
    static final int CL_DEVICE_MAX_MEM_ALLOC_SIZE = 0x1010;
    static final int CL_DEVICE_MEM_BASE_ADDR_ALIGN = 0x1019;
    static final int CL_DEVICE_SINGLE_FP_CONFIG = 0x101B;
    static final int CL_DEVICE_GLOBAL_MEM_SIZE = 0x101F;
    static final int CL_DEVICE_LOCAL_MEM_SIZE = 0x1023;
    static final int CL_DEVICE_ENDIAN_LITTLE = 0x1026;
    static final int CL_DEVICE_AVAILABLE = 0x1027;
    static final int CL_DEVICE_COMPILER_AVAILABLE = 0x1028;
    static final int CL_DEVICE_NAME = 0x102B;
    static final int CL_DEVICE_EXTENSIONS = 0x1030;
    static final int CL_DEVICE_DOUBLE_FP_CONFIG = 0x1032;
    static final int CL_DEVICE_HOST_UNIFIED_MEMORY = 0x1035;
    static final int CL_DEVICE_PREFERRED_WORK_GROUP_SIZE_MULTIPLE = 0x1067;
    static final long CL_FP_CORRECTLY_ROUNDED_DIVIDE_SQRT = 1 << 7;

    static final long CL_QUEUE_PROFILING_ENABLE = 1 << 1;

    static final long CL_MEM_READ_WRITE = 1;
    static final long CL_MEM_READ_ONLY = 1 << 2;
    static final long CL_MEM_USE_HOST_PTR = 1 << 3;
    static final int CL_BUFFER_CREATE_TYPE_REGION = 0x1220;

    static final int CL_PROGRAM_BUILD_LOG = 0x1183;
    static final int CL_KERNEL_NUM_ARGS = 0x1191;
    static final int CL_KERNEL_WORK_GROUP_SIZE = 0x11B0;
    static final int CL_KERNEL_ARG_ADDRESS_QUALIFIER = 0x1196;
    static final int CL_KERNEL_ARG_TYPE_NAME = 0x1198;
    static final int CL_KERNEL_ARG_TYPE_QUALIFIER = 0x1199;
    static final int CL_KERNEL_ARG_ADDRESS_GLOBAL = 0x119B;
    static final int CL_KERNEL_ARG_ADDRESS_LOCAL = 0x119C;
    static final int CL_KERNEL_ARG_ADDRESS_CONSTANT = 0x119D;
    static final long CL_KERNEL_ARG_TYPE_CONST = 1;

    static final int CL_EVENT_COMMAND_EXECUTION_STATUS = 0x11D3;
    static final int CL_PROFILING_COMMAND_START = 0x1282;
    static final int CL_PROFILING_COMMAND_END = 0x1283;
    static final int CL_COMPLETE = 0;

    private static final List<String> LINUX_NAMES = List.of("libOpenCL.so.1", "libOpenCL.so");
    private static final List<String> MACOS_NAMES = List.of("/System/Library/Frameworks/OpenCL.framework/OpenCL");

    static {
        leaveSignalsToTheJvm();
        NativeAccess.bind(OpenCl.class, library());
    }

    private OpenCl() {}

    /**
     * Keeps PoCL from installing signal handlers. Its handler of SIGFPE steps over integer divisions by zero, and so does it with
     * the JVM's own: where the JVM relies on the signal, {@code 1 / 0} is 1 instead of an {@link ArithmeticException}. PoCL
     * reads the environment when it is loaded; other drivers ignore these names. What a user set is left.
     */
    private static void leaveSignalsToTheJvm() {
        for (String name : List.of("POCL_SIGFPE_HANDLER", "POCL_SIGUSR2_HANDLER")) {
            NativeLibrary.getProcess().getFunction("setenv").invokeInt(new Object[] {name, "0", 0});
        }
    }

    private static NativeLibrary library() {
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        UnsatisfiedLinkError failure = null;
        for (String name : os.startsWith("mac") ? MACOS_NAMES : LINUX_NAMES) {
            try {
                return NativeLibrary.getInstance(name);
            } catch (UnsatisfiedLinkError e) {
                failure = e;
            }
        }
        throw failure == null ? new UnsatisfiedLinkError("no name of the OpenCL library is known") : failure;
    }

    static native int clGetPlatformIDs(int entries, long @Nullable [] platforms, int @Nullable [] count);

    static native int clGetPlatformInfo(
            long platform, int name, long size, byte @Nullable [] value, long @Nullable [] sizeUsed);

    static native int clGetDeviceIDs(
            long platform, long type, int entries, long @Nullable [] devices, int @Nullable [] count);

    static native int clGetDeviceInfo(
            long device, int name, long size, byte @Nullable [] value, long @Nullable [] sizeUsed);

    static native long clCreateContext(
            long properties, int count, long[] devices, long callback, long data, int[] error);

    static native int clReleaseContext(long context);

    static native long clCreateCommandQueue(long context, long device, long properties, int[] error);

    static native int clReleaseCommandQueue(long queue);

    static native long clCreateBuffer(long context, long flags, long size, long hostAddress, int[] error);

    static native long clCreateSubBuffer(long buffer, long flags, int type, long[] originAndSize, int[] error);

    static native int clRetainMemObject(long memory);

    static native int clReleaseMemObject(long memory);

    static native long clCreateProgramWithSource(long context, int count, long[] texts, long[] lengths, int[] error);

    static native int clBuildProgram(long program, int count, long[] devices, byte[] options, long callback, long data);

    static native int clGetProgramBuildInfo(
            long program, long device, int name, long size, byte @Nullable [] value, long @Nullable [] sizeUsed);

    static native int clReleaseProgram(long program);

    static native long clCreateKernel(long program, byte[] name, int[] error);

    static native int clReleaseKernel(long kernel);

    static native int clGetKernelInfo(
            long kernel, int name, long size, byte @Nullable [] value, long @Nullable [] sizeUsed);

    static native int clGetKernelArgInfo(
            long kernel, int index, int name, long size, byte @Nullable [] value, long @Nullable [] sizeUsed);

    static native int clGetKernelWorkGroupInfo(
            long kernel, long device, int name, long size, byte @Nullable [] value, long @Nullable [] sizeUsed);

    static native int clSetKernelArg(long kernel, int index, long size, byte @Nullable [] value);

    static native int clEnqueueNDRangeKernel(
            long queue,
            long kernel,
            int dimensions,
            long @Nullable [] offset,
            long[] threads,
            long[] groupThreads,
            int waitCount,
            long @Nullable [] waits,
            long[] event);

    static native int clEnqueueReadBuffer(
            long queue,
            long buffer,
            int blocking,
            long offset,
            long size,
            long address,
            int waitCount,
            long @Nullable [] waits,
            long[] event);

    static native int clEnqueueWriteBuffer(
            long queue,
            long buffer,
            int blocking,
            long offset,
            long size,
            long address,
            int waitCount,
            long @Nullable [] waits,
            long[] event);

    static native int clEnqueueFillBuffer(
            long queue,
            long buffer,
            byte[] pattern,
            long patternSize,
            long offset,
            long size,
            int waitCount,
            long @Nullable [] waits,
            long[] event);

    static native int clEnqueueCopyBuffer(
            long queue,
            long source,
            long target,
            long sourceOffset,
            long targetOffset,
            long size,
            int waitCount,
            long @Nullable [] waits,
            long[] event);

    static native int clFlush(long queue);

    static native int clWaitForEvents(int count, long[] events);

    static native int clGetEventInfo(
            long event, int name, long size, byte @Nullable [] value, long @Nullable [] sizeUsed);

    static native int clGetEventProfilingInfo(
            long event, int name, long size, byte @Nullable [] value, long @Nullable [] sizeUsed);

    static native int clReleaseEvent(long event);
}
