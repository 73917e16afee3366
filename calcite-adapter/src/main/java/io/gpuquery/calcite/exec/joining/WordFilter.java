package io.gpuquery.calcite.exec.joining;

import io.gpuquery.calcite.exec.grouping.MemoryAccount;

/**
 * Bits that tell most words that are not in a table, before it is looked at: one for each word that there may be, where these are few,
 * else one for several by their hash. Source: Bloom, "Space/Time Trade-offs in Hash Coding with Allowable Errors" (1970), with one hash.
 * Any number of threads may look up once it is filled.
 */
final class WordFilter {
    /** Words of a narrow range have so many bits each at most. */
    private static final long EXACT_BITS = 128;

    private static final int HASHED_BITS = 16;
    private static final long MOST_BITS = 1 << 28;
    private static final long FEW_BITS = 1 << 16;
    /** A word of bits has two to the power of so many. */
    private static final int WORD_BITS = 6;

    private final long[] bits;
    /** What moves the highest bits of a hash to the lowest; 0 where there is a bit for each word. */
    private final int shift;

    private WordFilter(long[] bits, int shift) {
        this.bits = bits;
        this.shift = shift;
    }

    /**
     * A filter without words.
     *
     * @param places words are from 0 to below this; 0: they may be any
     * @param rowCount how many words there are at most
     */
    static WordFilter of(long places, int rowCount, MemoryAccount memory) {
        if (places > 0 && places < MOST_BITS && places <= Math.max(FEW_BITS, EXACT_BITS * rowCount)) {
            // One bit more, which is never set.
            return allocate((int) (places >>> WORD_BITS) + 1, 0, memory);
        }
        long wanted = Long.highestOneBit(Math.max(Long.SIZE, (long) HASHED_BITS * rowCount));
        int length = (int) (Math.min(wanted, MOST_BITS) >>> WORD_BITS);
        return allocate(length, Long.numberOfLeadingZeros(length) + 1 - WORD_BITS, memory);
    }

    private static WordFilter allocate(int length, int shift, MemoryAccount memory) {
        return memory.allocate((long) length * Long.BYTES, "joining", () -> new WordFilter(new long[length], shift));
    }

    /** Whether there is a bit for each word, and one more that is never set. */
    boolean isExact() {
        return shift == 0;
    }

    void add(long word) {
        long bit = shift == 0 ? word : LongIndex.hash(word) >>> shift;
        bits[(int) (bit >>> WORD_BITS)] |= 1L << bit;
    }

    /** Makes rows -1 whose word is not there; those that are -1 stay, and may have any word. */
    void look(long[] words, int count, int[] rows) {
        long[] from = bits;
        if (shift == 0) {
            for (int i = 0; i < count; i++) {
                long word = words[i] & ~(long) rows[i];
                rows[i] |= (int) ((from[(int) (word >>> WORD_BITS)] >>> word) & 1) - 1;
            }
        } else {
            for (int i = 0; i < count; i++) {
                long bit = LongIndex.hash(words[i]) >>> shift;
                rows[i] |= (int) ((from[(int) (bit >>> WORD_BITS)] >>> bit) & 1) - 1;
            }
        }
    }

    /** Sets rows to 0 whose word is there, and those of others to -1; of an exact filter, with words up to the one that never is. */
    void look(int[] words, int count, int[] rows) {
        long[] from = bits;
        for (int i = 0; i < count; i++) {
            rows[i] = (int) ((from[words[i] >>> WORD_BITS] >>> words[i]) & 1) - 1;
        }
    }
}
