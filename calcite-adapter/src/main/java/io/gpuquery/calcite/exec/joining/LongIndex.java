package io.gpuquery.calcite.exec.joining;

import io.gpuquery.calcite.exec.grouping.MemoryAccount;
import java.util.function.LongConsumer;

/** Numbers by words of 64 bits: an open-addressing table of fixed capacity. Any number of threads may look up once it is filled. */
final class LongIndex {
    private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;
    private static final int MOST_SLOTS = 1 << 30;

    private final long[] words;
    /** One more than the number; 0 where there is none. */
    private final int[] numbers;

    private LongIndex(int capacity) {
        this.words = new long[capacity];
        this.numbers = new int[capacity];
    }

    /** Takes how many different words there are at most. */
    static LongIndex of(int mostWords, MemoryAccount memory) {
        long wanted = Long.highestOneBit(Math.max(4, mostWords)) << 2;
        int capacity = (int) Math.min(wanted, MOST_SLOTS);
        return memory.allocate(
                (long) capacity * (Long.BYTES + Integer.BYTES), "joining", () -> new LongIndex(capacity));
    }

    /** The number of a word; -1 if there is none. */
    int get(long word) {
        return numbers[slot(word)] - 1;
    }

    /** Gives a word a number, and returns the one that it had; -1 if it had none. */
    int put(long word, int number) {
        int slot = slot(word);
        int before = numbers[slot] - 1;
        words[slot] = word;
        numbers[slot] = number + 1;
        return before;
    }

    /** Hands on all words, in any order. */
    void forEach(LongConsumer consumer) {
        for (int slot = 0; slot < numbers.length; slot++) {
            if (numbers[slot] != 0) {
                consumer.accept(words[slot]);
            }
        }
    }

    /** Of whose bits the highest are the best. */
    static long hash(long word) {
        return word * MULTIPLIER;
    }

    /** Where a word is, or would be. */
    private int slot(long word) {
        long hash = hash(word);
        int mask = numbers.length - 1;
        int slot = (int) (hash ^ (hash >>> 32)) & mask;
        while (numbers[slot] != 0 && words[slot] != word) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }
}
