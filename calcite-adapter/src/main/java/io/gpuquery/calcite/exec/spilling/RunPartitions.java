package io.gpuquery.calcite.exec.spilling;

import io.gpuquery.calcite.exec.vector.Concatenation;
import io.gpuquery.calcite.exec.vector.Scratch;
import io.gpuquery.calcite.exec.vector.Vector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Rows divided by a hash of their keys into runs of one file, each in the order in which the rows came. Few rows of a part wait in memory
 * until there are more. Written by one thread.
 */
public final class RunPartitions {
    static final int PART_BITS = 4;
    /** How many parts there are. */
    public static final int PARTS = 1 << PART_BITS;

    /** How often rows can be divided again. */
    public static final int LEVELS = 8;

    private static final long WAITING_BYTES = 2 << 20;

    private final SpillFile file;
    private final int level;
    private final SpillRun[] runs = new SpillRun[PARTS];
    private final List<List<Vector[]>> waiting = new ArrayList<>();
    private long waitingBytes;
    private long[] hashes = new long[0];

    /** Takes how often these rows were divided before. */
    public RunPartitions(SpillFile file, int level) {
        this.file = file;
        this.level = level;
        for (int part = 0; part < PARTS; part++) {
            runs[part] = new SpillRun(file);
            waiting.add(new ArrayList<>());
        }
    }

    /** Adds rows, by their keys. The vectors may change afterwards. */
    public void add(Vector[] columns, Vector[] keys, int count) {
        if (hashes.length < count) {
            hashes = new long[count];
        }
        KeyHash.of(keys, count, hashes);
        int[][] rows = new int[PARTS][];
        int[] counts = new int[PARTS];
        for (int i = 0; i < count; i++) {
            counts[KeyHash.part(hashes[i], level)]++;
        }
        for (int part = 0; part < PARTS; part++) {
            rows[part] = new int[counts[part]];
        }
        Arrays.fill(counts, 0);
        for (int i = 0; i < count; i++) {
            int part = KeyHash.part(hashes[i], level);
            rows[part][counts[part]++] = i;
        }
        Scratch fresh = new Scratch(0);
        for (int part = 0; part < PARTS; part++) {
            if (counts[part] > 0) {
                Vector[] gathered = new Vector[columns.length];
                for (int column = 0; column < columns.length; column++) {
                    gathered[column] = columns[column]
                            .gather(rows[part], counts[part], fresh)
                            .copy();
                    waitingBytes += Concatenation.sizeBytes(gathered[column]);
                }
                waiting.get(part).add(gathered);
            }
        }
        if (waitingBytes > WAITING_BYTES) {
            flush();
        }
    }

    private void flush() {
        for (int part = 0; part < PARTS; part++) {
            List<Vector[]> parts = waiting.get(part);
            if (!parts.isEmpty()) {
                Vector[] columns = new Vector[parts.get(0).length];
                for (int column = 0; column < columns.length; column++) {
                    int index = column;
                    columns[column] = Concatenation.of(
                            parts.stream().map(rows -> rows[index]).toList());
                }
                runs[part].append(
                        columns,
                        parts.stream().mapToInt(RunPartitions::rowCount).sum());
                parts.clear();
            }
        }
        waitingBytes = 0;
    }

    private static int rowCount(Vector[] rows) {
        return rows[0].length();
    }

    /** The file that all runs are in. */
    public SpillFile file() {
        return file;
    }

    /** The rows of each part, once all are added. */
    public SpillRun[] runs() {
        flush();
        return runs;
    }
}
