package io.gpuquery.calcite.testing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MslLintTest {
    @Test
    void aKernelThatMetalTakesHasNoProblem() {
        assertThat(MslLint.problems("""
                        static inline int sum(device const long* p, thread int* q) { return 0; }
                        kernel void k(device atomic_uint* out [[buffer(0)]], constant uint& n [[buffer(30)]]) {
                            threadgroup ulong part[4096];
                            long double_of = n * 2;
                        }
                        """)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "double x = 0;",
                "device atomic_ulong* out",
                "long all = simd_sum(mine);",
                "static long f(long const long* p)",
                "static long f(inline int* p)",
                "device int* x [[buffer(31)]]",
                "threadgroup ulong part[4097];",
                "half h = 0;"
            })
    void whatMetalWouldStopIsAProblem(String text) {
        assertThat(MslLint.problems(text)).as(text).isNotEmpty();
    }
}
