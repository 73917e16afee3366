package io.gpuquery.format.parquet.encoding;

import java.util.Arrays;

/**
 * Values that share a prefix with the one before: the lengths of the prefixes as deltas, then the rest as {@link
 * DeltaLengthDecoder}. Source: "Delta Strings (DELTA_BYTE_ARRAY = 7)".
 *
 * <p>A few bytes may stand for any amount of text (each value the one before, and a byte more), so a call stops once
 * its values take {@link #BUDGET_BYTES}.
 */
final class DeltaByteArrayDecoder implements ValueDecoder {
    private static final int BUDGET_BYTES = 16 << 20;
    private static final int MAX_VALUE_BYTES = 1 << 30;
    private static final int LOOK_AHEAD = 1024;

    private final int lengthBytes;
    private final DeltaBinaryPackedDecoder prefixes;
    private final DeltaLengthDecoder suffixes;
    private final int[] prefixLengths = new int[LOOK_AHEAD];
    private final ByteValues suffixBytes = new ByteValues();
    private int next;
    private int ready;
    private byte[] built = new byte[1024];
    private int previousAt;
    private int previousLength;

    /** Takes lengthBytes: what every value must have; 0 for any. */
    DeltaByteArrayDecoder(PageBytes page, int lengthBytes) {
        this.lengthBytes = lengthBytes;
        this.prefixes = new DeltaBinaryPackedDecoder(page);
        int end = new DeltaBinaryPackedDecoder(page).skipToEnd();
        this.suffixes = new DeltaLengthDecoder(page.from(end - page.from()));
    }

    @Override
    public int readBytes(ByteValues target, int count) {
        target.ensure(count);
        System.arraycopy(built, previousAt, built, 0, previousLength);
        previousAt = 0;
        int builtBytes = previousLength;
        int done = 0;
        while (done < count && (done == 0 || builtBytes < BUDGET_BYTES)) {
            if (next == ready) {
                lookAhead(count - done);
            }
            int prefix = prefixLengths[next];
            int suffix = suffixBytes.lengths[next];
            if (prefix < 0 || prefix > previousLength) {
                throw PageException.damaged("a prefix of " + prefix + " bytes of a value that has " + previousLength);
            }
            if (lengthBytes != 0 && prefix + suffix != lengthBytes) {
                throw PageException.damaged("a value of " + (prefix + suffix) + " bytes where all have " + lengthBytes);
            }
            if ((long) prefix + suffix > MAX_VALUE_BYTES) {
                throw PageException.unsupported(
                        "a value of " + ((long) prefix + suffix) + " bytes",
                        "Values of up to " + MAX_VALUE_BYTES + " bytes can be read.");
            }
            ensure(builtBytes, prefix + suffix);
            System.arraycopy(built, previousAt, built, builtBytes, prefix);
            System.arraycopy(suffixBytes.bytes, suffixBytes.offsets[next], built, builtBytes + prefix, suffix);
            target.offsets[done] = builtBytes;
            target.lengths[done++] = prefix + suffix;
            previousAt = builtBytes;
            previousLength = prefix + suffix;
            builtBytes += previousLength;
            next++;
        }
        target.bytes = built;
        return done;
    }

    private void lookAhead(int max) {
        ready = Math.min(LOOK_AHEAD, max);
        next = 0;
        prefixes.readInts(prefixLengths, 0, ready);
        suffixes.readBytes(suffixBytes, ready);
    }

    private void ensure(int used, int more) {
        int needed = Math.addExact(used + PageBytes.PADDING_BYTES, more);
        if (needed > built.length) {
            built = Arrays.copyOf(built, (int) Math.min(Integer.MAX_VALUE - 64L, needed * 2L));
        }
    }
}
