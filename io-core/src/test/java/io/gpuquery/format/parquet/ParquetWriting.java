package io.gpuquery.format.parquet;

import io.gpuquery.format.parquet.SampleField.Sample;
import io.gpuquery.testing.ParquetCodecs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.jspecify.annotations.Nullable;

/** Writes files with parquet-java, without Hadoop. */
final class ParquetWriting {
    private ParquetWriting() {}

    /** How nulls occur in a file of samples. */
    enum Nulls {
        REQUIRED,
        NONE,
        SOME,
        RUNS,
        ALL
    }

    /**
     * Writes random values of the fields.
     *
     * @return the rows that a reader must give
     */
    static List<List<@Nullable Object>> samples(
            Path file,
            List<SampleField> fields,
            int rowCount,
            Nulls nulls,
            UnaryOperator<ExampleParquetWriter.Builder> options)
            throws IOException {
        String repetition = nulls == Nulls.REQUIRED ? "required " : "optional ";
        String schema = fields.stream()
                .map(field -> repetition + field.declaration().formatted(field.name()) + ";")
                .collect(Collectors.joining("\n", "message samples {\n", "}"));
        Random random = new Random(42);
        List<List<@Nullable Object>> expected = new ArrayList<>();
        write(file, schema, options, (writer, rows) -> {
            for (int row = 0; row < rowCount; row++) {
                Group group = rows.newGroup();
                List<@Nullable Object> values = new ArrayList<>();
                for (SampleField field : fields) {
                    Sample sample = field.sample().apply(random);
                    if (isNull(nulls, random, row)) {
                        values.add(null);
                    } else {
                        sample.writer().add(group, field.name());
                        values.add(sample.expected());
                    }
                }
                writer.write(group);
                expected.add(values);
            }
        });
        return expected;
    }

    private static boolean isNull(Nulls nulls, Random random, int row) {
        return switch (nulls) {
            case REQUIRED, NONE -> false;
            case SOME -> random.nextInt(3) == 0;
            case RUNS -> row / 37 % 2 == 0;
            case ALL -> true;
        };
    }

    /** Writes rows. */
    interface Rows {
        void write(ParquetWriter<Group> writer, SimpleGroupFactory rows) throws IOException;
    }

    static void write(Path file, String schema, UnaryOperator<ExampleParquetWriter.Builder> options, Rows rows)
            throws IOException {
        MessageType type = MessageTypeParser.parseMessageType(schema);
        ExampleParquetWriter.Builder builder = ExampleParquetWriter.builder(new LocalOutputFile(file))
                .withConf(new PlainParquetConfiguration(Map.of()))
                .withCodecFactory(new ParquetCodecs())
                .withType(type);
        try (ParquetWriter<Group> writer = options.apply(builder).build()) {
            rows.write(writer, new SimpleGroupFactory(type));
        }
    }
}
