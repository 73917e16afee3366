package io.gpuquery.device.opencl;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import io.gpuquery.device.Claims;
import io.gpuquery.device.CompilerMessages;
import io.gpuquery.device.Device;
import io.gpuquery.device.DeviceException;
import io.gpuquery.device.DeviceKernel;
import io.gpuquery.device.KernelArgument;
import io.gpuquery.device.KernelSource;
import io.gpuquery.memory.Abandonment;
import io.gpuquery.memory.LiveResources;
import java.lang.ref.Cleaner;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A kernel compiled by an OpenCL driver. */
final class OpenClKernel implements DeviceKernel {
    private final OpenClDevice device;
    private final String entryPoint;
    private final long handle;
    private final List<KernelParameter> parameters;
    private final int maxGroupThreads;
    private final Claims claims;
    private final Cleaner.Cleanable opened;
    private volatile boolean closed;

    private OpenClKernel(OpenClDevice device, Session session, String entryPoint, long handle) {
        this.device = device;
        this.entryPoint = entryPoint;
        this.handle = handle;
        this.parameters = KernelParameter.of(session.deviceName(), handle);
        this.maxGroupThreads = (int) Math.min(
                device.info().maxGroupThreads(),
                Info.number(
                        (name, size, value, used) -> OpenCl.clGetKernelWorkGroupInfo(
                                handle, session.driver().id(), name, size, value, used),
                        OpenCl.CL_KERNEL_WORK_GROUP_SIZE));
        session.retain();
        LiveResources.opened(LiveResources.Kind.KERNEL);
        Claims claims = new Claims(() -> {
            OpenCl.clReleaseKernel(handle);
            LiveResources.closed(LiveResources.Kind.KERNEL);
            session.release();
        });
        this.claims = claims;
        this.opened = Abandonment.watch(this, claims::release);
    }

    static OpenClKernel compile(OpenClDevice device, Session session, KernelSource.Text source) {
        String text = complete(source);
        byte[] bytes = (text + '\0').getBytes(StandardCharsets.UTF_8);
        int[] error = new int[1];
        long program;
        try (Memory memory = new Memory(bytes.length)) {
            memory.write(0, bytes, 0, bytes.length);
            long[] texts = {Pointer.nativeValue(memory)};
            long[] lengths = {bytes.length - 1L};
            program = OpenCl.clCreateProgramWithSource(session.context(), 1, texts, lengths, error);
        }
        Status.check(session.deviceName(), "hand a program to the compiler", error[0]);
        try {
            build(program, session, source);
            long kernel = OpenCl.clCreateKernel(program, zeroTerminated(source.entryPoint()), error);
            if (error[0] != OpenCl.CL_SUCCESS) {
                String problem = "the text has no kernel " + source.entryPoint() + ": " + Status.name(error[0]);
                throw new DeviceException(session.deviceName(), DeviceException.Reason.COMPILATION, problem);
            }
            try {
                return new OpenClKernel(device, session, source.entryPoint(), kernel);
            } catch (RuntimeException | Error e) {
                OpenCl.clReleaseKernel(kernel);
                throw e;
            }
        } finally {
            // The kernel holds it.
            OpenCl.clReleaseProgram(program);
        }
    }

    private static void build(long program, Session session, KernelSource.Text source) {
        long device = session.driver().id();
        String options = "-cl-std=CL1.2 -cl-kernel-arg-info" + session.driver().divisionOption();
        int status = OpenCl.clBuildProgram(program, 1, new long[] {device}, zeroTerminated(options), 0, 0);
        if (status != OpenCl.CL_SUCCESS) {
            String log = Info.text(
                    (name, size, value, used) -> OpenCl.clGetProgramBuildInfo(program, device, name, size, value, used),
                    OpenCl.CL_PROGRAM_BUILD_LOG);
            throw new DeviceException(
                    session.deviceName(),
                    DeviceException.Reason.COMPILATION,
                    "the kernel " + source.entryPoint() + " does not compile (" + Status.name(status) + ")\n"
                            + CompilerMessages.withSourceLines(log, source.text()));
        }
    }

    /** Without contraction of a product and a sum into one rounding, so that all devices compute the same. */
    private static String complete(KernelSource.Text source) {
        StringBuilder text = new StringBuilder("#pragma OPENCL FP_CONTRACT OFF\n");
        Map<String, String> macros = new TreeMap<>(source.macros());
        macros.forEach((name, value) ->
                text.append("#define ").append(name).append(' ').append(value).append('\n'));
        return text.append("#line 1\n").append(source.text()).toString();
    }

    private static byte[] zeroTerminated(String text) {
        return (text + '\0').getBytes(StandardCharsets.UTF_8);
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

    long handle() {
        return handle;
    }

    /** @throws IllegalArgumentException if the arguments are not what the kernel takes */
    void checkArguments(List<KernelArgument> arguments) {
        KernelParameter.check(entryPoint, parameters, arguments);
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
