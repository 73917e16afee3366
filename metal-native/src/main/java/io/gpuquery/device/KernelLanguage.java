package io.gpuquery.device;

/** What a kernel is written in. */
public enum KernelLanguage {
    /** Metal's shading language, compiled at run time. */
    MSL,
    /** OpenCL C 1.2, compiled at run time. */
    OPENCL_C,
    /** An object in this JVM. */
    JAVA
}
