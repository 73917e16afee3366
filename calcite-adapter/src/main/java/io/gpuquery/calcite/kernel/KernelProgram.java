package io.gpuquery.calcite.kernel;

import io.gpuquery.calcite.kernel.Dialect.Parameter;
import java.util.ArrayList;
import java.util.List;

/**
 * A generated kernel before it is compiled, and what it is to be given.
 *
 * @param name of the kernel, for receipts
 * @param text the same for all literals
 * @param inputs what it reads
 */
record KernelProgram(String name, String text, KernelInputs inputs) {
    /** Most threads of a group, for which arrays of a group are declared. */
    static final int GROUP_THREADS = 256;

    /** Parameters: the output, the literals, the inputs, and two row numbers between which it works. */
    static KernelProgram of(
            Dialect dialect, boolean fp64, String name, String outputType, KernelInputs inputs, String body) {
        List<Parameter> parameters = new ArrayList<>();
        parameters.add(new Parameter(Parameter.Access.WRITE, outputType, "out"));
        parameters.add(new Parameter(Parameter.Access.READ, "long", "p"));
        for (KernelInputs.Buffer buffer : inputs.buffers()) {
            parameters.add(new Parameter(Parameter.Access.READ, buffer.elementType(), buffer.name()));
        }
        parameters.add(new Parameter(Parameter.Access.NUMBER, "uint", "first"));
        parameters.add(new Parameter(Parameter.Access.NUMBER, "uint", "end"));
        return new KernelProgram(name, dialect.program(fp64, name, parameters, body), inputs);
    }
}
