package io.gpuquery.format.csv;

import static org.assertj.core.api.Assertions.assertThat;

import io.gpuquery.column.ColumnType;
import io.gpuquery.error.DataException;
import io.gpuquery.memory.LiveResources;
import io.gpuquery.scan.ReadOptions;
import io.gpuquery.scan.ReadOptions.ErrorPolicy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Any bytes give rows or a {@link DataException}, the right ones where that can be told, and leave nothing behind. */
class CsvFuzzTest {
    @TempDir
    Path folder;

    private static void assertNothingIsLeft() {
        assertThat(LiveResources.snapshot())
                .allSatisfy((kind, count) -> assertThat(count).as("%s", kind).isZero());
    }

    /** Short texts of few characters reach every pair of states; a reader of a few lines says what they mean. */
    @Test
    void shortTextsMeanWhatTheGrammarSays() throws IOException {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        ReadOptions options = new Options()
                .column("a", ColumnType.VARCHAR)
                .column("b", ColumnType.VARCHAR)
                .column("c", ColumnType.VARCHAR)
                .header(false)
                .delimiter(',')
                // Named, since a short text of many zero bytes is otherwise taken for UTF-16.
                .charset(StandardCharsets.UTF_8)
                .build();
        // All are written before the first is read: opening a file that was written just now waits until it is still.
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            StringBuilder text = new StringBuilder("x,y,z\n");
            for (int length = random.nextInt(16); length > 0; length--) {
                text.append(",,\"\"\"\n\r\ta\u0000é".charAt(random.nextInt(11)));
            }
            texts.add(text.toString());
            Files.writeString(folder.resolve(i + ".csv"), text);
        }
        int failures = 0;
        for (int i = 0; i < texts.size(); i++) {
            Path file = folder.resolve(i + ".csv");
            String text = texts.get(i);
            List<List<@Nullable String>> expected = grammar(text);
            Object found;
            try {
                found = CsvTable.read(file, options).rows();
            } catch (DataException e) {
                failures++;
                found = "failure";
            }
            assertThat(found)
                    .as(
                            "seed %s, text %d: %s",
                            seed,
                            i,
                            text.toString()
                                    .replace("\n", "\\n")
                                    .replace("\r", "\\r")
                                    .replace("\u0000", "\\0"))
                    .isEqualTo(expected == null ? "failure" : expected);
        }
        assertThat(failures).isBetween(200, 1800);
        assertNothingIsLeft();
    }

    /** The rows of three columns that a text means; null if it means none. */
    private static @Nullable List<List<@Nullable String>> grammar(String text) {
        List<List<@Nullable String>> rows = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            List<@Nullable String> row = new ArrayList<>();
            boolean blank = true;
            boolean ended = false;
            while (!ended) {
                @Nullable String value;
                boolean surplusIsEmpty = at == text.length() || text.charAt(at) != '"';
                if (at < text.length() && text.charAt(at) == '"') {
                    blank = false;
                    int close = at;
                    do {
                        close = text.indexOf('"', close + 1);
                        if (close < 0) {
                            return null;
                        }
                    } while (close + 1 < text.length() && text.charAt(close + 1) == '"' && ++close > 0);
                    value = text.substring(at + 1, close).replace("\"\"", "\"");
                    at = close + 1;
                    while (at < text.length() && text.charAt(at) == '\t') {
                        at++;
                    }
                    if (at < text.length() && ",\n\r".indexOf(text.charAt(at)) < 0) {
                        return null;
                    }
                } else {
                    int start = at;
                    while (at < text.length() && ",\n\r".indexOf(text.charAt(at)) < 0) {
                        at++;
                    }
                    value = at == start ? null : text.substring(start, at);
                    blank &= value == null || value.isBlank();
                    surplusIsEmpty = value == null || value.isBlank();
                }
                row.add(value);
                if (row.size() > 3 && !surplusIsEmpty) {
                    return null;
                }
                ended = at == text.length() || text.charAt(at) != ',';
                at++;
            }
            if (at < text.length() && text.charAt(at - 1) == '\r' && text.charAt(at) == '\n') {
                at++;
            }
            if (row.size() > 1 || !blank) {
                while (row.size() < 3) {
                    row.add(null);
                }
                rows.add(row.subList(0, 3));
            }
        }
        return rows;
    }

    @Test
    void mutatedFilesGiveRowsOrASensibleFailure() throws IOException {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        byte[] base = """
                id,name,price,day,seen,flag
                1,"Ann ""A."" Lee",1.50,2024-01-01,2024-01-01T10:00:00.123Z,true
                2,naïve 😀,,2024-02-29,2024-01-01 10:00:00+01:00,false
                3,"two
                lines",-7e3,1999-12-31,,TRUE
                99999999999999999999,,NaN,,,
                """.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 800; i++) {
            Files.write(folder.resolve(i + ".csv"), mutate(base, random));
        }
        for (int i = 0; i < 800; i++) {
            Path file = folder.resolve(i + ".csv");
            ReadOptions options = options(random);
            try {
                CsvTable table = CsvTable.read(file, options, null, 1 + random.nextInt(5));
                assertThat(table.rows())
                        .allSatisfy(row -> assertThat(row).hasSize(table.names().size()));
            } catch (DataException e) {
                assertThat(e.problem()).as("seed %s, file %d", seed, i).doesNotContain("parser failed");
                assertThat(e.location().file()).isEqualTo(file);
                assertThat(e.hint()).isNotEmpty();
            } catch (RuntimeException | Error e) {
                throw new AssertionError("seed " + seed + ", file " + i + ", " + options, e);
            }
        }
        assertNothingIsLeft();
    }

    private static byte[] mutate(byte[] base, Random random) {
        byte[] bytes = base.clone();
        byte[] interesting = {0, '\n', '\r', '"', ',', ';', '\t', '|', '-', '9', '\\', (byte) 0xff, (byte) 0xc3, ' '};
        for (int changes = random.nextInt(6); changes >= 0; changes--) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(4)) {
                case 0 -> bytes[at] = interesting[random.nextInt(interesting.length)];
                case 1 -> bytes[at] = (byte) random.nextInt();
                case 2 -> bytes = java.util.Arrays.copyOf(bytes, 1 + at);
                default -> {
                    int length = random.nextInt(bytes.length - at + 1);
                    byte[] grown = java.util.Arrays.copyOf(bytes, bytes.length + length);
                    System.arraycopy(bytes, at, grown, bytes.length, length);
                    bytes = grown;
                }
            }
        }
        return bytes;
    }

    private static ReadOptions options(Random random) {
        Options options = new Options()
                .onError(List.of(ErrorPolicy.FAIL, ErrorPolicy.NULL, ErrorPolicy.SKIP)
                        .get(random.nextInt(3)));
        if (random.nextInt(4) == 0) {
            options.sampleRows(random.nextInt(3));
        }
        if (random.nextInt(4) == 0) {
            options.header(random.nextBoolean());
        }
        if (random.nextInt(4) == 0) {
            options.charset(List.of(StandardCharsets.ISO_8859_1, StandardCharsets.UTF_16, StandardCharsets.UTF_16LE)
                    .get(random.nextInt(3)));
        }
        if (random.nextInt(4) == 0) {
            options.delimiter(",;\t \u0000é".charAt(random.nextInt(6)));
        }
        if (random.nextInt(8) == 0) {
            options.quote("'\u0000n".charAt(random.nextInt(3)));
        }
        if (random.nextInt(4) == 0) {
            options.decimals().strict();
        }
        return options.nullWords("NaN").build();
    }
}
