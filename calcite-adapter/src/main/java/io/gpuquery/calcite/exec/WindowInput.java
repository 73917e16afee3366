package io.gpuquery.calcite.exec;

import io.gpuquery.calcite.exec.grouping.MemoryAccount;
import io.gpuquery.calcite.exec.vector.Concatenation;
import io.gpuquery.calcite.exec.vector.Vector;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Rows in memory, in their order: as blocks, and a column as a whole where somebody asks for it. */
final class WindowInput {
    static final String PURPOSE = "windows";

    private final List<Rows> blocks;
    private final MemoryAccount memory;
    private final Map<Integer, Vector> whole = new HashMap<>();
    private final int rowCount;

    /** Some of the rows. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Rows(Vector[] columns, int count) {}

    /** Takes rows whose memory is set aside. */
    WindowInput(List<Rows> blocks, MemoryAccount memory) {
        this.blocks = List.copyOf(blocks);
        this.memory = memory;
        int rows = 0;
        for (Rows block : blocks) {
            rows = Math.addExact(rows, block.count());
        }
        this.rowCount = rows;
    }

    int rowCount() {
        return rowCount;
    }

    List<Rows> blocks() {
        return blocks;
    }

    /** All rows of a column; there has to be one. */
    Vector column(int column) {
        Vector known = whole.get(column);
        if (known == null) {
            List<Vector> parts = new ArrayList<>();
            long bytes = 0;
            for (Rows block : blocks) {
                parts.add(block.columns()[column]);
                bytes += Concatenation.sizeBytes(block.columns()[column]);
            }
            memory.reserve(blocks.size() > 1 ? bytes : 0, PURPOSE);
            known = Concatenation.of(parts);
            whole.put(column, known);
        }
        return known;
    }
}
