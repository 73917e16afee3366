package io.gpuquery.benchmarks;

import io.gpuquery.device.Device;
import io.gpuquery.device.DeviceBuffer;
import io.gpuquery.device.DeviceKernel;
import io.gpuquery.device.Dispatch;
import io.gpuquery.device.KernelArgument;
import io.gpuquery.device.KernelLanguage;
import io.gpuquery.device.KernelSource;
import io.gpuquery.device.Submission;
import io.gpuquery.memory.MemoryBlock;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What a device's memory can do, with nothing to compute.
 *
 * @param copyGbPerSecond bytes read and written together by a kernel that copies
 * @param transferGbPerSecond bytes copied from the host's memory into buffers
 */
record DeviceSpeed(double copyGbPerSecond, double transferGbPerSecond) {
    private static final long MOST_BYTES = 256L << 20;
    private static final int RUNS = 7;
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String OPENCL =
            "kernel void copy_longs(global long* out, global const long* in) {\n"
                    + "    out[get_global_id(0)] = in[get_global_id(0)];\n}\n";
    private static final String METAL =
            "#include <metal_stdlib>\nusing namespace metal;\n"
                    + "kernel void copy_longs(device long* out [[buffer(0)]], device const long* in [[buffer(1)]],\n"
                    + "        uint i [[thread_position_in_grid]]) {\n    out[i] = in[i];\n}\n";

    /** The best of some runs. */
    static DeviceSpeed measure(Device device) throws InterruptedException {
        long bytes = Math.min(MOST_BYTES, device.info().maxBufferBytes() / 2) / 4096 * 4096;
        long most = device.info().recommendedWorkingSetBytes() / 8 / 4096 * 4096;
        long length = most > 0 ? Math.min(bytes, most) : bytes;
        boolean metal = device.supports(KernelLanguage.MSL);
        KernelSource source = new KernelSource.Text(
                metal ? KernelLanguage.MSL : KernelLanguage.OPENCL_C, "copy_longs", metal ? METAL : OPENCL, Map.of());
        try (MemoryBlock block = MemoryBlock.allocate(length);
                DeviceKernel kernel = device.compile(source);
                DeviceBuffer out = device.allocate(length)) {
            long transfer = Long.MAX_VALUE;
            long copy = Long.MAX_VALUE;
            for (int run = 0; run < RUNS; run++) {
                long start = System.nanoTime();
                try (DeviceBuffer in = device.copy(block, 0, length)) {
                    transfer = Math.min(transfer, System.nanoTime() - start);
                    Submission submission = device.submit(List.of(new Dispatch(
                            kernel, List.of(KernelArgument.of(out), KernelArgument.of(in)), length / Long.BYTES)));
                    submission.await(LIMIT);
                    copy = Math.min(copy, Math.max(1, submission.deviceNanos()));
                }
            }
            return new DeviceSpeed(2.0 * length / copy, (double) length / transfer);
        }
    }
}
