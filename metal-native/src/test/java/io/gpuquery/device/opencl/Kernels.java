package io.gpuquery.device.opencl;

import io.gpuquery.device.KernelLanguage;
import io.gpuquery.device.KernelSource;
import java.util.Map;

/** Kernels of the tests. */
final class Kernels {
    static final KernelSource ADD = of("add", """
            kernel void add(global long* out, global const int* in, int summand, int length) {
                size_t i = get_global_id(0);
                if (i < length) {
                    out[i] = (long) in[i] + summand;
                }
            }
            """);

    static final KernelSource BROKEN = of("add", """
            kernel void add(global long* out) {
                out[0] = summand;
            }
            """);

    /** Does not end before the first value is not 0. */
    static final KernelSource WAIT = of("wait", """
            kernel void wait(global volatile int* flag) {
                while (flag[0] == 0) {
                }
                flag[1] = 42;
            }
            """);

    /** The sum of each group, by way of group memory. */
    static final KernelSource SUM = of("sum", """
            kernel void sum(global int* sums, global const int* in, int length, local int* part) {
                int i = get_global_id(0);
                int self = get_local_id(0);
                part[self] = i < length ? in[i] : 0;
                barrier(CLK_LOCAL_MEM_FENCE);
                for (int rest = get_local_size(0) / 2; rest > 0; rest /= 2) {
                    if (self < rest) {
                        part[self] += part[self + rest];
                    }
                    barrier(CLK_LOCAL_MEM_FENCE);
                }
                if (self == 0) {
                    sums[get_group_id(0)] = part[0];
                }
            }
            """);

    private Kernels() {}

    static KernelSource.Text of(String entryPoint, String text) {
        return new KernelSource.Text(KernelLanguage.OPENCL_C, entryPoint, text, Map.of());
    }
}
