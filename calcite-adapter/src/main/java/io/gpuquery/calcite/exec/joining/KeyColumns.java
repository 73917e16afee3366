package io.gpuquery.calcite.exec.joining;

import io.gpuquery.calcite.exec.grouping.TextPool;
import io.gpuquery.calcite.exec.vector.CodedVector;
import io.gpuquery.calcite.exec.vector.Dictionary;
import io.gpuquery.calcite.exec.vector.DoubleVector;
import io.gpuquery.calcite.exec.vector.IntVector;
import io.gpuquery.calcite.exec.vector.Lanes;
import io.gpuquery.calcite.exec.vector.LongVector;
import io.gpuquery.calcite.exec.vector.Scratch;
import io.gpuquery.calcite.exec.vector.TextVector;
import io.gpuquery.calcite.exec.vector.Vector;
import io.gpuquery.calcite.exec.vector.WideVector;
import io.gpuquery.column.ColumnType;
import io.gpuquery.column.Storage;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keys of a block as words of 64 bits that are equal where the keys are: one for each key, two for one of 128 bits; for a text its
 * number in a pool. Used by one thread at a time.
 */
final class KeyColumns {
    private static final int UNKNOWN = -2;

    private final List<ColumnType> types;
    private final @Nullable TextPool[] pools;
    private final @Nullable Dictionary[] dictionaries;
    private final int[][] numbersOfCodes;
    private long[][] words = new long[0][0];
    private int[] missing = new int[0];
    private boolean anyMissing;

    KeyColumns(List<ColumnType> types, @Nullable TextPool[] pools) {
        this.types = types;
        this.pools = pools;
        this.dictionaries = new @Nullable Dictionary[types.size()];
        this.numbersOfCodes = new int[types.size()][0];
    }

    static int wordCount(List<ColumnType> types) {
        return types.stream().mapToInt(KeyColumns::words).sum();
    }

    private static int words(ColumnType type) {
        return type.storage() == Storage.INT128 ? 2 : 1;
    }

    /** Reads the keys of some rows. */
    void read(Vector[] keys, int count) {
        if (missing.length < count || words.length == 0) {
            missing = new int[count];
            words = new long[wordCount(types)][count];
        }
        anyMissing = false;
        int word = 0;
        for (int key = 0; key < keys.length; key++) {
            TextPool pool = pools[key];
            if (pool != null) {
                clear(count);
                find(key, pool, keys[key], count, words[word]);
            } else if (words(types.get(key)) == 2) {
                WideVector wide = Lanes.wide(keys[key], new Scratch(0));
                System.arraycopy(wide.high(), 0, words[word], 0, count);
                System.arraycopy(wide.low(), 0, words[word + 1], 0, count);
            } else {
                write(keys[key], count, words[word]);
            }
            int[] nulls = keys[key].nulls();
            if (nulls != null) {
                clear(count);
                for (int i = 0; i < count; i++) {
                    missing[i] |= nulls[i];
                }
            }
            word += words(types.get(key));
        }
    }

    private void clear(int count) {
        if (!anyMissing) {
            Arrays.fill(missing, 0, count, 0);
            anyMissing = true;
        }
    }

    /** The words of the rows, an array for each place. */
    long[][] words() {
        return words;
    }

    /** 1 for rows that have a null among their keys, or a text that the pool lacks; null where there are none such. */
    int @Nullable [] missing() {
        return anyMissing ? missing : null;
    }

    private static void write(Vector vector, int count, long[] words) {
        if (vector instanceof IntVector ints) {
            int[] values = ints.values();
            for (int i = 0; i < count; i++) {
                words[i] = values[i];
            }
        } else if (vector instanceof DoubleVector doubles) {
            double[] values = doubles.values();
            for (int i = 0; i < count; i++) {
                // Adding 0 makes -0 to 0; of NaN there is one.
                words[i] = Double.doubleToLongBits(values[i] + 0.0);
            }
        } else if (vector instanceof WideVector wide) {
            System.arraycopy(wide.low(), 0, words, 0, count);
        } else {
            System.arraycopy(((LongVector) vector).values(), 0, words, 0, count);
        }
    }

    private void find(int key, TextPool pool, Vector vector, int count, long[] numbers) {
        int[] nulls = vector.nulls();
        if (vector instanceof CodedVector coded) {
            int[] known = numbersOfCodes(key, coded.dictionary());
            TextVector entries = coded.dictionary().entries();
            int[] codes = coded.codes();
            for (int i = 0; i < count; i++) {
                int code = codes[i];
                int number = known[code];
                if (number == UNKNOWN) {
                    number = pool.find(entries.bytes(), entries.starts()[code], entries.lengths()[code]);
                    known[code] = number;
                }
                numbers[i] = number;
                missing[i] |= number >>> 31;
            }
            return;
        }
        TextVector texts = (TextVector) vector;
        for (int i = 0; i < count; i++) {
            boolean isNull = nulls != null && nulls[i] != 0;
            int number = isNull ? -1 : pool.find(texts.bytes(), texts.starts()[i], texts.lengths()[i]);
            numbers[i] = number;
            missing[i] |= number >>> 31;
        }
    }

    private int[] numbersOfCodes(int key, Dictionary dictionary) {
        if (dictionaries[key] != dictionary) {
            dictionaries[key] = dictionary;
            int[] numbers = new int[dictionary.entries().length()];
            Arrays.fill(numbers, UNKNOWN);
            numbers[dictionary.nullCode()] = -1;
            numbersOfCodes[key] = numbers;
        }
        return numbersOfCodes[key];
    }
}
