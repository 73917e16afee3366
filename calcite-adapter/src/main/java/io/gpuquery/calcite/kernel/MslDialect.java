package io.gpuquery.calcite.kernel;

import io.gpuquery.device.KernelLanguage;

/** Metal's shading language: no doubles, no atomic integers of 64 bits. */
record MslDialect() implements Dialect {
    private static final String MACROS = """
            #include <metal_stdlib>
            using namespace metal;
            #define LOCAL_ID self_
            #define LOCAL_SIZE size_
            #define GROUP_ID group_
            #define GLOBAL_ID (group_ * size_ + self_)
            #define GLOBAL_SIZE (groups_ * size_)
            #define GROUP_BARRIER threadgroup_barrier(mem_flags::mem_threadgroup)
            #define MULTIPLY_HIGH(a, b) mulhi((long) (a), (long) (b))
            #define MULTIPLY_HIGH_UNSIGNED(a, b) mulhi((ulong) (a), (ulong) (b))
            #define ATOMIC_ADD(place, value) atomic_fetch_add_explicit(place, (uint) (value), memory_order_relaxed)
            #define ATOMIC_MAX(place, value) atomic_fetch_max_explicit(place, (uint) (value), memory_order_relaxed)
            #define ATOMIC_OR(place, value) atomic_fetch_or_explicit(place, (uint) (value), memory_order_relaxed)
            #define ATOMIC_SWAP(place, from, to) swapped(place, (uint) (from), (uint) (to))
            #define ATOMIC_GET(place) atomic_load_explicit(place, memory_order_relaxed)
            #define ATOMIC_CLEAR(place) atomic_store_explicit(place, 0u, memory_order_relaxed)

            static inline uint swapped(device atomic_uint* place, uint from, uint to) {
                uint held = from;
                while (!atomic_compare_exchange_weak_explicit(
                        place, &held, to, memory_order_relaxed, memory_order_relaxed)) {
                    if (held != from) {
                        return held;
                    }
                }
                return from;
            }
            """;

    @Override
    public KernelLanguage language() {
        return KernelLanguage.MSL;
    }

    @Override
    public String macros(boolean fp64) {
        return MACROS;
    }

    @Override
    public String word(Word word) {
        return switch (word) {
            case KERNEL -> "kernel void";
            case GLOBAL -> "device";
            case LOCAL -> "threadgroup";
            case ATOMIC -> "atomic_uint";
        };
    }

    @Override
    public String parameter(Parameter parameter, int place) {
        String buffer = " [[buffer(" + place + ")]]";
        return switch (parameter.access()) {
            case READ -> "device const " + parameter.type() + "* " + parameter.name() + buffer;
            case WRITE -> "device " + parameter.type() + "* " + parameter.name() + buffer;
            case NUMBER -> "constant " + parameter.type() + "& " + parameter.name() + buffer;
        };
    }

    @Override
    public String positions() {
        return """
            ,
                    uint self_ [[thread_position_in_threadgroup]],
                    uint size_ [[threads_per_threadgroup]],
                    uint group_ [[threadgroup_position_in_grid]],
                    uint groups_ [[threadgroups_per_grid]]""";
    }
}
