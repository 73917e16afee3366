package io.gpuquery.format.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.gpuquery.error.DataException;
import io.gpuquery.memory.LiveResources;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.variant.Variant;
import org.apache.parquet.variant.VariantJsonParser;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** VARIANT values that no writer would write: an error with its place, or JSON, and nothing else. */
@Timeout(60)
class DamagedVariantsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final byte[] NO_NAMES = {1, 0, 0};

    @TempDir
    private Path folder;

    private int files;
    private Map<LiveResources.Kind, Long> before = Map.of();

    @BeforeEach
    void countResources() {
        before = LiveResources.snapshot();
    }

    @AfterEach
    void nothingIsLeft() {
        assertThat(LiveResources.snapshot()).isEqualTo(before);
    }

    /** A file of one row whose columns are these bytes. */
    private Path handmade(byte[] metadata, byte @Nullable [] value, String typed, @Nullable Long typedValue)
            throws IOException {
        Path file = folder.resolve("handmade" + files++ + ".parquet");
        String schema =
                "message variants { optional group v (VARIANT(1)) { required binary metadata; optional binary value; "
                        + typed + " } }";
        ParquetWriting.write(file, schema, options -> options, (writer, rows) -> {
            Group row = rows.newGroup();
            Group group = row.addGroup("v").append("metadata", Binary.fromConstantByteArray(metadata));
            if (value != null) {
                group.append("value", Binary.fromConstantByteArray(value));
            }
            if (typedValue != null) {
                group.append("typed_value", typedValue);
            }
            writer.write(row);
        });
        return file;
    }

    private static String text(Path file) {
        try (ParquetTable table = ParquetTable.open(file)) {
            return (String) Objects.requireNonNull(table.rows().get(0).get(0));
        }
    }

    private static DataException failure(Path file) {
        try (ParquetTable table = ParquetTable.open(file)) {
            DataException e = catchThrowableOfType(DataException.class, table::rows);
            assertThat(e).isNotNull();
            assertThat(e.location().file()).isEqualTo(file);
            assertThat(e.location().rowGroup()).isEqualTo(0);
            assertThat(e.location().column()).startsWith("v");
            assertThat(e.hint()).isNotEmpty();
            return e;
        }
    }

    @Test
    void twoValuesAreAnError() throws IOException {
        assertThat(failure(handmade(NO_NAMES, new byte[] {4}, "optional int64 typed_value;", 3L))
                        .problem())
                .isEqualTo("A VARIANT with two values, one of them in a column of its own");
    }

    @Test
    void aMissingValueIsNull() throws IOException {
        assertThat(text(handmade(NO_NAMES, null, "optional int64 typed_value;", null)))
                .isEqualTo("null");
    }

    @Test
    void aVariantWithoutMetadataIsLeftOutByName() throws IOException {
        Path file = folder.resolve("without.parquet");
        String schema = "message m { optional int32 i; optional group v (VARIANT(1)) { required binary data; } }";
        ParquetWriting.write(file, schema, options -> options, (writer, rows) -> writer.write(rows.newGroup()));

        try (ParquetTable table = ParquetTable.open(file)) {
            assertThat(table.footer().leftOut()).containsOnlyKeys("v");
            assertThat(table.footer().leftOut().get("v")).contains("a VARIANT without metadata in bytes");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "02 00 00 | 00 | A VARIANT of version 2",
                "01 00 00 | 54 | A VARIANT with a value of the unknown type 21",
                "01 00 00 | 0c | A VARIANT refers to 1 bytes from byte 1 of a part of 1 bytes on",
                "01 00 00 | 09 61 | A VARIANT refers to 2 bytes from byte 1 of a part of 2 bytes on",
                "01 00 00 | 05 ff | A VARIANT with a text that is not UTF-8, at the text's byte 0",
                "01 00 00 | 02 01 00 00 01 00 | A VARIANT refers to the name 0 of 0",
                "01 00 00 | 20 27 01 00 00 00 | A VARIANT with a decimal of the scale 39",
                "01 00 00 | 44 ff ff ff ff ff ff ff ff | A VARIANT with a time -1 units from midnight",
                "01 01 01 00 61 | 02 01 00 00 01 00 | A VARIANT refers to -1 bytes from byte 1 of a part of 1 bytes on",
                "01 | 00 | A VARIANT refers to 1 bytes from byte 1 of a part of 1 bytes on"
            })
    void damagedBytesAreFound(String metadata, String value, String problem) throws IOException {
        assertThat(failure(handmade(hex(metadata), hex(value), "", null)).problem())
                .isEqualTo(problem);
    }

    private static byte[] hex(String text) {
        return HexFormat.ofDelimiter(" ").parseHex(text.strip());
    }

    @Test
    void valuesThatOverlapManyTimesAreAnErrorInNoTime() throws IOException {
        assertThat(failure(handmade(NO_NAMES, nestedTwice(60), "", null)).problem())
                .isEqualTo("A VARIANT whose values overlap");
    }

    /** Arrays whose two elements lie at the same place, so deep. */
    private static byte[] nestedTwice(int depth) {
        byte[] inner = {0};
        for (int i = 0; i < depth; i++) {
            ByteBuffer outer = ByteBuffer.allocate(inner.length + 8).order(ByteOrder.LITTLE_ENDIAN);
            outer.put((byte) 7)
                    .put((byte) 2)
                    .putShort((short) 0)
                    .putShort((short) 0)
                    .putShort((short) inner.length);
            inner = outer.put(inner).array();
        }
        return inner;
    }

    @Test
    void depthIsLimited() throws IOException {
        byte[] inner = {0};
        for (int i = 0; i < 600; i++) {
            ByteBuffer outer = ByteBuffer.allocate(inner.length + 10).order(ByteOrder.LITTLE_ENDIAN);
            outer.put((byte) 15).put((byte) 1).putInt(0).putInt(inner.length);
            inner = outer.put(inner).array();
            if (i == 499) {
                assertThat(text(handmade(NO_NAMES, inner, "", null)))
                        .isEqualTo("[".repeat(500) + "null" + "]".repeat(500));
            }
        }
        assertThat(failure(handmade(NO_NAMES, inner, "", null)).problem())
                .isEqualTo("A VARIANT nested deeper than 500 levels");
    }

    @Test
    void fieldsThatAreNotWhatTheirColumnsSayAreErrors() throws IOException {
        String parts = "message m { required group v (VARIANT(1)) { required binary metadata; optional binary value;"
                + " optional group typed_value { required group a { optional binary value; optional int64 typed_value; } } } }";
        byte[] metadata = "\u0001\u0001\u0000\u0001a".getBytes(StandardCharsets.ISO_8859_1);
        byte[][] rests = {{4}, {2, 1, 0, 0, 1, 0}};
        List<String> problems = new ArrayList<>();
        for (byte[] rest : rests) {
            Path file = folder.resolve("fields" + rest.length + ".parquet");
            ParquetWriting.write(file, parts, options -> options, (writer, rows) -> {
                Group row = rows.newGroup();
                Group group = row.addGroup("v")
                        .append("metadata", Binary.fromConstantByteArray(metadata))
                        .append("value", Binary.fromConstantByteArray(rest));
                group.addGroup("typed_value").addGroup("a").append("typed_value", 5L);
                writer.write(row);
            });
            problems.add(failure(file).problem());
        }
        assertThat(problems)
                .containsExactly(
                        "A VARIANT whose fields are shredded, and which is no object",
                        "A VARIANT with a field twice, once in a column of its own");
    }

    /** Each byte of a value flipped, and each length of it: valid JSON or an error with its place, nothing else. */
    @Test
    void anyDamageIsJsonOrAnError() throws IOException {
        Variant variant = VariantJsonParser.parseJson(
                "{\"a\": [1, 2.5, \"text\", null, {\"b\": true}], \"c\": {\"d\": \"e\", \"long\": \"" + "x".repeat(70)
                        + "\"}}");
        byte[] metadata = bytes(variant.getMetadataBuffer());
        byte[] value = bytes(variant.getValueBuffer());
        List<byte[][]> damaged = new ArrayList<>();
        for (int i = 0; i < value.length; i++) {
            damaged.add(new byte[][] {metadata, Arrays.copyOf(value, i)});
            damaged.add(new byte[][] {metadata, flipped(value, i, 0xff)});
            damaged.add(new byte[][] {metadata, flipped(value, i, 1)});
            damaged.add(new byte[][] {metadata, flipped(value, i, 4)});
        }
        for (int i = 0; i < metadata.length; i++) {
            damaged.add(new byte[][] {Arrays.copyOf(metadata, i), value});
            damaged.add(new byte[][] {flipped(metadata, i, 0xff), value});
            damaged.add(new byte[][] {flipped(metadata, i, 1), value});
        }
        int errors = 0;
        for (byte[][] each : damaged) {
            Path file = handmade(each[0], each[1], "", null);
            try {
                assertThat(JSON.readTree(text(file))).isNotNull();
            } catch (DataException e) {
                assertThat(e.location().rowGroup()).isEqualTo(0);
                errors++;
            }
        }
        assertThat(errors).isGreaterThan(damaged.size() / 3);
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    private static byte[] flipped(byte[] bytes, int at, int mask) {
        byte[] copy = bytes.clone();
        copy[at] ^= (byte) mask;
        return copy;
    }
}
