package io.gpuquery.calcite.exec.grouping;

import io.gpuquery.calcite.exec.vector.Scratch;
import io.gpuquery.calcite.exec.vector.Vector;
import io.gpuquery.column.ColumnType;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Different keys, numbered in the order in which they came: an open-addressing table. In front of it, where the keys of a block are
 * few whatever they are, an array by key is the shorter way. Used by one thread at a time.
 */
public final class GroupTable {
    private static final int FIRST_CAPACITY = 64;
    private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

    private final KeyCodec codec;
    private final MemoryAccount memory;
    private final int wordCount;
    private final DenseIndex dense = new DenseIndex();
    private final Scratch scratch;
    private long[][] words;
    private long[] keys;
    private long[] hashes;
    private int[] slots;
    private int size;

    /** Takes the most rows of a block. */
    public GroupTable(List<ColumnType> types, int blockRows, MemoryAccount memory) {
        this.codec = new KeyCodec(types, memory);
        this.memory = memory;
        this.wordCount = codec.wordCount();
        this.scratch = new Scratch(blockRows);
        this.words = new long[wordCount][blockRows];
        this.keys = new long[FIRST_CAPACITY * wordCount];
        this.hashes = new long[FIRST_CAPACITY];
        this.slots = new int[2 * FIRST_CAPACITY];
    }

    /** How many different keys there are. */
    public int size() {
        return size;
    }

    /** Writes the number of each row's key. */
    public void find(Vector[] vectors, int count, int[] groups) {
        if (dense.index(vectors, count, groups)) {
            int[] known = dense.groups();
            boolean encoded = false;
            for (int i = 0; i < count; i++) {
                int group = known[groups[i]];
                if (group < 0) {
                    if (!encoded) {
                        encode(vectors, count);
                        encoded = true;
                    }
                    group = find(i);
                    known[groups[i]] = group;
                }
                groups[i] = group;
            }
            return;
        }
        encode(vectors, count);
        if (wordCount == 2) {
            findSingles(count, groups);
            return;
        }
        for (int i = 0; i < count; i++) {
            groups[i] = find(i);
        }
    }

    private void encode(Vector[] vectors, int count) {
        if (words[0].length < count) {
            words = new long[wordCount][count];
        }
        scratch.reset();
        codec.encode(vectors, count, words, scratch);
    }

    /** Keys of one word, apart from their nulls: the usual case, in a loop of its own. */
    private void findSingles(int count, int[] groups) {
        long[] nulls = words[0];
        long[] values = words[1];
        for (int i = 0; i < count; i++) {
            long hash = mix(mix(0, nulls[i]), values[i]);
            int[] table = slots;
            int mask = table.length - 1;
            int slot = (int) hash & mask;
            int group = table[slot];
            while (group != 0 && (keys[2 * group - 1] != values[i] || keys[2 * group - 2] != nulls[i])) {
                slot = (slot + 1) & mask;
                group = table[slot];
            }
            groups[i] = group != 0 ? group - 1 : add(i, hash, slot);
        }
    }

    private static long mix(long hash, long word) {
        long mixed = (hash ^ word) * MULTIPLIER;
        return mixed ^ (mixed >>> 32);
    }

    private int find(int row) {
        long hash = 0;
        for (long[] word : words) {
            hash = mix(hash, word[row]);
        }
        int mask = slots.length - 1;
        int slot = (int) hash & mask;
        for (int group = slots[slot]; group != 0; group = slots[slot]) {
            if (hashes[group - 1] == hash && isKey(group - 1, row)) {
                return group - 1;
            }
            slot = (slot + 1) & mask;
        }
        return add(row, hash, slot);
    }

    private boolean isKey(int group, int row) {
        int key = group * wordCount;
        for (int word = 0; word < wordCount; word++) {
            if (keys[key + word] != words[word][row]) {
                return false;
            }
        }
        return true;
    }

    private int add(int row, long hash, int slot) {
        if (size == hashes.length) {
            grow();
        }
        for (int word = 0; word < wordCount; word++) {
            keys[size * wordCount + word] = words[word][row];
        }
        hashes[size] = hash;
        size++;
        slots[slot] = size;
        if (2 * size > slots.length) {
            rehash();
        }
        return size - 1;
    }

    private void grow() {
        int capacity = Math.multiplyExact(2, size);
        long bytes = (long) capacity * (wordCount + 1) * Long.BYTES;
        int length = Math.multiplyExact(capacity, wordCount);
        keys = memory.allocate(bytes, "groups", () -> Arrays.copyOf(keys, length));
        hashes = Arrays.copyOf(hashes, capacity);
    }

    private void rehash() {
        int capacity = Math.multiplyExact(2, slots.length);
        slots = memory.allocate((long) capacity * Integer.BYTES, "groups", () -> new int[capacity]);
        int mask = capacity - 1;
        for (int group = 0; group < size; group++) {
            int slot = (int) hashes[group] & mask;
            while (slots[slot] != 0) {
                slot = (slot + 1) & mask;
            }
            slots[slot] = group + 1;
        }
    }

    /** Adds keys of another table of the same types and writes their numbers here to the array, by their numbers there. */
    public void addAll(GroupTable other, int from, int to, int[] numbers, Translation translation) {
        for (int group = from; group < to; group++) {
            long nulls = other.keys[group * wordCount];
            for (int word = 0; word < wordCount; word++) {
                words[word][0] = translation.translate(word, other.keys[group * wordCount + word], nulls);
            }
            numbers[group] = find(0);
        }
    }

    /** How another table's words become this one's. */
    public Translation translationOf(GroupTable other) {
        return new Translation(other.codec.translation(codec), codec.keysOfWords());
    }

    /** New values of the words of texts. */
    public static final class Translation {
        private final long[] @Nullable [] numbers;
        private final int[] keysOfWords;

        Translation(long[] @Nullable [] numbers, int[] keysOfWords) {
            this.numbers = numbers;
            this.keysOfWords = keysOfWords;
        }

        /** Takes the word of the nulls too: under a null there is no text. */
        long translate(int word, long value, long nulls) {
            long[] of = numbers[word];
            boolean isText = of != null && ((nulls >>> keysOfWords[word]) & 1) == 0;
            return isText && of != null ? of[(int) value] : value;
        }
    }

    /** The values of one of the columns of the keys, by number. */
    public Vector values(int column) {
        return codec.decode(column, keys, size);
    }
}
