package io.gpuquery.calcite.exec.grouping;

import io.gpuquery.calcite.exec.vector.Scratch;
import io.gpuquery.calcite.exec.vector.Vector;
import io.gpuquery.column.ColumnType;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Different keys, numbered in the order in which they came: an open-addressing table. In front of it, where the keys of a block are
 * few whatever they are, an array by key is the shorter way; of integers of narrow range it has all, and there is no table until other
 * keys come. Used by one thread at a time.
 */
public final class GroupTable {
    private static final int FIRST_CAPACITY = 64;
    /** Keys of another table that are looked up at a time. */
    private static final int MERGED_KEYS = 4096;

    private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

    private final KeyCodec codec;
    private final MemoryAccount memory;
    private final int wordCount;
    private final DenseIndex dense;
    private final Scratch scratch;
    private long[][] words;
    private long[] keys;
    private long[] hashes;
    /** Empty while the array by key has all keys. */
    private int[] slots = new int[0];

    private int size;
    /** While tables are brought together here: nobody else looks keys up then. */
    private @Nullable WordIndex byWord;

    /** Takes the most rows of a block. */
    public GroupTable(List<ColumnType> types, int blockRows, MemoryAccount memory) {
        this.codec = new KeyCodec(types, memory);
        this.memory = memory;
        this.dense = new DenseIndex(memory);
        this.wordCount = codec.wordCount();
        this.scratch = new Scratch(blockRows);
        this.words = new long[wordCount][blockRows];
        this.keys = new long[FIRST_CAPACITY * wordCount];
        this.hashes = new long[FIRST_CAPACITY];
    }

    /** What it asks for memory. */
    MemoryAccount memory() {
        return memory;
    }

    /** How many different keys there are. */
    public int size() {
        return size;
    }

    /** Writes the number of each row's key. */
    public void find(Vector[] vectors, int count, int[] groups) {
        if (dense.index(vectors, count, groups)) {
            findDense(vectors, count, groups);
        } else {
            encode(vectors, count);
            findWords(count, groups);
        }
    }

    /** Writes the number of each row's key; -1 where it is not here. */
    public void findKnown(Vector[] vectors, int count, int[] groups) {
        if (words[0].length < count) {
            words = new long[wordCount][count];
        }
        scratch.reset();
        codec.encodeKnown(vectors, count, words, scratch);
        if (slots.length == 0) {
            rehash(2 * hashes.length);
        }
        for (int i = 0; i < count; i++) {
            groups[i] = slots[slot(hashOf(i), i)] - 1;
        }
    }

    private long hashOf(int row) {
        long hash = 0;
        for (long[] word : words) {
            hash = mix(hash, word[row]);
        }
        return hash;
    }

    /** Where the key of a row is, or would be. */
    private int slot(long hash, int row) {
        int mask = slots.length - 1;
        int slot = (int) hash & mask;
        for (int group = slots[slot]; group != 0; group = slots[slot]) {
            if (isKey(group - 1, row)) {
                return slot;
            }
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    /** Takes places in the array by key, and writes groups over them. */
    private void findDense(Vector[] vectors, int count, int[] groups) {
        if (slots.length == 0 && !dense.isOfNumbers()) {
            rehash(2 * hashes.length);
        }
        if (slots.length == 0 && dense.isNew()) {
            dense.put(keys, wordCount, codec.wordsOfKeys(), size);
        }
        int[] known = dense.groups();
        boolean encoded = false;
        for (int i = 0; i < count; i++) {
            int group = known[groups[i]];
            if (group < 0) {
                if (!encoded) {
                    encode(vectors, count);
                    encoded = true;
                }
                group = slots.length == 0 ? append(i) : find(i);
                known[groups[i]] = group;
            }
            groups[i] = group;
        }
    }

    /** The groups of keys that are in {@link #words}. */
    private void findWords(int count, int[] groups) {
        if (slots.length == 0) {
            rehash(2 * hashes.length);
        }
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
        int group = append(row);
        hashes[group] = hash;
        slots[slot] = size;
        if (2 * size > slots.length) {
            rehash(Math.multiplyExact(2, slots.length));
        }
        return group;
    }

    private int append(int row) {
        if (size == hashes.length) {
            grow();
        }
        for (int word = 0; word < wordCount; word++) {
            keys[size * wordCount + word] = words[word][row];
        }
        return size++;
    }

    private void grow() {
        int capacity = Math.multiplyExact(2, size);
        long bytes = (long) capacity * (wordCount + 1) * Long.BYTES;
        int length = Math.multiplyExact(capacity, wordCount);
        keys = memory.allocate(bytes, "groups", () -> Arrays.copyOf(keys, length));
        hashes = Arrays.copyOf(hashes, capacity);
        if (size > FIRST_CAPACITY) {
            memory.giveBack((long) size * (wordCount + 1) * Long.BYTES);
        }
    }

    private void rehash(int capacity) {
        if (slots.length == 0) {
            for (int group = 0; group < size; group++) {
                hashes[group] = hash(group);
            }
        }
        int before = slots.length;
        slots = memory.allocate((long) capacity * Integer.BYTES, "groups", () -> new int[capacity]);
        memory.giveBack((long) before * Integer.BYTES);
        int mask = capacity - 1;
        for (int group = 0; group < size; group++) {
            int slot = (int) hashes[group] & mask;
            while (slots[slot] != 0) {
                slot = (slot + 1) & mask;
            }
            slots[slot] = group + 1;
        }
    }

    private long hash(int group) {
        long hash = 0;
        for (int word = 0; word < wordCount; word++) {
            hash = mix(hash, keys[group * wordCount + word]);
        }
        return hash;
    }

    /** To be called before all of some tables are added, while there are no keys: see {@link WordIndex}. */
    void expect(List<GroupTable> others) {
        if (wordCount != 2 || size > 0 || codec.hasTexts()) {
            return;
        }
        long least = Long.MAX_VALUE;
        long greatest = Long.MIN_VALUE;
        long count = 0;
        for (GroupTable other : others) {
            for (int key = 0; key < 2 * other.size; key += 2) {
                if (other.keys[key] == 0) {
                    least = Math.min(least, other.keys[key + 1]);
                    greatest = Math.max(greatest, other.keys[key + 1]);
                }
            }
            count += other.size;
        }
        byWord = WordIndex.of(least, greatest, count, memory);
    }

    /** To be called when these tables are added. */
    void endExpected() {
        if (byWord != null) {
            memory.giveBack(byWord.bytes());
            byWord = null;
        }
    }

    private void addByWord(GroupTable other, int from, int to, int[] numbers, WordIndex index) {
        for (int key = from; key < to; key++) {
            long nulls = other.keys[2 * key];
            long word = other.keys[2 * key + 1];
            int group = index.get(nulls != 0, word);
            if (group < 0) {
                if (size == hashes.length) {
                    grow();
                }
                keys[2 * size] = nulls;
                keys[2 * size + 1] = word;
                group = size++;
                index.put(nulls != 0, word, group);
            }
            numbers[key] = group;
        }
    }

    /** Adds keys of another table of the same types and writes their numbers here to the array, by their numbers there. */
    public void addAll(GroupTable other, int from, int to, int[] numbers, Translation translation) {
        WordIndex index = byWord;
        if (index != null) {
            addByWord(other, from, to, numbers, index);
            return;
        }
        int[] groups = new int[Math.min(to - from, MERGED_KEYS)];
        for (int first = from; first < to; first += groups.length) {
            int count = Math.min(groups.length, to - first);
            if (other.slots.length == 0) {
                long[] rows = Arrays.copyOfRange(other.keys, first * wordCount, (first + count) * wordCount);
                Vector[] vectors = new Vector[codec.keyCount()];
                for (int key = 0; key < vectors.length; key++) {
                    vectors[key] = codec.decode(key, rows, count);
                }
                find(vectors, count, groups);
            } else {
                translate(other, first, count, translation);
                findWords(count, groups);
            }
            System.arraycopy(groups, 0, numbers, first, count);
        }
    }

    /** Adds some keys of another table of the same types, in order, and writes their numbers here to the array, by their numbers there. */
    public void addSelected(GroupTable other, int[] selected, int count, int[] numbers) {
        int[] groups = new int[Math.min(count, MERGED_KEYS)];
        long[] rows = new long[groups.length * wordCount];
        for (int first = 0; first < count; first += groups.length) {
            int some = Math.min(groups.length, count - first);
            for (int i = 0; i < some; i++) {
                System.arraycopy(other.keys, selected[first + i] * wordCount, rows, i * wordCount, wordCount);
            }
            Vector[] vectors = new Vector[codec.keyCount()];
            for (int key = 0; key < vectors.length; key++) {
                vectors[key] = other.codec.decode(key, rows, some);
            }
            find(vectors, some, groups);
            for (int i = 0; i < some; i++) {
                numbers[selected[first + i]] = groups[i];
            }
        }
    }

    private void translate(GroupTable other, int first, int count, Translation translation) {
        if (words[0].length < count) {
            words = new long[wordCount][count];
        }
        for (int i = 0; i < count; i++) {
            int key = (first + i) * wordCount;
            for (int word = 0; word < wordCount; word++) {
                words[word][i] = translation.translate(word, other.keys[key + word], other.keys[key]);
            }
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
