package io.gpuquery.format.parquet;

import io.gpuquery.testing.ParquetCodecs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.apache.parquet.variant.Variant;
import org.apache.parquet.variant.VariantValueWriter;
import org.jspecify.annotations.Nullable;

/** Writes VARIANT columns with parquet-java, which shreds them as a schema says. */
final class VariantWriting {
    private VariantWriting() {}

    /**
     * Writes a file of one column, {@code v}.
     *
     * @param parts the columns below it, but for the metadata
     */
    static Path write(Path file, String parts, List<? extends @Nullable Variant> values) throws IOException {
        String schema =
                "message variants { optional group v (VARIANT(1)) { required binary metadata; " + parts + " } }";
        try (ParquetWriter<Row> writer = new Builder(
                        new LocalOutputFile(file), MessageTypeParser.parseMessageType(schema))
                .withConf(new PlainParquetConfiguration(Map.of()))
                .withCodecFactory(new ParquetCodecs())
                .withPageRowCountLimit(50)
                .withRowGroupRowCountLimit(120)
                .build()) {
            for (Variant value : values) {
                writer.write(new Row(value));
            }
        }
        return file;
    }

    private record Row(@Nullable Variant value) {}

    private static final class Builder extends ParquetWriter.Builder<Row, Builder> {
        private final MessageType type;

        Builder(OutputFile file, MessageType type) {
            super(file);
            this.type = type;
        }

        @Override
        protected Builder self() {
            return this;
        }

        @Override
        @SuppressWarnings("deprecation")
        protected WriteSupport<Row> getWriteSupport(Configuration ignored) {
            return new Support(type);
        }

        @Override
        protected WriteSupport<Row> getWriteSupport(ParquetConfiguration ignored) {
            return new Support(type);
        }
    }

    private static final class Support extends WriteSupport<Row> {
        private final MessageType type;
        private @Nullable RecordConsumer consumer;

        Support(MessageType type) {
            this.type = type;
        }

        @Override
        @SuppressWarnings("deprecation")
        public WriteContext init(Configuration ignored) {
            return new WriteContext(type, Map.of());
        }

        @Override
        public WriteContext init(ParquetConfiguration ignored) {
            return new WriteContext(type, Map.of());
        }

        @Override
        public void prepareForWrite(RecordConsumer recordConsumer) {
            consumer = recordConsumer;
        }

        @Override
        public void write(Row row) {
            RecordConsumer target = consumer;
            if (target == null) {
                throw new IllegalStateException("not prepared");
            }
            target.startMessage();
            if (row.value() != null) {
                target.startField("v", 0);
                VariantValueWriter.write(target, type.getType("v").asGroupType(), row.value());
                target.endField("v", 0);
            }
            target.endMessage();
        }
    }
}
