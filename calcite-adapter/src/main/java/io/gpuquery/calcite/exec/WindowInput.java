package io.gpuquery.calcite.exec;

import io.gpuquery.calcite.exec.evaluation.Program;
import io.gpuquery.calcite.exec.grouping.MemoryAccount;
import io.gpuquery.calcite.exec.vector.Concatenation;
import io.gpuquery.calcite.exec.vector.Vector;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** All outputs of a pipeline in memory, in the order of its rows; as blocks, and where somebody asks for it as a whole. */
final class WindowInput {
    static final String PURPOSE = "windows";

    private final List<Chunk> chunks;
    private final MemoryAccount memory;
    private final Map<Integer, Vector> whole = new HashMap<>();
    private final int rowCount;

    /** Rows of a unit; those of one unit come in order. */
    record Chunk(long position, List<Vector> columns, int count) {}

    private WindowInput(List<Chunk> chunks, MemoryAccount memory) {
        this.chunks = chunks;
        this.memory = memory;
        int rows = 0;
        for (Chunk chunk : chunks) {
            rows = Math.addExact(rows, chunk.count());
        }
        this.rowCount = rows;
    }

    /** Reads a pipeline that is prepared. */
    static WindowInput read(Pipeline pipeline, Environment environment) {
        Program program = pipeline.program();
        MemoryAccount memory = environment.memory();
        List<List<Chunk>> parts = new ArrayList<>();
        if (!pipeline.isEmpty()) {
            Workers.run(pipeline.feed(), environment.context(), () -> {
                List<Chunk> chunks = new ArrayList<>();
                parts.add(chunks);
                PipelineWorker worker = pipeline.worker(program);
                return unit -> worker.run(unit, (evaluator, frame) -> {
                    Vector[] outputs = evaluator.outputs(frame);
                    Vector[] copies = new Vector[outputs.length];
                    long bytes = 0;
                    for (int i = 0; i < copies.length; i++) {
                        copies[i] = outputs[i].copy();
                        bytes += Concatenation.sizeBytes(copies[i]);
                    }
                    memory.reserve(bytes, PURPOSE);
                    chunks.add(new Chunk(unit.position(), List.of(copies), frame.count()));
                });
            });
        }
        List<Chunk> all = new ArrayList<>();
        parts.forEach(all::addAll);
        all.sort(Comparator.comparingLong(Chunk::position));
        return new WindowInput(all, memory);
    }

    int rowCount() {
        return rowCount;
    }

    List<Chunk> chunks() {
        return chunks;
    }

    /** All rows of an output; there has to be one. */
    Vector column(int output) {
        Vector known = whole.get(output);
        if (known == null) {
            List<Vector> parts = new ArrayList<>();
            long bytes = 0;
            for (Chunk chunk : chunks) {
                parts.add(chunk.columns().get(output));
                bytes += Concatenation.sizeBytes(chunk.columns().get(output));
            }
            memory.reserve(chunks.size() > 1 ? bytes : 0, PURPOSE);
            known = Concatenation.of(parts);
            whole.put(output, known);
        }
        return known;
    }
}
