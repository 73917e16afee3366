package io.gpuquery.device.metal;

import io.gpuquery.device.DeviceException;
import io.gpuquery.device.KernelArgument;
import io.gpuquery.device.KernelSource;
import io.gpuquery.device.common.CommonKernel;
import io.gpuquery.device.common.CompilerMessages;
import java.util.List;
import java.util.TreeMap;

/** An {@code MTLComputePipelineState}. */
final class MetalKernel extends CommonKernel {
    private final long pipeline;
    private final MetalParameters parameters;

    private MetalKernel(
            MetalDevice device, MetalSession session, String entryPoint, long pipeline, MetalParameters parameters) {
        super(
                device,
                session,
                entryPoint,
                (int) ObjC.send(pipeline, ObjC.selector("maxTotalThreadsPerThreadgroup")),
                () -> ObjC.release(pipeline));
        this.pipeline = pipeline;
        this.parameters = parameters;
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
                    return of(device, session, source.entryPoint(), function);
                } finally {
                    ObjC.release(function);
                }
            } finally {
                ObjC.release(library);
            }
        });
    }

    private static MetalKernel of(MetalDevice device, MetalSession session, String entryPoint, long function) {
        long[] reflection = new long[1];
        long[] error = new long[1];
        long pipeline = ObjC.send(
                session.device(),
                ObjC.selector("newComputePipelineStateWithFunction:options:reflection:error:"),
                function,
                MetalParameters.REFLECTION_OPTIONS,
                reflection,
                error);
        if (pipeline == 0) {
            throw failure(session, "the kernel " + entryPoint + " cannot be made ready: " + ObjC.errorText(error[0]));
        }
        try {
            return new MetalKernel(device, session, entryPoint, pipeline, MetalParameters.of(reflection[0]));
        } catch (RuntimeException | Error e) {
            ObjC.release(pipeline);
            throw e;
        }
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
        return new DeviceException(session.deviceName(), DeviceException.Reason.COMPILATION, problem);
    }

    long pipeline() {
        return pipeline;
    }

    @Override
    protected void checkArguments(List<KernelArgument> arguments) {
        parameters.check(entryPoint(), arguments);
    }
}
