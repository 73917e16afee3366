package io.gpuquery.calcite.kernel;

import java.util.List;

/** A kernel that makes a bitmap of the rows that satisfy conditions: a thread for each row, 32 rows in each int of the output. */
final class SelectionKernel {
    private SelectionKernel() {}

    static KernelProgram program(KernelRequest request, List<ColumnShape> shapes, Dialect dialect, boolean fp64) {
        RowWriter rows = new RowWriter(request, shapes, fp64);
        ProbeWriter probes = new ProbeWriter(rows, shapes);
        rows.selected(() -> probes.passing(request.probes(), () -> rows.body.line("selected = 1;")));
        return program("select_rows", rows, dialect, fp64);
    }

    /** Takes what sets {@code selected} of a row that is. */
    static KernelProgram program(String name, RowWriter rows, Dialect dialect, boolean fp64) {
        // The first int says whether a row failed.
        String text = "    @local uint flags[" + KernelProgram.GROUP_THREADS + "];\n"
                + "    int err = 0;\n    uint selected = 0;\n    uint row = first + GLOBAL_ID;\n    if (row < end) {\n"
                + rows.body + "    }\n    flags[LOCAL_ID] = selected;\n    GROUP_BARRIER;\n"
                + "    if (LOCAL_ID < LOCAL_SIZE / 32) {\n        uint word = 0;\n"
                + "        for (uint i = 0; i < 32; i++) {\n            word |= flags[32 * LOCAL_ID + i] << i;\n        }\n"
                + "        out[1 + GROUP_ID * (LOCAL_SIZE / 32) + LOCAL_ID] = word;\n    }\n"
                + "    if (err != 0) {\n        out[0] = 1;\n    }\n";
        return KernelProgram.of(dialect, fp64, name, "uint", rows.inputs, text);
    }
}
