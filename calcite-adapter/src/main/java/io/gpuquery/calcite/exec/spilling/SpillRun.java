package io.gpuquery.calcite.exec.spilling;

import io.gpuquery.calcite.exec.vector.Vector;
import java.util.ArrayList;
import java.util.List;

/** Rows in a temporary file, block after block, in the order in which they were written. Written by one thread, then read by any. */
public final class SpillRun {
    private final SpillFile file;
    private final List<SpillFile.Place> places = new ArrayList<>();
    private long rowCount;
    private long bytes;

    public SpillRun(SpillFile file) {
        this.file = file;
    }

    /** Appends rows, at least one. */
    public void append(Vector[] columns, int count) {
        SpillFile.Place place = file.append(columns, count);
        places.add(place);
        rowCount += count;
        bytes += place.lengthBytes();
    }

    public long rowCount() {
        return rowCount;
    }

    /** Bytes in the file. */
    public long bytes() {
        return bytes;
    }

    public int blockCount() {
        return places.size();
    }

    /** Rows of a block. */
    public int blockRows(int block) {
        return places.get(block).rowCount();
    }

    /** The rows of a block, in arrays of their own. */
    public Vector[] read(int block) {
        return file.read(places.get(block));
    }
}
