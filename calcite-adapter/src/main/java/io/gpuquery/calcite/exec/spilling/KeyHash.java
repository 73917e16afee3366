package io.gpuquery.calcite.exec.spilling;

import io.gpuquery.calcite.exec.vector.CodedVector;
import io.gpuquery.calcite.exec.vector.DoubleVector;
import io.gpuquery.calcite.exec.vector.IntVector;
import io.gpuquery.calcite.exec.vector.Lanes;
import io.gpuquery.calcite.exec.vector.LongVector;
import io.gpuquery.calcite.exec.vector.Scratch;
import io.gpuquery.calcite.exec.vector.TextVector;
import io.gpuquery.calcite.exec.vector.Vector;
import io.gpuquery.calcite.exec.vector.WideVector;
import io.gpuquery.column.Bytes;

/** Hashes of keys: equal where the keys are, in whatever lanes they come, also where all NaNs are one key, and -0 and 0. */
public final class KeyHash {
    private static final long MULTIPLIER = 0xBF58476D1CE4E5B9L;
    private static final long SECOND_MULTIPLIER = 0x94D049BB133111EBL;
    private static final long NULL = 0x6A09E667F3BCC909L;

    private KeyHash() {}

    /** Writes the hash of each row's keys. */
    public static void of(Vector[] keys, int count, long[] hashes) {
        java.util.Arrays.fill(hashes, 0, count, 0);
        for (Vector key : keys) {
            add(key, count, hashes);
        }
    }

    private static void add(Vector key, int count, long[] hashes) {
        int[] nulls = key.nulls();
        long[] words = new long[count];
        if (key instanceof IntVector ints) {
            for (int i = 0; i < count; i++) {
                words[i] = ints.values()[i];
            }
        } else if (key instanceof LongVector longs) {
            System.arraycopy(longs.values(), 0, words, 0, count);
        } else if (key instanceof WideVector wide) {
            for (int i = 0; i < count; i++) {
                long low = wide.low()[i];
                long high = wide.high()[i];
                words[i] = high == low >> 63 ? low : mix(low, high);
            }
        } else if (key instanceof DoubleVector doubles) {
            for (int i = 0; i < count; i++) {
                // Joins find 0 for -0.
                words[i] = Double.doubleToLongBits(doubles.values()[i] + 0.0);
            }
        } else if (key instanceof CodedVector coded) {
            TextVector entries = coded.dictionary().entries();
            for (int i = 0; i < count; i++) {
                words[i] = nulls != null && nulls[i] != 0 ? 0 : text(entries, coded.codes()[i]);
            }
        } else {
            TextVector texts = Lanes.texts(key, new Scratch(0));
            for (int i = 0; i < count; i++) {
                words[i] = nulls != null && nulls[i] != 0 ? 0 : text(texts, i);
            }
        }
        for (int i = 0; i < count; i++) {
            hashes[i] = mix(hashes[i], nulls != null && nulls[i] != 0 ? NULL : words[i]);
        }
    }

    private static long text(TextVector texts, int row) {
        return Bytes.hash(texts.bytes(), texts.starts()[row], texts.lengths()[row]);
    }

    /** Source: Steele, Lea, Flood, Fast Splittable Pseudorandom Number Generators (the finalizer of SplitMix64). */
    private static long mix(long hash, long word) {
        long mixed = (hash * 31 + word) + 0x9E3779B97F4A7C15L;
        mixed = (mixed ^ (mixed >>> 30)) * MULTIPLIER;
        mixed = (mixed ^ (mixed >>> 27)) * SECOND_MULTIPLIER;
        return mixed ^ (mixed >>> 31);
    }

    /**
     * Which part a key belongs to.
     *
     * @param level of how often it was divided before; each takes other bits
     */
    public static int part(long hash, int level) {
        return (int) (hash >>> (Long.SIZE - (level + 1) * RunPartitions.PART_BITS)) & (RunPartitions.PARTS - 1);
    }
}
