package io.gpuquery.calcite.tpch;

import io.gpuquery.testing.ParquetCodecs;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/** Writes TPC-H tables as Parquet files by parquet-java, one per table and named after it, with the declared types. */
final class TpchParquet {
    private TpchParquet() {}

    /** Writes {@code <table>.parquet}; the directory is created where it is missing. */
    static void write(TpchData data, Path directory, CompressionCodecName codec, long rowGroupBytes)
            throws IOException {
        Files.createDirectories(directory);
        for (TpchData.Table table : data.tables()) {
            MessageType schema = schema(table);
            try (ParquetWriter<Group> writer = ExampleParquetWriter.builder(
                            new LocalOutputFile(directory.resolve(table.name() + ".parquet")))
                    .withConf(new PlainParquetConfiguration(Map.of()))
                    .withCodecFactory(new ParquetCodecs())
                    .withCompressionCodec(codec)
                    .withRowGroupSize(rowGroupBytes)
                    .withType(schema)
                    .build()) {
                for (Object[] row : table.rows()) {
                    writer.write(group(schema, table.columns(), row));
                }
            }
        }
    }

    private static MessageType schema(TpchData.Table table) {
        return MessageTypeParser.parseMessageType(table.columns().stream()
                .map(column -> "required "
                        + switch (column.type()) {
                            case BIGINT -> "int64 " + column.name();
                            case INTEGER -> "int32 " + column.name();
                            case DECIMAL -> "int64 " + column.name() + " (DECIMAL(15,2))";
                            case DATE -> "int32 " + column.name() + " (DATE)";
                            case VARCHAR -> "binary " + column.name() + " (STRING)";
                        }
                        + ";")
                .collect(Collectors.joining("\n", "message " + table.name() + " {\n", "}")));
    }

    private static Group group(MessageType schema, List<TpchData.Column> columns, Object[] row) {
        Group group = new SimpleGroup(schema);
        for (int i = 0; i < row.length; i++) {
            switch (columns.get(i).type()) {
                case BIGINT -> group.add(i, (Long) row[i]);
                case INTEGER -> group.add(i, (Integer) row[i]);
                case DECIMAL ->
                    group.add(i, ((BigDecimal) row[i]).unscaledValue().longValueExact());
                case DATE -> group.add(i, Math.toIntExact(((LocalDate) row[i]).toEpochDay()));
                case VARCHAR -> group.add(i, (String) row[i]);
            }
        }
        return group;
    }
}
