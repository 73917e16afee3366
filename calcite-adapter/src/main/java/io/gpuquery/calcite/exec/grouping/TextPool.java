package io.gpuquery.calcite.exec.grouping;

import io.gpuquery.calcite.exec.vector.CodedVector;
import io.gpuquery.calcite.exec.vector.Dictionary;
import io.gpuquery.calcite.exec.vector.TextVector;
import io.gpuquery.calcite.exec.vector.Vector;
import io.gpuquery.column.Bytes;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Different texts, numbered in the order in which they came. Used by one thread at a time; once it gets no more texts, any number of
 * threads may look for some.
 */
public final class TextPool {
    private static final int FIRST_CAPACITY = 16;
    private static final int FIRST_BYTES = 256;

    private final MemoryAccount memory;
    private byte[] bytes = new byte[FIRST_BYTES];
    private int[] ends = new int[FIRST_CAPACITY];
    private int[] hashes = new int[FIRST_CAPACITY];
    private int[] slots = new int[FIRST_CAPACITY * 2];
    private int size;
    private @Nullable Dictionary dictionary;
    private int[] numbersOfCodes = new int[0];

    public TextPool(MemoryAccount memory) {
        this.memory = memory;
    }

    int size() {
        return size;
    }

    /** Writes the numbers of texts, which it gets if it lacks them; unspecified for nulls. */
    public void number(Vector vector, long[] numbers) {
        int[] nulls = vector.nulls();
        if (vector instanceof CodedVector coded) {
            number(coded, numbers);
            return;
        }
        TextVector texts = (TextVector) vector;
        for (int i = 0; i < texts.length(); i++) {
            boolean isNull = nulls != null && nulls[i] != 0;
            numbers[i] = isNull ? 0 : number(texts.bytes(), texts.starts()[i], texts.lengths()[i]);
        }
    }

    private void number(CodedVector coded, long[] numbers) {
        TextVector entries = coded.dictionary().entries();
        if (dictionary != coded.dictionary()) {
            dictionary = coded.dictionary();
            numbersOfCodes = new int[entries.length()];
            Arrays.fill(numbersOfCodes, -1);
            numbersOfCodes[dictionary.nullCode()] = 0;
        }
        int[] codes = coded.codes();
        for (int i = 0; i < coded.length(); i++) {
            int code = codes[i];
            int number = numbersOfCodes[code];
            if (number < 0) {
                number = number(entries.bytes(), entries.starts()[code], entries.lengths()[code]);
                numbersOfCodes[code] = number;
            }
            numbers[i] = number;
        }
    }

    int number(byte[] source, int start, int length) {
        return number(source, start, length, hash(source, start, length));
    }

    private int number(byte[] source, int start, int length, int hash) {
        int slot = slot(hash, source, start, length);
        return slots[slot] != 0 ? slots[slot] - 1 : add(source, start, length, hash, slot);
    }

    /** Writes the numbers of texts, -1 for those that are not here; unspecified for nulls. */
    void find(Vector vector, long[] numbers) {
        int[] nulls = vector.nulls();
        boolean coded = vector instanceof CodedVector;
        TextVector texts =
                vector instanceof CodedVector codes ? codes.dictionary().entries() : (TextVector) vector;
        for (int i = 0; i < vector.length(); i++) {
            int at = coded ? ((CodedVector) vector).codes()[i] : i;
            boolean isNull = nulls != null && nulls[i] != 0;
            numbers[i] = isNull ? 0 : find(texts.bytes(), texts.starts()[at], texts.lengths()[at]);
        }
    }

    /** The number of a text; -1 if it is not here. */
    public int find(byte[] source, int start, int length) {
        return slots[slot(hash(source, start, length), source, start, length)] - 1;
    }

    /** Where a text is, or would be. */
    private int slot(int hash, byte[] source, int start, int length) {
        int mask = slots.length - 1;
        int slot = hash & mask;
        while (slots[slot] != 0
                && (hashes[slots[slot] - 1] != hash || !isText(slots[slot] - 1, source, start, length))) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private static int hash(byte[] source, int start, int length) {
        return (int) (Bytes.hash(source, start, length) >>> Integer.SIZE);
    }

    private boolean isText(int number, byte[] source, int start, int length) {
        int from = start(number);
        return ends[number] - from == length && Arrays.equals(bytes, from, ends[number], source, start, start + length);
    }

    private int start(int number) {
        return number == 0 ? 0 : ends[number - 1];
    }

    private int add(byte[] source, int start, int length, int hash, int slot) {
        int from = size == 0 ? 0 : ends[size - 1];
        if (length > bytes.length - from) {
            int capacity = Math.toIntExact(
                    Math.min(Integer.MAX_VALUE - 16L, Math.max(from + (long) length, 2L * bytes.length)));
            int before = bytes.length;
            bytes = memory.allocate(capacity, "texts of groups", () -> Arrays.copyOf(bytes, capacity));
            giveBack(before, FIRST_BYTES);
        }
        System.arraycopy(source, start, bytes, from, length);
        if (size == ends.length) {
            int capacity = 2 * size;
            memory.reserve(4L * Integer.BYTES * capacity, "texts of groups");
            giveBack(4L * Integer.BYTES * size, 4L * Integer.BYTES * FIRST_CAPACITY);
            ends = Arrays.copyOf(ends, capacity);
            hashes = Arrays.copyOf(hashes, capacity);
        }
        ends[size] = from + length;
        hashes[size] = hash;
        size++;
        slots[slot] = size;
        if (2 * size > slots.length) {
            rehash();
        }
        return size - 1;
    }

    /** Gives back what an array took that is replaced; the first ones were not asked for. */
    private void giveBack(long replacedBytes, long firstBytes) {
        if (replacedBytes > firstBytes) {
            memory.giveBack(replacedBytes);
        }
    }

    private void rehash() {
        int[] larger = new int[2 * slots.length];
        int mask = larger.length - 1;
        for (int number = 0; number < size; number++) {
            int slot = hashes[number] & mask;
            while (larger[slot] != 0) {
                slot = (slot + 1) & mask;
            }
            larger[slot] = number + 1;
        }
        slots = larger;
    }

    /** The numbers that this pool's texts have in another, which gets those that it lacks. */
    long[] numbersIn(TextPool other) {
        long[] numbers = new long[size];
        for (int number = 0; number < size; number++) {
            int from = start(number);
            numbers[number] = other.number(bytes, from, ends[number] - from, hashes[number]);
        }
        return numbers;
    }

    /** Texts by numbers. */
    TextVector texts(long[] numbers, int count, int @Nullable [] nulls) {
        int[] starts = new int[count];
        int[] lengths = new int[count];
        for (int i = 0; i < count; i++) {
            if (nulls == null || nulls[i] == 0) {
                starts[i] = start((int) numbers[i]);
                lengths[i] = ends[(int) numbers[i]] - starts[i];
            }
        }
        return new TextVector(bytes, starts, lengths, count, nulls);
    }
}
