package io.gpuquery.column;

import io.gpuquery.device.Device;
import io.gpuquery.device.DeviceBuffer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A column of strings or bytes as views (see {@link Storage#VIEW}): a text of up to twelve bytes lies in its view, a longer one in
 * one of the data buffers, which may be a mapped file.
 */
public final class ViewColumn implements Column {
    /** Longest value that lies in its view. */
    public static final int MAX_INLINE_BYTES = 12;

    private final ColumnType type;
    private final int rowCount;
    private final Validity validity;
    private final BufferSlice views;
    private final List<BufferSlice> data;
    private final Leases leases;
    private ByteBuffer viewBytes;
    private final ByteBuffer[] dataBytes;

    /**
     * Takes leases on the regions of all buffers.
     *
     * @param views {@code rowCount * 16} bytes or more; every index and offset in it must be inside {@code data}
     */
    public ViewColumn(ColumnType type, int rowCount, Validity validity, BufferSlice views, List<BufferSlice> data) {
        if (type.storage() != Storage.VIEW) {
            throw new IllegalArgumentException(type + " is not stored as views");
        }
        if (validity.rowCount() != rowCount || views.lengthBytes() / Storage.VIEW.widthBytes() < rowCount) {
            throw new IllegalArgumentException("the buffers hold fewer than " + rowCount + " rows");
        }
        this.type = type;
        this.rowCount = rowCount;
        this.validity = validity;
        this.views = views;
        this.data = List.copyOf(data);
        this.leases = Leases.of(buffers());
        this.viewBytes = views.bytes();
        this.dataBytes = new ByteBuffer[this.data.size()];
        for (int i = 0; i < dataBytes.length; i++) {
            dataBytes[i] = this.data.get(i).bytes();
        }
    }

    @Override
    public ColumnType type() {
        return type;
    }

    @Override
    public int rowCount() {
        return rowCount;
    }

    @Override
    public Validity validity() {
        return validity;
    }

    public BufferSlice views() {
        return views;
    }

    public List<BufferSlice> data() {
        return data;
    }

    /** Bytes of the value, not characters. */
    public int lengthBytes(int row) {
        return viewBytes.getInt(row << 4);
    }

    /** Copies the value; an array of its own. */
    public byte[] getBytes(int row) {
        byte[] value = new byte[lengthBytes(row)];
        if (value.length <= MAX_INLINE_BYTES) {
            viewBytes.get((row << 4) + 4, value);
        } else {
            dataBytes[viewBytes.getInt((row << 4) + 8)].get(viewBytes.getInt((row << 4) + 12), value);
        }
        return value;
    }

    /** The value as a string; malformed UTF-8, which readers refuse, would become U+FFFD. */
    public String getString(int row) {
        return new String(getBytes(row), StandardCharsets.UTF_8);
    }

    /** Whether the value has exactly these bytes. */
    public boolean valueEquals(int row, byte[] other) {
        int view = row << 4;
        if (viewBytes.getInt(view) != other.length) {
            return false;
        }
        ByteBuffer source = source(view, other.length);
        int start = start(view, other.length);
        for (int i = 0; i < other.length; i++) {
            if (source.get(start + i) != other[i]) {
                return false;
            }
        }
        return true;
    }

    /** Compares with other bytes as unsigned bytes, which for UTF-8 is the order of code points. */
    public int compare(int row, byte[] other) {
        int view = row << 4;
        int length = viewBytes.getInt(view);
        ByteBuffer source = source(view, length);
        int start = start(view, length);
        int common = Math.min(length, other.length);
        for (int i = 0; i < common; i++) {
            int difference = (source.get(start + i) & 0xff) - (other[i] & 0xff);
            if (difference != 0) {
                return difference;
            }
        }
        return Integer.compare(length, other.length);
    }

    private ByteBuffer source(int view, int length) {
        return length <= MAX_INLINE_BYTES ? viewBytes : dataBytes[viewBytes.getInt(view + 8)];
    }

    private int start(int view, int length) {
        return length <= MAX_INLINE_BYTES ? view + 4 : viewBytes.getInt(view + 12);
    }

    @Override
    public List<BufferSlice> buffers() {
        List<BufferSlice> buffers = new ArrayList<>(2 + data.size());
        buffers.add(views);
        BufferSlice bitmap = validity.bitmap();
        if (bitmap != null) {
            buffers.add(bitmap);
        }
        buffers.addAll(data);
        return buffers;
    }

    @Override
    public List<DeviceBuffer> buffers(Device device) {
        return leases.buffers(device, buffers());
    }

    @Override
    public void close() {
        viewBytes = Leases.CLOSED;
        leases.close();
    }
}
