package io.gpuquery.calcite.exec;

import io.gpuquery.calcite.exec.spilling.SpillFile;
import io.gpuquery.calcite.exec.spilling.SpillRun;
import io.gpuquery.calcite.exec.vector.Concatenation;
import io.gpuquery.calcite.exec.vector.Vector;
import java.util.ArrayList;
import java.util.List;

/** Writes a run of rows that come few at a time. Used by one thread. */
final class RunBuffer {
    private static final int BLOCK_BYTES = 128 << 10;

    private final SpillRun run;
    private final List<Vector[]> waiting = new ArrayList<>();
    private int rows;
    private long bytes;

    RunBuffer(SpillFile file) {
        this.run = new SpillRun(file);
    }

    /** Adds rows. The vectors may change afterwards. */
    void add(Vector[] columns, int count) {
        Vector[] copies = new Vector[columns.length];
        for (int column = 0; column < columns.length; column++) {
            copies[column] = columns[column].copy();
            bytes += Concatenation.sizeBytes(copies[column]);
        }
        waiting.add(copies);
        rows += count;
        if (bytes > BLOCK_BYTES) {
            flush();
        }
    }

    private void flush() {
        if (rows > 0) {
            Vector[] columns = new Vector[waiting.get(0).length];
            for (int column = 0; column < columns.length; column++) {
                int index = column;
                columns[column] = Concatenation.of(
                        waiting.stream().map(each -> each[index]).toList());
            }
            run.append(columns, rows);
        }
        waiting.clear();
        rows = 0;
        bytes = 0;
    }

    /** All rows. */
    SpillRun finish() {
        flush();
        return run;
    }
}
