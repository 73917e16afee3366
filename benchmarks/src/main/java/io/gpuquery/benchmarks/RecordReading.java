package io.gpuquery.benchmarks;

import com.github.luben.zstd.Zstd;
import io.gpuquery.testing.ParquetCodecs;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.filter2.compat.FilterCompat;
import org.apache.parquet.format.converter.ParquetMetadataConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.MessageColumnIO;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.apache.parquet.schema.Type;
import org.xerial.snappy.Snappy;

/** Parquet files by parquet-java alone: written, and read record by record. Without Hadoop. */
final class RecordReading {
    private static final String LINE_ITEM = """
            message lineitem {
              required int64 l_orderkey; required int64 l_partkey; required int64 l_suppkey; required int32 l_linenumber;
              required double l_quantity; required double l_extendedprice; required double l_discount;
              required double l_tax; required binary l_returnflag (STRING); required binary l_linestatus (STRING);
              required int32 l_shipdate (DATE); required int32 l_commitdate (DATE); required int32 l_receiptdate (DATE);
              required binary l_shipinstruct (STRING); required binary l_shipmode (STRING);
              required binary l_comment (STRING);
            }""";

    /** As its builder has it. */
    private static final int READ_BYTES = 8 << 20;

    private RecordReading() {}

    /** Copies a file of {@code lineitem}, as parquet-java compresses it with ZSTD, in row groups of its default size. */
    static void copy(Path from, Path to) throws IOException, SQLException {
        MessageType type = MessageTypeParser.parseMessageType(LINE_ITEM);
        String columns = type.getFields().stream()
                .map(field -> field.getLogicalTypeAnnotation() != null
                                && field.getName().endsWith("date")
                        ? field.getName() + " - DATE '1970-01-01'"
                        : field.getName())
                .collect(Collectors.joining(", "));
        SimpleGroupFactory rows = new SimpleGroupFactory(type);
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement();
                ResultSet source = statement.executeQuery("select " + columns + " from '" + from + "'");
                ParquetWriter<Group> writer = ExampleParquetWriter.builder(new LocalOutputFile(to))
                        .withConf(new PlainParquetConfiguration(Map.of()))
                        .withCodecFactory(new ParquetCodecs())
                        .withCompressionCodec(CompressionCodecName.ZSTD)
                        .withType(type)
                        .build()) {
            while (source.next()) {
                Group row = rows.newGroup();
                for (int i = 0; i < type.getFieldCount(); i++) {
                    switch (type.getType(i).asPrimitiveType().getPrimitiveTypeName()) {
                        case INT32 -> row.add(i, source.getInt(i + 1));
                        case INT64 -> row.add(i, source.getLong(i + 1));
                        case DOUBLE -> row.add(i, source.getDouble(i + 1));
                        default -> row.add(i, source.getString(i + 1));
                    }
                }
                writer.write(row);
            }
        }
    }

    /** Hands over each record of a file, with some columns in that order. */
    static void read(Path file, List<String> columns, Consumer<Group> consumer) throws IOException {
        try (ParquetFileReader reader = ParquetFileReader.open(new LocalInputFile(file), options())) {
            MessageType whole = reader.getFileMetaData().getSchema();
            List<Type> fields = columns.stream().map(whole::getType).toList();
            MessageType wanted = new MessageType(whole.getName(), fields);
            reader.setRequestedSchema(wanted);
            MessageColumnIO assembly = new ColumnIOFactory().getColumnIO(wanted);
            for (PageReadStore pages = reader.readNextRowGroup(); pages != null; pages = reader.readNextRowGroup()) {
                RecordReader<Group> records = assembly.getRecordReader(pages, new GroupRecordConverter(wanted));
                for (long row = pages.getRowCount(); row > 0; row--) {
                    consumer.accept(records.read());
                }
            }
        }
    }

    /** Its builder makes Hadoop's codecs before it can be given others. */
    private static ParquetReadOptions options() {
        for (Constructor<?> constructor : ParquetReadOptions.class.getDeclaredConstructors()) {
            if (constructor.getParameterCount() == 18) {
                constructor.setAccessible(true);
                try {
                    return (ParquetReadOptions) constructor.newInstance(
                            false,
                            true,
                            true,
                            true,
                            true,
                            false,
                            true,
                            false,
                            false,
                            FilterCompat.NOOP,
                            ParquetMetadataConverter.NO_FILTER,
                            new Decompressors(),
                            new HeapByteBufferAllocator(),
                            READ_BYTES,
                            Map.of(),
                            null,
                            null,
                            new PlainParquetConfiguration(Map.of()));
                } catch (ReflectiveOperationException e) {
                    throw new IllegalStateException("parquet-java's options have changed", e);
                }
            }
        }
        throw new IllegalStateException("parquet-java's options have changed");
    }

    /** The libraries that our reader calls too. */
    private static final class Decompressors implements CompressionCodecFactory {
        @Override
        public BytesInputCompressor getCompressor(CompressionCodecName codec) {
            throw new IllegalArgumentException("nothing is written");
        }

        @Override
        public BytesInputDecompressor getDecompressor(CompressionCodecName codec) {
            return new Decompressor(codec);
        }

        @Override
        public void release() {}
    }

    private record Decompressor(CompressionCodecName codec) implements CompressionCodecFactory.BytesInputDecompressor {
        @Override
        public BytesInput decompress(BytesInput bytes, int lengthBytes) throws IOException {
            byte[] source = bytes.toByteArray();
            return BytesInput.from(
                    switch (codec) {
                        case UNCOMPRESSED -> source;
                        case SNAPPY -> Snappy.uncompress(source);
                        case ZSTD -> Zstd.decompress(source, lengthBytes);
                        default -> throw new IllegalArgumentException(codec + " is not in this comparison");
                    });
        }

        @Override
        public void decompress(ByteBuffer source, int sourceBytes, ByteBuffer target, int targetBytes)
                throws IOException {
            byte[] bytes = new byte[sourceBytes];
            source.get(bytes);
            target.put(decompress(BytesInput.from(bytes), targetBytes).toByteArray());
        }

        @Override
        public void release() {}
    }
}
