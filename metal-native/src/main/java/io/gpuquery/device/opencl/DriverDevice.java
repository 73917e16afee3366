package io.gpuquery.device.opencl;

import io.gpuquery.device.DeviceInfo;
import io.gpuquery.device.DeviceKind;
import io.gpuquery.device.KernelLanguage;
import io.gpuquery.memory.Pages;
import java.util.Set;

/**
 * A device as its driver describes it.
 *
 * @param id the {@code cl_device_id}, valid for the life of the process
 * @param name the device's and the driver's name
 * @param type one of {@code CL_DEVICE_TYPE_…}
 * @param computeUnits how many parts compute side by side
 * @param isUsable whether it can run what this project compiles
 * @param claimsUnifiedMemory whether the driver says that it works on the host's memory
 * @param subBufferAlignmentBytes of which number the start of a part of a buffer must be a multiple
 * @param divisionOption the option that makes divisions correctly rounded, empty if the device cannot
 */
record DriverDevice(
        long id,
        String name,
        long type,
        long computeUnits,
        boolean isUsable,
        boolean claimsUnifiedMemory,
        long subBufferAlignmentBytes,
        String divisionOption) {

    static DriverDevice of(long platform, long device) {
        Info.Query info = Info.ofDevice(device);
        String platformName = Info.text(
                (name, size, value, used) -> OpenCl.clGetPlatformInfo(platform, name, size, value, used),
                OpenCl.CL_PLATFORM_NAME);
        boolean rounds =
                (Info.numberOr(info, OpenCl.CL_DEVICE_SINGLE_FP_CONFIG, 0) & OpenCl.CL_FP_CORRECTLY_ROUNDED_DIVIDE_SQRT)
                        != 0;
        return new DriverDevice(
                device,
                Info.text(info, OpenCl.CL_DEVICE_NAME) + " (OpenCL, " + platformName + ")",
                Info.number(info, OpenCl.CL_DEVICE_TYPE),
                Info.numberOr(info, OpenCl.CL_DEVICE_MAX_COMPUTE_UNITS, 1),
                Info.isTrue(info, OpenCl.CL_DEVICE_AVAILABLE)
                        && Info.isTrue(info, OpenCl.CL_DEVICE_COMPILER_AVAILABLE)
                        && Info.isTrue(info, OpenCl.CL_DEVICE_ENDIAN_LITTLE),
                Info.isTrue(info, OpenCl.CL_DEVICE_HOST_UNIFIED_MEMORY),
                // The driver counts bits.
                Math.max(1, Info.number(info, OpenCl.CL_DEVICE_MEM_BASE_ADDR_ALIGN) / Byte.SIZE),
                rounds ? " -cl-fp32-correctly-rounded-divide-sqrt" : "");
    }

    boolean isGpu() {
        return (type & (OpenCl.CL_DEVICE_TYPE_GPU | OpenCl.CL_DEVICE_TYPE_ACCELERATOR)) != 0;
    }

    int rank() {
        if ((type & OpenCl.CL_DEVICE_TYPE_GPU) != 0) {
            return 3;
        }
        return isGpu() ? 2 : 1;
    }

    /** @param unifiedMemory whether it was seen to work on the host's memory */
    DeviceInfo info(boolean unifiedMemory) {
        Info.Query info = Info.ofDevice(id);
        String extensions = " " + Info.text(info, OpenCl.CL_DEVICE_EXTENSIONS) + " ";
        long pageBytes = Pages.hostPageBytes();
        long multiple = Info.numberOr(info, OpenCl.CL_DEVICE_PREFERRED_WORK_GROUP_SIZE_MULTIPLE, isGpu() ? 64 : 1);
        return new DeviceInfo(
                name,
                DeviceKind.OPENCL,
                unifiedMemory,
                pageBytes,
                unsigned(Info.number(info, OpenCl.CL_DEVICE_MAX_MEM_ALLOC_SIZE), pageBytes),
                unsigned(Info.number(info, OpenCl.CL_DEVICE_GLOBAL_MEM_SIZE), 0),
                (int) Math.min(Integer.MAX_VALUE, Info.number(info, OpenCl.CL_DEVICE_MAX_WORK_GROUP_SIZE)),
                Info.number(info, OpenCl.CL_DEVICE_LOCAL_MEM_SIZE),
                (int) Math.max(1, Math.min(1024, multiple)),
                Info.numberOr(info, OpenCl.CL_DEVICE_DOUBLE_FP_CONFIG, 0) != 0,
                extensions.contains(" cl_khr_int64_base_atomics ")
                        && extensions.contains(" cl_khr_int64_extended_atomics "),
                Set.of(KernelLanguage.OPENCL_C));
    }

    private static long unsigned(long bytes, long least) {
        return bytes < 0 ? Long.MAX_VALUE : Math.max(least, bytes);
    }
}
