package io.gpuquery.format.parquet;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.DataPageHeaderV2;
import org.apache.parquet.format.DictionaryPageHeader;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Type;
import org.apache.parquet.format.Util;

/** A file of one column, {@code c}, put together page by page: also such as no writer would write. */
final class HandmadeFile {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final SchemaElement leaf;
    private final Set<Encoding> encodings = EnumSet.noneOf(Encoding.class);
    private CompressionCodec codec = CompressionCodec.UNCOMPRESSED;
    private long valueCount;
    private long dictionaryAt;
    private long dataAt;

    HandmadeFile(Type type, FieldRepetitionType repetition) {
        this(new SchemaElement("c").setType(type).setRepetition_type(repetition));
    }

    HandmadeFile(SchemaElement leaf) {
        this.leaf = leaf;
        bytes.writeBytes("PAR1".getBytes(StandardCharsets.US_ASCII));
    }

    HandmadeFile codec(CompressionCodec newCodec) {
        codec = newCodec;
        return this;
    }

    /** A page of version 1 whose body lies as it is, whatever the codec. */
    HandmadeFile data(int values, Encoding encoding, byte[]... body) {
        return data(values, encoding, join(body).length, body);
    }

    HandmadeFile data(int values, Encoding encoding, int uncompressedBytes, byte[]... body) {
        return data(new DataPageHeader(values, encoding, Encoding.RLE, Encoding.RLE), uncompressedBytes, body);
    }

    HandmadeFile data(DataPageHeader data, int uncompressedBytes, byte[]... body) {
        encodings.add(data.getEncoding());
        byte[] joined = join(body);
        PageHeader header = new PageHeader(PageType.DATA_PAGE, uncompressedBytes, joined.length);
        header.setData_page_header(data);
        valueCount += data.getNum_values();
        return page(header, joined);
    }

    HandmadeFile data2(DataPageHeaderV2 data, int uncompressedBytes, byte[]... body) {
        encodings.add(data.getEncoding());
        byte[] joined = join(body);
        PageHeader header = new PageHeader(PageType.DATA_PAGE_V2, uncompressedBytes, joined.length);
        header.setData_page_header_v2(data);
        valueCount += data.getNum_values();
        return page(header, joined);
    }

    HandmadeFile dictionary(int entries, byte[]... body) {
        return dictionary(new DictionaryPageHeader(entries, Encoding.PLAIN), body);
    }

    HandmadeFile dictionary(DictionaryPageHeader dictionary, byte[]... body) {
        byte[] joined = join(body);
        dictionaryAt = bytes.size();
        PageHeader header = new PageHeader(PageType.DICTIONARY_PAGE, joined.length, joined.length);
        header.setDictionary_page_header(dictionary);
        return page(header, joined);
    }

    /** A page that readers pass over. */
    HandmadeFile index(int lengthBytes) {
        return page(new PageHeader(PageType.INDEX_PAGE, lengthBytes, lengthBytes), new byte[lengthBytes]);
    }

    /** An index page such that the values of a required PLAIN page of that size that follows are aligned. */
    HandmadeFile align(int toBytes, int valueBytes) {
        HandmadeFile trial = new HandmadeFile(leaf);
        int headerBytes = trial.data(valueBytes / toBytes, Encoding.PLAIN, new byte[valueBytes])
                        .bytes
                        .size()
                - 4
                - valueBytes;
        int indexBytes = trial.bytes.size();
        indexBytes = trial.index(0).bytes.size() - indexBytes;
        int unaligned = bytes.size() + indexBytes + headerBytes;
        return index((toBytes - unaligned % toBytes) % toBytes);
    }

    HandmadeFile page(PageHeader header, byte[] body) {
        if (header.getType() != PageType.DICTIONARY_PAGE && dataAt == 0) {
            dataAt = bytes.size();
        }
        try {
            Util.writePageHeader(header, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        bytes.writeBytes(body);
        return this;
    }

    /** Bytes that are in no page. */
    HandmadeFile raw(byte[] others) {
        bytes.writeBytes(others);
        return this;
    }

    int sizeBytes() {
        return bytes.size();
    }

    Path write(Path file) throws IOException {
        return write(file, metadata -> {});
    }

    /** Writes the file with a footer that fits it, but for what is changed. */
    Path write(Path file, Consumer<FileMetaData> changes) throws IOException {
        FileMetaData metadata = metadata();
        changes.accept(metadata);
        ByteArrayOutputStream footer = new ByteArrayOutputStream();
        Util.writeFileMetaData(metadata, footer);
        return write(file, footer.toByteArray());
    }

    /** Writes the file with any bytes for a footer. */
    Path write(Path file, byte[] footer) throws IOException {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        whole.writeBytes(bytes.toByteArray());
        whole.writeBytes(footer);
        whole.writeBytes(ints(footer.length));
        whole.writeBytes("PAR1".getBytes(StandardCharsets.US_ASCII));
        return Files.write(file, whole.toByteArray());
    }

    private FileMetaData metadata() {
        ColumnMetaData column = new ColumnMetaData(
                leaf.getType(),
                new ArrayList<>(encodings),
                List.of(leaf.getName()),
                codec,
                valueCount,
                bytes.size() - 4L,
                bytes.size() - 4L,
                dataAt);
        if (dictionaryAt != 0) {
            column.setDictionary_page_offset(dictionaryAt);
        }
        ColumnChunk chunk = new ColumnChunk(0);
        chunk.setMeta_data(column);
        RowGroup rowGroup = new RowGroup(new ArrayList<>(List.of(chunk)), bytes.size(), valueCount);
        SchemaElement root = new SchemaElement("root");
        root.setNum_children(1);
        return new FileMetaData(
                1, new ArrayList<>(List.of(root, leaf)), valueCount, new ArrayList<>(List.of(rowGroup)));
    }

    static byte[] join(byte[]... parts) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            joined.writeBytes(part);
        }
        return joined.toByteArray();
    }

    static byte[] bytes(int... values) {
        byte[] result = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            result[i] = (byte) values[i];
        }
        return result;
    }

    static byte[] ints(int... values) {
        ByteBuffer buffer = ByteBuffer.allocate(values.length * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int value : values) {
            buffer.putInt(value);
        }
        return buffer.array();
    }

    static byte[] longs(long... values) {
        ByteBuffer buffer = ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (long value : values) {
            buffer.putLong(value);
        }
        return buffer.array();
    }

    /** Behind their length, as levels of version 1 and booleans. */
    static byte[] prefixed(byte[] body) {
        return join(ints(body.length), body);
    }

    /** PLAIN values of bytes. */
    static byte[] texts(String... values) {
        ByteArrayOutputStream result = new ByteArrayOutputStream();
        for (String value : values) {
            result.writeBytes(prefixed(value.getBytes(StandardCharsets.UTF_8)));
        }
        return result.toByteArray();
    }

    /** A number in base 128. */
    static byte[] varint(long value) {
        ByteArrayOutputStream result = new ByteArrayOutputStream();
        long rest = value;
        for (; rest >>> 7 != 0; rest >>>= 7) {
            result.write((int) ((rest & 0x7f) | 0x80));
        }
        result.write((int) rest);
        return result.toByteArray();
    }

    /** A run of one value in the hybrid encoding, of up to eight bits. */
    static byte[] run(int length, int value) {
        return join(varint((long) length << 1), bytes(value));
    }
}
