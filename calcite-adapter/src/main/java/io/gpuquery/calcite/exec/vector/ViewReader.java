package io.gpuquery.calcite.exec.vector;

import io.gpuquery.column.Bytes;
import io.gpuquery.column.Storage;
import io.gpuquery.column.ViewColumn;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads views: the views themselves first, in which short texts lie, then the long texts behind them in the same array. */
final class ViewReader extends ColumnReader {
    private static final int WIDTH = Storage.VIEW.widthBytes();

    private final ByteBuffer views;
    private final ByteBuffer[] data;
    private byte[] bytes = new byte[0];

    ViewReader(ViewColumn column) {
        super(column.validity());
        this.views = column.views().bytes();
        this.data = new ByteBuffer[column.data().size()];
        for (int i = 0; i < data.length; i++) {
            data[i] = column.data().get(i).bytes();
        }
    }

    @Override
    Vector read(int first, int count, Scratch scratch) {
        ensure(count * WIDTH, 0);
        views.get(first * WIDTH, bytes, 0, count * WIDTH);
        return texts(count, nulls(first, count, scratch), scratch);
    }

    @Override
    Vector gather(int[] rows, int count, Scratch scratch) {
        // Several of these may be in use for one block.
        bytes = new byte[count * WIDTH];
        for (int i = 0; i < count; i++) {
            views.get(rows[i] * WIDTH, bytes, i * WIDTH, WIDTH);
        }
        return texts(count, nulls(rows, count, scratch), scratch);
    }

    private TextVector texts(int count, int @Nullable [] nulls, Scratch scratch) {
        int[] starts = scratch.ints(count);
        int[] lengths = scratch.ints(count);
        int from = Integer.MAX_VALUE;
        int to = 0;
        long total = 0;
        int buffers = 0;
        for (int i = 0; i < count; i++) {
            int view = i * WIDTH;
            int length = nulls == null || nulls[i] == 0 ? (int) Bytes.word(bytes, view) : 0;
            lengths[i] = length;
            starts[i] = view + Integer.BYTES;
            if (length > ViewColumn.MAX_INLINE_BYTES) {
                int offset = offset(view);
                from = Math.min(from, offset);
                to = Math.max(to, offset + length);
                total += length;
                buffers |= buffer(view);
            }
        }
        if (total == 0) {
            return new TextVector(bytes, starts, lengths, count, nulls);
        }
        int end = count * WIDTH;
        if (buffers == 0 && to - from <= 2 * total) {
            // They lie side by side, as those of a segment do.
            ensure(Math.addExact(end, to - from), end);
            data[0].get(from, bytes, end, to - from);
            for (int i = 0; i < count; i++) {
                starts[i] = lengths[i] <= ViewColumn.MAX_INLINE_BYTES ? starts[i] : end - from + offset(i * WIDTH);
            }
        } else {
            copyEach(count, starts, lengths);
        }
        return new TextVector(bytes, starts, lengths, count, nulls);
    }

    private void copyEach(int count, int[] starts, int[] lengths) {
        int end = count * WIDTH;
        for (int i = 0; i < count; i++) {
            int length = lengths[i];
            if (length > ViewColumn.MAX_INLINE_BYTES) {
                ensure(Math.addExact(end, length), end);
                ByteBuffer source = data[buffer(i * WIDTH)];
                source.get(/* index= */ offset(i * WIDTH), bytes, /* offset= */ end, length);
                starts[i] = end;
                end += length;
            }
        }
    }

    private int buffer(int view) {
        return (int) Bytes.word(bytes, view + 8);
    }

    private int offset(int view) {
        return (int) (Bytes.word(bytes, view + 8) >>> Integer.SIZE);
    }

    private void ensure(int length, int used) {
        if (length > bytes.length) {
            byte[] grown = new byte[(int) Math.min(Integer.MAX_VALUE - 16, Math.max(length, 2L * bytes.length))];
            System.arraycopy(bytes, 0, grown, 0, used);
            bytes = grown;
        }
    }

    /** All rows in arrays of their own, with a null behind them. */
    static Dictionary dictionary(ViewColumn column) {
        int count = column.rowCount();
        TextVector texts = (TextVector) new ViewReader(column).read(0, count, new Scratch(0));
        int[] nulls = new int[count + 1];
        nulls[count] = 1;
        return new Dictionary(new TextVector(
                texts.bytes(),
                Arrays.copyOf(texts.starts(), count + 1),
                Arrays.copyOf(texts.lengths(), count + 1),
                count + 1,
                nulls));
    }
}
