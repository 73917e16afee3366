package io.gpuquery.format.parquet.encoding;

import org.jspecify.annotations.Nullable;

/** Numbers that are given as codes of the entries of a dictionary. Source: "Dictionary Encoding (RLE_DICTIONARY = 8)". */
public final class DictionaryDecoder implements ValueDecoder {
    private final RunLengthDecoder codes;
    private final int entryCount;
    private final int[] ints;
    private final long[] longs;
    private int[] scratch = new int[0];

    private DictionaryDecoder(RunLengthDecoder codes, int entryCount, int[] ints, long[] longs) {
        this.codes = codes;
        this.entryCount = entryCount;
        this.ints = ints;
        this.longs = longs;
    }

    /** No entries: only for pages without values. */
    public static DictionaryDecoder empty(RunLengthDecoder codes) {
        return new DictionaryDecoder(codes, 0, new int[0], new long[0]);
    }

    /** Entries of 32 bits; the array is kept. */
    public static DictionaryDecoder ofInts(RunLengthDecoder codes, int[] entries) {
        return new DictionaryDecoder(codes, entries.length, entries, new long[0]);
    }

    /**
     * Entries of 64 bits; the arrays are kept.
     *
     * @param narrow the same entries in 32 bits; null where they do not fit
     */
    public static DictionaryDecoder ofLongs(RunLengthDecoder codes, long[] entries, int @Nullable [] narrow) {
        return new DictionaryDecoder(codes, entries.length, narrow == null ? new int[0] : narrow, entries);
    }

    /** Entries in 32 bits, if all of them fit. */
    public static int @Nullable [] narrow(long[] entries) {
        int[] narrow = new int[entries.length];
        for (int i = 0; i < entries.length; i++) {
            narrow[i] = (int) entries[i];
            if (narrow[i] != entries[i]) {
                return null;
            }
        }
        return narrow;
    }

    /** Entries of 128 bits, each the low and then the high half; the array is kept. */
    public static DictionaryDecoder ofWides(RunLengthDecoder codes, long[] entries) {
        return new DictionaryDecoder(codes, entries.length / 2, new int[0], entries);
    }

    /** Checks that codes are those of entries. */
    public static void checkCodes(int[] codes, int offset, int count, int entryCount) {
        // The sign bit of code | (last - code) is set exactly where the code is outside [0, last].
        int outside = 0;
        int last = entryCount - 1;
        for (int i = offset; i < offset + count; i++) {
            outside |= codes[i] | (last - codes[i]);
        }
        if (outside < 0) {
            throw PageException.damaged("a code outside the dictionary of " + entryCount + " entries");
        }
    }

    @Override
    public boolean fitsInts() {
        return ints.length == entryCount;
    }

    @Override
    public void readInts(int[] target, int offset, int count) {
        codes.readInts(target, offset, count);
        checkCodes(target, offset, count, entryCount);
        for (int i = offset; i < offset + count; i++) {
            target[i] = ints[target[i]];
        }
    }

    @Override
    public void readLongs(long[] target, int offset, int count) {
        int[] next = nextCodes(count);
        for (int i = 0; i < count; i++) {
            target[offset + i] = longs[next[i]];
        }
    }

    @Override
    public void readWides(long[] target, int offset, int count) {
        int[] next = nextCodes(count);
        for (int i = 0; i < count; i++) {
            int entry = next[i] << 1;
            int at = (offset + i) << 1;
            target[at] = longs[entry];
            target[at + 1] = longs[entry + 1];
        }
    }

    private int[] nextCodes(int count) {
        if (scratch.length < count) {
            scratch = new int[count];
        }
        codes.readInts(scratch, 0, count);
        checkCodes(scratch, 0, count, entryCount);
        return scratch;
    }
}
