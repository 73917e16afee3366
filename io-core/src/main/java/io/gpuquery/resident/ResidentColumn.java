package io.gpuquery.resident;

import io.gpuquery.column.BufferSlice;
import io.gpuquery.column.Column;
import io.gpuquery.column.ColumnType;
import io.gpuquery.column.DictionaryColumn;
import io.gpuquery.column.FixedWidthColumn;
import io.gpuquery.column.Storage;
import io.gpuquery.column.Validity;
import io.gpuquery.column.ViewColumn;
import io.gpuquery.memory.MemoryBlock;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A segment of a column that stays in memory: a run of rows, from which readers take columns without a copy.
 *
 * <p>Ownership: owns its memory; columns taken from it hold leases of their own and may outlive it. Threads: any number may read; one
 * closes, when nobody takes columns any more.
 */
public final class ResidentColumn implements AutoCloseable {
    private final ColumnType type;
    private final int rowCount;
    private final Body body;
    private final @Nullable BufferSlice bitmap;
    private final @Nullable MemoryBlock block;
    private final BlockBounds bounds;

    /** How the values lie. */
    sealed interface Body {
        /** Numbers and the like, one after the other. */
        record Fixed(Storage storage, BufferSlice values) implements Body {}

        /** Codes of the column's dictionary. */
        record Codes(BufferSlice codes) implements Body {}

        /** Views of strings. */
        record Views(BufferSlice views, List<BufferSlice> data) implements Body {}

        /** Values where they lie in the file; first rows ascending, multiples of 64. This is their owner. */
        @SuppressWarnings("ArrayRecordComponent") // Never compared nor handed out.
        record InPlace(List<FixedWidthColumn> pieces, int[] firstRows) implements Body {}
    }

    /** Takes the block over, which holds the bitmap and what the body refers to. */
    ResidentColumn(
            ColumnType type,
            int rowCount,
            Body body,
            @Nullable BufferSlice bitmap,
            @Nullable MemoryBlock block,
            BlockBounds bounds) {
        this.type = type;
        this.rowCount = rowCount;
        this.body = body;
        this.bitmap = bitmap;
        this.block = block;
        this.bounds = bounds;
    }

    public int rowCount() {
        return rowCount;
    }

    public BlockBounds bounds() {
        return bounds;
    }

    /** Whether rows are codes of the column's dictionary. */
    public boolean isCoded() {
        return body instanceof Body.Codes;
    }

    /** Memory that was allocated for it. */
    public long bytes() {
        return block == null ? 0 : block.alignedLengthBytes();
    }

    /** Bytes that it uses where they lie in the file. */
    public long sharedBytes() {
        long bytes = 0;
        if (body instanceof Body.InPlace inPlace) {
            for (FixedWidthColumn piece : inPlace.pieces()) {
                bytes += piece.values().lengthBytes();
            }
        }
        return bytes;
    }

    /** The row up to which rows from a given one lie in one piece. */
    public int pieceEnd(int row) {
        if (body instanceof Body.InPlace inPlace) {
            for (int first : inPlace.firstRows()) {
                if (first > row) {
                    return first;
                }
            }
        }
        return rowCount;
    }

    /**
     * Rows as a column that the caller owns.
     *
     * @param from a multiple of 8
     * @param to behind it, and not beyond {@link #pieceEnd}
     * @param dictionary the column's, if this {@link #isCoded()}; stays the caller's
     */
    public Column rows(int from, int to, @Nullable ViewColumn dictionary) {
        int count = to - from;
        if (body instanceof Body.Fixed fixed) {
            BufferSlice values =
                    slice(fixed.values(), from, count, fixed.storage().widthBytes());
            return new FixedWidthColumn(type, fixed.storage(), count, validity(from, count), values);
        }
        if (body instanceof Body.Codes codes && dictionary != null) {
            BufferSlice slice = slice(codes.codes(), from, count, Integer.BYTES);
            return new DictionaryColumn(count, validity(from, count), slice, dictionary);
        }
        if (body instanceof Body.Views views) {
            BufferSlice slice = slice(views.views(), from, count, Storage.VIEW.widthBytes());
            return new ViewColumn(type, count, validity(from, count), slice, views.data());
        }
        if (body instanceof Body.InPlace inPlace) {
            int piece = inPlace.pieces().size() - 1;
            while (inPlace.firstRows()[piece] > from) {
                piece--;
            }
            FixedWidthColumn column = inPlace.pieces().get(piece);
            int first = from - inPlace.firstRows()[piece];
            BufferSlice values =
                    slice(column.values(), first, count, column.storage().widthBytes());
            return new FixedWidthColumn(type, column.storage(), count, Validity.allValid(count), values);
        }
        throw new IllegalArgumentException("codes without a dictionary");
    }

    private static BufferSlice slice(BufferSlice whole, int from, int count, int widthBytes) {
        return new BufferSlice(whole.region(), whole.offsetBytes() + (long) from * widthBytes, count * widthBytes);
    }

    private Validity validity(int from, int count) {
        if (bitmap == null) {
            return Validity.allValid(count);
        }
        BufferSlice bits = new BufferSlice(bitmap.region(), bitmap.offsetBytes() + (from >>> 3), (count + 7) >>> 3);
        return Validity.of(bits, count, count - countOnes(bits.bytes(), count));
    }

    private static int countOnes(ByteBuffer bits, int count) {
        int ones = 0;
        int at = 0;
        for (; at + Long.BYTES <= count >>> 3; at += Long.BYTES) {
            ones += Long.bitCount(bits.getLong(at));
        }
        for (int row = at << 3; row < count; row++) {
            ones += bits.get(row >>> 3) >>> (row & 7) & 1;
        }
        return ones;
    }

    /** Gives the memory up: it is freed with the last column that was taken. Idempotent. */
    @Override
    public void close() {
        if (block != null) {
            block.close();
        }
        if (body instanceof Body.InPlace inPlace) {
            inPlace.pieces().forEach(FixedWidthColumn::close);
        }
    }
}
