package io.gpuquery.calcite.exec.grouping;

import io.gpuquery.calcite.exec.vector.DoubleVector;
import io.gpuquery.calcite.exec.vector.IntVector;
import io.gpuquery.calcite.exec.vector.Lanes;
import io.gpuquery.calcite.exec.vector.LongVector;
import io.gpuquery.calcite.exec.vector.Scratch;
import io.gpuquery.calcite.exec.vector.Vector;
import io.gpuquery.calcite.exec.vector.WideVector;
import io.gpuquery.column.ColumnType;
import io.gpuquery.column.Storage;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keys as words of 64 bits that are equal where the keys are: one word with a bit for each null, then for each key its value in one word
 * (128 bits: two), or the number of its text in a pool. Words under nulls are 0.
 */
final class KeyCodec {
    private final List<ColumnType> types;
    private final @Nullable TextPool[] pools;
    private final int wordCount;

    KeyCodec(List<ColumnType> types, MemoryAccount memory) {
        if (types.size() > Long.SIZE) {
            throw new IllegalArgumentException(types.size() + " keys are more than " + Long.SIZE);
        }
        this.types = List.copyOf(types);
        this.pools = new @Nullable TextPool[types.size()];
        int words = 1;
        for (int key = 0; key < pools.length; key++) {
            Storage storage = types.get(key).storage();
            pools[key] = storage == Storage.VIEW ? new TextPool(memory) : null;
            words += words(types.get(key));
        }
        this.wordCount = words;
    }

    private static int words(ColumnType type) {
        return type.storage() == Storage.INT128 ? 2 : 1;
    }

    int keyCount() {
        return types.size();
    }

    /** Whether some key is a text. */
    boolean hasTexts() {
        return Arrays.stream(pools).anyMatch(pool -> pool != null);
    }

    /** Words of one row. */
    int wordCount() {
        return wordCount;
    }

    /** To which key each word belongs; the first belongs to none. */
    int[] keysOfWords() {
        int[] keys = new int[wordCount];
        int word = 1;
        for (int key = 0; key < pools.length; key++) {
            for (int last = word + words(types.get(key)); word < last; word++) {
                keys[word] = key;
            }
        }
        return keys;
    }

    /** Which word has the value of each key, or its low bits. */
    int[] wordsOfKeys() {
        int[] words = new int[pools.length];
        int word = 0;
        for (int key = 0; key < words.length; key++) {
            word += words(types.get(key));
            words[key] = word;
        }
        return words;
    }

    /** Takes an array of rows for each word. */
    void encode(Vector[] keys, int count, long[][] words, Scratch scratch) {
        encode(keys, count, words, scratch, true);
    }

    /** The same for keys of which nothing is kept: a text that the pool lacks has a word that no other has. */
    void encodeKnown(Vector[] keys, int count, long[][] words, Scratch scratch) {
        encode(keys, count, words, scratch, false);
    }

    private void encode(Vector[] keys, int count, long[][] words, Scratch scratch, boolean adding) {
        Arrays.fill(words[0], 0, count, 0);
        int word = 1;
        for (int key = 0; key < keys.length; key++) {
            Vector vector = keys[key];
            TextPool pool = pools[key];
            if (pool != null && !adding) {
                pool.find(vector, words[word]);
            } else if (pool != null) {
                pool.number(vector, words[word]);
            } else if (vector instanceof DoubleVector doubles) {
                encode(doubles, words[word]);
            } else if (words(types.get(key)) == 2) {
                WideVector wide = Lanes.wide(vector, scratch);
                System.arraycopy(wide.high(), 0, words[word], 0, count);
                System.arraycopy(wide.low(), 0, words[word + 1], 0, count);
            } else {
                encode(vector, words[word]);
            }
            int[] nulls = vector.nulls();
            for (int last = word + words(types.get(key)); word < last; word++) {
                clear(words[word], nulls, count);
            }
            mark(words[0], nulls, count, key);
        }
    }

    private static void encode(Vector vector, long[] words) {
        if (vector instanceof IntVector ints) {
            int[] values = ints.values();
            for (int i = 0; i < vector.length(); i++) {
                words[i] = values[i];
            }
        } else if (vector instanceof WideVector wide) {
            System.arraycopy(wide.low(), 0, words, 0, vector.length());
        } else {
            System.arraycopy(((LongVector) vector).values(), 0, words, 0, vector.length());
        }
    }

    /** All NaNs are one key. */
    private static void encode(DoubleVector vector, long[] words) {
        for (int i = 0; i < vector.length(); i++) {
            words[i] = Double.doubleToLongBits(vector.values()[i]);
        }
    }

    private static void clear(long[] words, int @Nullable [] nulls, int count) {
        if (nulls != null) {
            for (int i = 0; i < count; i++) {
                words[i] = nulls[i] == 0 ? words[i] : 0;
            }
        }
    }

    private static void mark(long[] bits, int @Nullable [] nulls, int count, int key) {
        if (nulls != null) {
            for (int i = 0; i < count; i++) {
                bits[i] |= (long) nulls[i] << key;
            }
        }
    }

    /** How this codec's words become those of another, which gets the texts that it lacks: for each word new values, or null. */
    long[] @Nullable [] translation(KeyCodec other) {
        long[] @Nullable [] numbers = new long[wordCount] @Nullable [];
        int word = 1;
        for (int key = 0; key < pools.length; key++) {
            TextPool pool = pools[key];
            TextPool into = other.pools[key];
            if (pool != null && into != null) {
                numbers[word] = pool.numbersIn(into);
            }
            word += words(types.get(key));
        }
        return numbers;
    }

    /** The values of one key; takes the words of rows one after the other. */
    Vector decode(int key, long[] rows, int count) {
        int word = 1;
        for (int before = 0; before < key; before++) {
            word += words(types.get(before));
        }
        int[] nulls = new int[count];
        int anyNull = 0;
        long[] values = new long[count];
        long[] seconds = new long[words(types.get(key)) == 2 ? count : 0];
        for (int i = 0; i < count; i++) {
            int row = i * wordCount;
            nulls[i] = (int) ((rows[row] >>> key) & 1);
            anyNull |= nulls[i];
            values[i] = rows[row + word];
            if (seconds.length != 0) {
                seconds[i] = rows[row + word + 1];
            }
        }
        int @Nullable [] flags = anyNull == 0 ? null : nulls;
        TextPool pool = pools[key];
        if (pool != null) {
            return pool.texts(values, count, flags);
        }
        return switch (types.get(key).storage()) {
            case INT8, INT16, INT32 -> {
                int[] ints = new int[count];
                for (int i = 0; i < count; i++) {
                    ints[i] = (int) values[i];
                }
                yield types.get(key).kind() == ColumnType.Kind.BOOLEAN
                        ? IntVector.booleans(ints, count, flags)
                        : new IntVector(ints, count, flags);
            }
            case INT64 -> new LongVector(values, count, flags);
            case INT128 -> new WideVector(values, seconds, count, flags, WideVector.ANY_BITS);
            case FLOAT32, FLOAT64 -> {
                double[] doubles = new double[count];
                for (int i = 0; i < count; i++) {
                    doubles[i] = Double.longBitsToDouble(values[i]);
                }
                yield new DoubleVector(doubles, count, flags);
            }
            case VIEW -> throw new IllegalStateException("texts lie in a pool");
            case NESTED -> throw new IllegalStateException("a key of type " + types.get(key));
        };
    }
}
