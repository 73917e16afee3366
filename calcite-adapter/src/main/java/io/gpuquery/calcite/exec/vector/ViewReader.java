package io.gpuquery.calcite.exec.vector;

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
        int end = count * WIDTH;
        for (int i = 0; i < count; i++) {
            int view = i * WIDTH;
            int length = nulls == null || nulls[i] == 0 ? number(view) : 0;
            lengths[i] = length;
            if (length <= ViewColumn.MAX_INLINE_BYTES) {
                starts[i] = view + Integer.BYTES;
            } else {
                ensure(Math.addExact(end, length), end);
                data[number(view + 8)].get(number(view + 12), bytes, end, length);
                starts[i] = end;
                end += length;
            }
        }
        return new TextVector(bytes, starts, lengths, count, nulls);
    }

    private int number(int at) {
        return (bytes[at] & 0xff)
                | ((bytes[at + 1] & 0xff) << 8)
                | ((bytes[at + 2] & 0xff) << 16)
                | (bytes[at + 3] << 24);
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
