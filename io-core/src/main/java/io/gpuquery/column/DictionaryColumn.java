package io.gpuquery.column;

import io.gpuquery.device.Device;
import io.gpuquery.device.DeviceBuffer;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A column of repeated strings or bytes: 32-bit codes into a dictionary. Entries are distinct where the writer made them so, which
 * is not promised; a dictionary has no null entry, nulls are in {@link #validity()}.
 */
public final class DictionaryColumn implements Column {
    private final int rowCount;
    private final Validity validity;
    private final BufferSlice codes;
    private final ViewColumn dictionary;
    private final Leases leases;
    private ByteBuffer codeBytes;

    /**
     * Takes leases on the codes' region and on all regions under the dictionary, so that the dictionary's maker may close it.
     *
     * @param codes {@code rowCount} ints, each valid one in {@code [0, dictionary.rowCount())}
     * @param dictionary the entries, without nulls
     */
    public DictionaryColumn(int rowCount, Validity validity, BufferSlice codes, ViewColumn dictionary) {
        if (validity.rowCount() != rowCount || codes.lengthBytes() / Integer.BYTES < rowCount) {
            throw new IllegalArgumentException("the buffers hold fewer than " + rowCount + " rows");
        }
        this.rowCount = rowCount;
        this.validity = validity;
        this.codes = codes;
        // A view of our own: its leases are ours, and closing the maker's does not blank our getters.
        this.dictionary = new ViewColumn(
                dictionary.type(), dictionary.rowCount(), dictionary.validity(), dictionary.views(), dictionary.data());
        try {
            this.leases = Leases.of(codeBuffers());
        } catch (RuntimeException e) {
            this.dictionary.close();
            throw e;
        }
        this.codeBytes = codes.bytes();
    }

    @Override
    public ColumnType type() {
        return dictionary.type();
    }

    @Override
    public int rowCount() {
        return rowCount;
    }

    @Override
    public Validity validity() {
        return validity;
    }

    public BufferSlice codes() {
        return codes;
    }

    /** The entries; owned by this column. */
    public ViewColumn dictionary() {
        return dictionary;
    }

    public int getCode(int row) {
        return codeBytes.getInt(row << 2);
    }

    private List<BufferSlice> codeBuffers() {
        List<BufferSlice> buffers = new ArrayList<>();
        buffers.add(codes);
        BufferSlice bitmap = validity.bitmap();
        if (bitmap != null) {
            buffers.add(bitmap);
        }
        return buffers;
    }

    @Override
    public List<BufferSlice> buffers() {
        List<BufferSlice> buffers = codeBuffers();
        buffers.addAll(dictionary.buffers());
        return buffers;
    }

    @Override
    public List<DeviceBuffer> buffers(Device device) {
        return leases.buffers(device, buffers());
    }

    @Override
    public void close() {
        codeBytes = Leases.CLOSED;
        dictionary.close();
        leases.close();
    }
}
