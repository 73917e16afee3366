package io.gpuquery.device.opencl;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import io.gpuquery.device.DeviceException;
import io.gpuquery.device.KernelArgument;
import io.gpuquery.device.KernelSource;
import io.gpuquery.device.common.CommonKernel;
import io.gpuquery.device.common.CompilerMessages;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A kernel compiled by an OpenCL driver. */
final class OpenClKernel extends CommonKernel {
    /**
     * What PoCL's compiler says when a file that it was writing is gone: LLVM removes those at any SIGSEGV of the process, and to a JVM
     * they are how it stops its threads and finds nulls. The next try writes another.
     */
    private static final String LOST_FILE = "unable to rename temporary";

    private static final int MOST_TRIES = 5;

    private final long handle;
    private final List<KernelParameter> parameters;

    private OpenClKernel(
            OpenClDevice device, Session session, String entryPoint, long handle, List<KernelParameter> parameters) {
        super(
                device,
                session,
                entryPoint,
                maxGroupThreads(device, session, handle),
                () -> OpenCl.clReleaseKernel(handle));
        this.handle = handle;
        this.parameters = parameters;
    }

    private static int maxGroupThreads(OpenClDevice device, Session session, long handle) {
        long most = Info.number(
                (name, size, value, used) ->
                        OpenCl.clGetKernelWorkGroupInfo(handle, session.driver().id(), name, size, value, used),
                OpenCl.CL_KERNEL_WORK_GROUP_SIZE);
        return (int) Math.min(device.info().maxGroupThreads(), most);
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
                List<KernelParameter> parameters = KernelParameter.of(session.deviceName(), kernel);
                return new OpenClKernel(device, session, source.entryPoint(), kernel, parameters);
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
        byte[] options = zeroTerminated(
                "-cl-std=CL1.2 -cl-kernel-arg-info" + session.driver().divisionOption());
        for (int tries = 1; ; tries++) {
            int status = OpenCl.clBuildProgram(program, 1, new long[] {device}, options, 0, 0);
            if (status == OpenCl.CL_SUCCESS) {
                return;
            }
            String log = Info.text(
                    (name, size, value, used) -> OpenCl.clGetProgramBuildInfo(program, device, name, size, value, used),
                    OpenCl.CL_PROGRAM_BUILD_LOG);
            if (tries == MOST_TRIES || !log.contains(LOST_FILE)) {
                throw new DeviceException(
                        session.deviceName(),
                        DeviceException.Reason.COMPILATION,
                        "the kernel " + source.entryPoint() + " does not compile (" + Status.name(status) + ")\n"
                                + CompilerMessages.withSourceLines(log, source.text()));
            }
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

    long handle() {
        return handle;
    }

    @Override
    protected void checkArguments(List<KernelArgument> arguments) {
        KernelParameter.check(entryPoint(), parameters, arguments);
    }
}
