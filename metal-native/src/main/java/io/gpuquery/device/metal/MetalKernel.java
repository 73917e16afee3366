package io.gpuquery.device.metal;

import io.gpuquery.device.Claims;
import io.gpuquery.device.CompilerMessages;
import io.gpuquery.device.Device;
import io.gpuquery.device.DeviceException;
import io.gpuquery.device.DeviceKernel;
import io.gpuquery.device.KernelSource;
import io.gpuquery.memory.Abandonment;
import io.gpuquery.memory.LiveResources;
import java.lang.ref.Cleaner;
import java.util.TreeMap;

/** An {@code MTLComputePipelineState}. */
final class MetalKernel implements DeviceKernel {
    private final MetalDevice device;
    private final String entryPoint;
    private final long pipeline;
    private final int maxGroupThreads;
    private final Claims claims;
    private final Cleaner.Cleanable opened;
    private volatile boolean closed;

    private MetalKernel(MetalDevice device, MetalSession session, String entryPoint, long pipeline) {
        this.device = device;
        this.entryPoint = entryPoint;
        this.pipeline = pipeline;
        this.maxGroupThreads = (int) ObjC.send(pipeline, ObjC.selector("maxTotalThreadsPerThreadgroup"));
        session.retain();
        LiveResources.opened(LiveResources.Kind.KERNEL);
        Claims held = new Claims(() -> {
            ObjC.release(pipeline);
            LiveResources.closed(LiveResources.Kind.KERNEL);
            session.release();
        });
        this.claims = held;
        this.opened = Abandonment.watch(this, held::release);
    }

    static MetalKernel compile(MetalDevice device, MetalSession session, KernelSource.Text source) {
        return ObjC.pooled(() -> {
            long library = library(session, source);
            try {
                long function =
                        ObjC.send(library, ObjC.selector("newFunctionWithName:"), ObjC.string(source.entryPoint()));
                if (function == 0) {
                    throw failure(session, "the text has no kernel " + source.entryPoint());
                }
                try {
                    long[] error = new long[1];
                    long pipeline = ObjC.send(
                            session.device(),
                            ObjC.selector("newComputePipelineStateWithFunction:error:"),
                            function,
                            error);
                    if (pipeline == 0) {
                        throw failure(
                                session,
                                "the kernel " + source.entryPoint() + " cannot be made ready: "
                                        + ObjC.errorText(error[0]));
                    }
                    return new MetalKernel(device, session, source.entryPoint(), pipeline);
                } finally {
                    ObjC.release(function);
                }
            } finally {
                ObjC.release(library);
            }
        });
    }

    private static long library(MetalSession session, KernelSource.Text source) {
        long options = ObjC.send(
                ObjC.send(ObjC.classNamed("MTLCompileOptions"), ObjC.selector("alloc")), ObjC.selector("init"));
        try {
            ObjC.sendVoid(options, ObjC.selector("setFastMathEnabled:"), (byte) 0);
            long[] error = new long[1];
            long library = ObjC.send(
                    session.device(),
                    ObjC.selector("newLibraryWithSource:options:error:"),
                    ObjC.string(complete(source)),
                    options,
                    error);
            if (library == 0) {
                throw failure(
                        session,
                        "the kernel " + source.entryPoint() + " does not compile\n"
                                + CompilerMessages.withSourceLines(ObjC.errorText(error[0]), source.text()));
            }
            return library;
        } finally {
            ObjC.release(options);
        }
    }

    /** The text after its macros, whose lines keep their numbers. */
    static String complete(KernelSource.Text source) {
        StringBuilder text = new StringBuilder();
        new TreeMap<>(source.macros())
                .forEach((name, value) -> text.append("#define ")
                        .append(name)
                        .append(' ')
                        .append(value)
                        .append('\n'));
        return text.append("#line 1\n").append(source.text()).toString();
    }

    private static DeviceException failure(MetalSession session, String problem) {
        return new DeviceException(session.name(), DeviceException.Reason.COMPILATION, problem);
    }

    @Override
    public Device device() {
        return device;
    }

    @Override
    public String entryPoint() {
        return entryPoint;
    }

    @Override
    public int maxGroupThreads() {
        return maxGroupThreads;
    }

    long pipeline() {
        return pipeline;
    }

    /** The claims with one more, for somebody who goes on when this is closed. */
    Claims claimed() {
        if (closed || !claims.retain()) {
            throw new IllegalStateException("the kernel " + entryPoint + " is closed");
        }
        return claims;
    }

    @Override
    public void close() {
        closed = true;
        opened.clean();
    }
}
