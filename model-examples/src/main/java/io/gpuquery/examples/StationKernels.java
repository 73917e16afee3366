package io.gpuquery.examples;

import io.gpuquery.device.DeviceKind;
import io.gpuquery.device.HostKernel;
import io.gpuquery.device.KernelLanguage;
import io.gpuquery.device.KernelSource;
import java.nio.ByteBuffer;
import java.util.Map;

/**
 * One kernel, as each kind of device wants it: {@code totals[keys[i]] += values[i]} for every row i below {@code rowCount}.
 * Keys and totals are beyond no one's bounds: whatever is not below {@code keyCount} is left out.
 */
final class StationKernels {
    private static final String METAL = """
            #include <metal_stdlib>
            using namespace metal;

            kernel void total(device atomic_uint* totals [[buffer(0)]],
                              device const int* keys [[buffer(1)]],
                              device const int* values [[buffer(2)]],
                              constant uint& rowCount [[buffer(3)]],
                              constant uint& keyCount [[buffer(4)]],
                              uint i [[thread_position_in_grid]]) {
                if (i < rowCount && uint(keys[i]) < keyCount) {
                    atomic_fetch_add_explicit(totals + keys[i], uint(values[i]), memory_order_relaxed);
                }
            }
            """;

    private static final String OPENCL = """
            kernel void total(global volatile uint* totals,
                              global const int* keys,
                              global const int* values,
                              uint rowCount,
                              uint keyCount) {
                size_t i = get_global_id(0);
                if (i < rowCount && (uint) keys[i] < keyCount) {
                    atomic_add(totals + keys[i], (uint) values[i]);
                }
            }
            """;

    private StationKernels() {}

    /** The kernel {@code total} for a kind of device. */
    static KernelSource of(DeviceKind kind) {
        return switch (kind) {
            case METAL -> new KernelSource.Text(KernelLanguage.MSL, "total", METAL, Map.of());
            case OPENCL -> new KernelSource.Text(KernelLanguage.OPENCL_C, "total", OPENCL, Map.of());
            case HOST -> new KernelSource.Java("total", StationKernels::total);
        };
    }

    private static void total(HostKernel.Arguments arguments, long firstThread, long endThread) {
        int first = Math.toIntExact(firstThread);
        int end = (int) Math.min(endThread, arguments.value(3).getInt());
        int keyCount = arguments.value(4).getInt();
        ByteBuffer totals = arguments.buffer(0, 0, Integer.BYTES * keyCount);
        ByteBuffer keys = arguments.buffer(1, 0, Integer.BYTES * end);
        ByteBuffer values = arguments.buffer(2, 0, Integer.BYTES * end);
        for (int row = first; row < end; row++) {
            int key = keys.getInt(Integer.BYTES * row);
            if (key >= 0 && key < keyCount) {
                int at = Integer.BYTES * key;
                totals.putInt(at, totals.getInt(at) + values.getInt(Integer.BYTES * row));
            }
        }
    }
}
