package io.gpuquery.calcite.robustness;

import io.gpuquery.testing.ParquetCodecs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.Map;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.jspecify.annotations.Nullable;

/**
 * A file of each reader and codec, in versions that cannot be taken for each other: every row says which version it is of, the
 * number of rows depends on the version, and the values are random but known.
 */
enum TableKind {
    CSV("csv", null),
    NDJSON("ndjson", null),
    ARRAY_OF_JSON("json", null),
    PARQUET_UNCOMPRESSED("parquet", CompressionCodecName.UNCOMPRESSED),
    PARQUET_SNAPPY("parquet", CompressionCodecName.SNAPPY),
    PARQUET_GZIP("parquet", CompressionCodecName.GZIP),
    PARQUET_ZSTD("parquet", CompressionCodecName.ZSTD),
    PARQUET_LZ4_RAW("parquet", CompressionCodecName.LZ4_RAW);

    private static final MessageType SCHEMA = MessageTypeParser.parseMessageType("message t {required int64 id;"
            + " required int64 version; required int64 noise; required binary text (STRING);}");
    private static final int ROW_GROUP_BYTES = 300_000;
    private static final int ROW_GROUP_CHECK_ROWS = 1000;

    private final String extension;
    private final @Nullable CompressionCodecName codec;

    TableKind(String extension, @Nullable CompressionCodecName codec) {
        this.extension = extension;
        this.codec = codec;
    }

    /** The name of its table. */
    String table() {
        return name().toLowerCase(Locale.ROOT);
    }

    Path file(Path folder) {
        return folder.resolve(table() + "." + extension);
    }

    /** How many rows a version has, where the first one has so many. */
    static long rows(long firstRows, long version) {
        return firstRows + 3 * version;
    }

    /** The file of a version. */
    byte[] bytes(long firstRows, long version) {
        long rows = rows(firstRows, version);
        if (codec != null) {
            return parquet(codec, rows, version);
        }
        StringBuilder text = new StringBuilder();
        switch (this) {
            case CSV -> text.append("id,version,noise,text\n");
            case ARRAY_OF_JSON -> text.append("[");
            default -> {
                // Lines only.
            }
        }
        for (long id = 0; id < rows; id++) {
            long noise = noise(id, version);
            if (this == CSV) {
                text.append(id)
                        .append(',')
                        .append(version)
                        .append(',')
                        .append(noise)
                        .append(',');
                text.append(text(noise)).append('\n');
            } else {
                text.append(this == ARRAY_OF_JSON && id > 0 ? "," : "");
                text.append("{\"id\":").append(id).append(",\"version\":").append(version);
                text.append(",\"noise\":").append(noise).append(",\"text\":\"");
                text.append(text(noise)).append("\"}\n");
            }
        }
        return text.append(this == ARRAY_OF_JSON ? "]" : "").toString().getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] parquet(CompressionCodecName codec, long rows, long version) {
        try {
            Path file = Files.createTempFile("table", ".parquet");
            Files.delete(file);
            try (ParquetWriter<Group> writer = ExampleParquetWriter.builder(new LocalOutputFile(file))
                    .withConf(new PlainParquetConfiguration(Map.of()))
                    .withCodecFactory(new ParquetCodecs())
                    .withCompressionCodec(codec)
                    .withRowGroupSize((long) ROW_GROUP_BYTES)
                    .withMinRowCountForPageSizeCheck(ROW_GROUP_CHECK_ROWS)
                    .withMaxRowCountForPageSizeCheck(ROW_GROUP_CHECK_ROWS)
                    .withType(SCHEMA)
                    .build()) {
                SimpleGroupFactory groups = new SimpleGroupFactory(SCHEMA);
                for (long id = 0; id < rows; id++) {
                    long noise = noise(id, version);
                    writer.write(groups.newGroup()
                            .append("id", id)
                            .append("version", version)
                            .append("noise", noise)
                            .append("text", text(noise)));
                }
            }
            byte[] bytes = Files.readAllBytes(file);
            Files.delete(file);
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long noise(long id, long version) {
        return mixed(id * 1_000_003 + version);
    }

    private static String text(long noise) {
        return "t" + Long.toHexString(mixed(noise + 1));
    }

    /** The finalizer of MurmurHash3: neighbours become strangers, and nothing compresses. */
    private static long mixed(long value) {
        long mixed = value ^ (value >>> 33);
        mixed *= 0xff51afd7ed558ccdL;
        mixed ^= mixed >>> 33;
        mixed *= 0xc4ceb9fe1a85ec53L;
        return mixed ^ (mixed >>> 33);
    }

    String query() {
        return "SELECT id, version, noise, text FROM " + table();
    }

    /** Whether a file that was cut may be a whole file of fewer rows, for all that its reader can know. */
    boolean isWholeWhenCut() {
        return this == CSV;
    }

    /** The version that a query gives, from its first row to its last. */
    long version(Connection connection, long firstRows) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query())) {
            return version(rows, 0, firstRows);
        }
    }

    /**
     * The version whose rows are left in a result; the result is read to its end.
     *
     * @param nextId the id of the next row
     * @throws WrongRowsException if they are not those of one version, all of them
     */
    static long version(ResultSet rows, long nextId, long firstRows) throws SQLException {
        long version = -1;
        long id = nextId;
        String wrong = "";
        for (; rows.next(); id++) {
            if (!wrong.isEmpty()) {
                throw new WrongRowsException(wrong, false);
            }
            if (version < 0) {
                version = rows.getLong(2);
            }
            long noise = noise(id, version);
            boolean right = rows.getLong(1) == id
                    && rows.getLong(2) == version
                    && rows.getLong(3) == noise
                    && text(noise).equals(rows.getString(4));
            if (!right) {
                wrong = "row " + id + " of version " + version + " is " + rows.getLong(1) + ", " + rows.getLong(2)
                        + ", " + rows.getLong(3) + ", " + rows.getString(4);
            }
        }
        if (!wrong.isEmpty()) {
            throw new WrongRowsException(wrong, id < rows(firstRows, version));
        }
        if (version < 0 || id != rows(firstRows, version)) {
            throw new WrongRowsException(
                    "version " + version + " has " + id + " rows", version >= 0 && id < rows(firstRows, version));
        }
        return version;
    }

    /** Rows that are not those of any version. */
    static final class WrongRowsException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final boolean cut;

        private WrongRowsException(String message, boolean cut) {
            super(message);
            this.cut = cut;
        }

        /** Whether they are the first rows of a version, of which the last may be cut. */
        boolean isCut() {
            return cut;
        }
    }
}
