package io.gpuquery.calcite.kernel;

import io.gpuquery.device.KernelLanguage;

/** OpenCL C 1.2. */
record OpenClDialect() implements Dialect {
    private static final String MACROS = """
            #define LOCAL_ID ((uint) get_local_id(0))
            #define LOCAL_SIZE ((uint) get_local_size(0))
            #define GROUP_ID ((uint) get_group_id(0))
            #define GLOBAL_ID ((uint) get_global_id(0))
            #define GLOBAL_SIZE ((uint) get_global_size(0))
            #define GROUP_BARRIER barrier(CLK_LOCAL_MEM_FENCE)
            #define MULTIPLY_HIGH(a, b) mul_hi((long) (a), (long) (b))
            #define MULTIPLY_HIGH_UNSIGNED(a, b) mul_hi((ulong) (a), (ulong) (b))
            #define ATOMIC_ADD(place, value) atomic_add(place, (uint) (value))
            #define ATOMIC_MAX(place, value) atomic_max(place, (uint) (value))
            #define ATOMIC_OR(place, value) atomic_or(place, (uint) (value))
            #define ATOMIC_SWAP(place, from, to) atomic_cmpxchg(place, (uint) (from), (uint) (to))
            #define ATOMIC_GET(place) (*(place))
            #define ATOMIC_CLEAR(place) (*(place) = 0u)
            """;

    /** In which doubles are kept as their bits, and a product and a sum are rounded each. */
    private static final String DOUBLES = """
            #pragma OPENCL EXTENSION cl_khr_fp64 : enable
            #define FP64 double
            #define DOUBLE_OF(bits) as_double((long) (bits))
            #define BITS_OF(number) as_long((double) (number))
            """;

    @Override
    public KernelLanguage language() {
        return KernelLanguage.OPENCL_C;
    }

    @Override
    public String macros(boolean fp64) {
        return fp64 ? MACROS + DOUBLES : MACROS;
    }

    @Override
    public String word(Word word) {
        return switch (word) {
            case KERNEL -> "kernel void";
            case GLOBAL -> "global";
            case LOCAL -> "local";
            case ATOMIC -> "volatile uint";
        };
    }

    @Override
    public String parameter(Parameter parameter, int place) {
        String type = parameter.type();
        return switch (parameter.access()) {
            case READ -> "global const " + type + "* " + parameter.name();
            case WRITE -> "global " + type + "* " + parameter.name();
            case NUMBER -> type + " " + parameter.name();
        };
    }

    @Override
    public String positions() {
        return "";
    }
}
