package io.gpuquery.column;

import io.gpuquery.memory.MemoryBlock;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Builds a {@link ViewColumn} with all its bytes in one block: views, validity, then the texts longer than twelve bytes. A column
 * so built holds less than 2 GiB of long texts; {@link #dataBytes()} tells when to start another.
 */
public final class ViewBuilder implements ColumnBuilder {
    private final ColumnType type;
    private final BitmapBuilder validity = new BitmapBuilder();
    private final int firstBytes;
    private ByteBuffer views = heap(0);
    private byte[] data = new byte[0];
    private int dataBytes;

    public ViewBuilder(ColumnType type, int expectedRows) {
        if (type.storage() != Storage.VIEW) {
            throw new IllegalArgumentException(type + " is not stored as views");
        }
        this.type = type;
        this.firstBytes = Math.multiplyExact(Math.max(16, expectedRows), Storage.VIEW.widthBytes());
    }

    private static ByteBuffer heap(int lengthBytes) {
        return ByteBuffer.allocate(lengthBytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public ColumnType type() {
        return type;
    }

    @Override
    public int rowCount() {
        return validity.rowCount();
    }

    /** Bytes of long texts so far. */
    public int dataBytes() {
        return dataBytes;
    }

    public void append(String value) {
        append(value.getBytes(StandardCharsets.UTF_8));
    }

    public void append(byte[] value) {
        append(value, 0, value.length);
    }

    /** Appends a copy of some bytes: valid UTF-8 for a VARCHAR. */
    public void append(byte[] source, int offset, int lengthBytes) {
        ensure();
        if (lengthBytes > ViewColumn.MAX_INLINE_BYTES) {
            views.putInt(lengthBytes).put(source, offset, 4).putInt(0).putInt(dataBytes);
            appendData(source, offset, lengthBytes);
        } else if (offset + 2 * Long.BYTES <= source.length) {
            // Cut from words that may reach beyond the text.
            int head = Math.min(lengthBytes, 4);
            int tail = lengthBytes - head;
            long first = Bytes.word(source, offset) & (1L << (8 * head)) - 1;
            long rest = tail == Long.BYTES ? -1 : (1L << (8 * tail)) - 1;
            views.putLong(first << Integer.SIZE | lengthBytes).putLong(Bytes.word(source, offset + 4) & rest);
        } else {
            int next = views.position() + Storage.VIEW.widthBytes();
            views.putInt(lengthBytes).put(source, offset, lengthBytes);
            while (views.position() < next) {
                views.put((byte) 0);
            }
        }
        validity.appendValid();
    }

    private void appendData(byte[] source, int offset, int lengthBytes) {
        int end = Math.addExact(dataBytes, lengthBytes);
        if (end > data.length) {
            long grown = Math.max(end, Math.min(Integer.MAX_VALUE - 64L, Math.max(1024L, data.length * 2L)));
            data = java.util.Arrays.copyOf(data, Math.toIntExact(grown));
        }
        System.arraycopy(source, offset, data, dataBytes, lengthBytes);
        dataBytes = end;
    }

    @Override
    public void appendNull() {
        ensure();
        views.putLong(0).putLong(0);
        validity.appendNull();
    }

    private void ensure() {
        if (!views.hasRemaining()) {
            ByteBuffer grown = heap(Math.max(firstBytes, Math.multiplyExact(views.capacity(), 2)));
            views = grown.put(views.flip());
        }
    }

    @Override
    public ViewColumn build() {
        int rowCount = validity.rowCount();
        int viewBytes = views.position();
        long dataOffset = FixedWidthBuilder.bitmapOffset(
                Math.toIntExact(FixedWidthBuilder.bitmapOffset(viewBytes) + validity.lengthBytes()));
        try (MemoryBlock block = MemoryBlock.allocate(dataOffset + dataBytes)) {
            block.slice(0, viewBytes).put(views.flip());
            block.slice(dataOffset, dataBytes).put(data, 0, dataBytes);
            List<BufferSlice> dataBuffers = new ArrayList<>(1);
            if (dataBytes != 0) {
                dataBuffers.add(new BufferSlice(block, dataOffset, dataBytes));
            }
            return new ViewColumn(
                    type,
                    rowCount,
                    FixedWidthBuilder.bitmap(block, viewBytes, validity),
                    new BufferSlice(block, 0, viewBytes),
                    dataBuffers);
        } finally {
            views.clear();
            validity.clear();
            dataBytes = 0;
        }
    }
}
