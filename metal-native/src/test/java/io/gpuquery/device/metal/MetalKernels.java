package io.gpuquery.device.metal;

import io.gpuquery.device.KernelLanguage;
import io.gpuquery.device.KernelSource;
import java.util.Map;

/** Kernels of the tests, in Metal's shading language. */
final class MetalKernels {
    static final KernelSource ADD = of("add", """
            #include <metal_stdlib>
            using namespace metal;

            kernel void add(device long* out [[buffer(0)]],
                            device const int* in [[buffer(1)]],
                            constant int& summand [[buffer(2)]],
                            constant int& length [[buffer(3)]],
                            uint i [[thread_position_in_grid]]) {
                if (i < uint(length)) {
                    out[i] = long(in[i]) + summand;
                }
            }
            """);

    static final KernelSource BROKEN = of("add", """
            kernel void add(device long* out [[buffer(0)]]) {
                out[0] = summand;
            }
            """);

    /** Does not end before the first value is not 0. */
    static final KernelSource WAIT = of("wait", """
            kernel void wait(device volatile int* flag [[buffer(0)]]) {
                while (flag[0] == 0) {
                }
                flag[1] = 42;
            }
            """);

    /** The sum of each group, by way of group memory. */
    static final KernelSource SUM = of("sum", """
            #include <metal_stdlib>
            using namespace metal;

            kernel void sum(device int* sums [[buffer(0)]],
                            device const int* in [[buffer(1)]],
                            constant int& length [[buffer(2)]],
                            threadgroup int* part [[threadgroup(0)]],
                            uint i [[thread_position_in_grid]],
                            uint self [[thread_position_in_threadgroup]],
                            uint threads [[threads_per_threadgroup]],
                            uint group [[threadgroup_position_in_grid]]) {
                part[self] = i < uint(length) ? in[i] : 0;
                threadgroup_barrier(mem_flags::mem_threadgroup);
                for (uint rest = threads / 2; rest > 0; rest /= 2) {
                    if (self < rest) {
                        part[self] += part[self + rest];
                    }
                    threadgroup_barrier(mem_flags::mem_threadgroup);
                }
                if (self == 0) {
                    sums[group] = part[0];
                }
            }
            """);

    private MetalKernels() {}

    static KernelSource.Text of(String entryPoint, String text) {
        return new KernelSource.Text(KernelLanguage.MSL, entryPoint, text, Map.of());
    }
}
