package io.gpuquery.format.parquet;

import static io.gpuquery.format.parquet.HandmadeFile.ints;
import static io.gpuquery.format.parquet.HandmadeFile.longs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.gpuquery.error.DataException;
import io.gpuquery.scan.Literal;
import io.gpuquery.scan.ScanPredicate;
import io.gpuquery.scan.ScanPredicate.Operator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.apache.parquet.format.BloomFilterAlgorithm;
import org.apache.parquet.format.BloomFilterCompression;
import org.apache.parquet.format.BloomFilterHash;
import org.apache.parquet.format.BloomFilterHeader;
import org.apache.parquet.format.BoundaryOrder;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnIndex;
import org.apache.parquet.format.ColumnOrder;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.OffsetIndex;
import org.apache.parquet.format.PageLocation;
import org.apache.parquet.format.SplitBlockAlgorithm;
import org.apache.parquet.format.Type;
import org.apache.parquet.format.TypeDefinedOrder;
import org.apache.parquet.format.Uncompressed;
import org.apache.parquet.format.Util;
import org.apache.parquet.format.XxHash;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Indexes and filters that lie about a file of three pages of four rows: 0…3, 10…13, 20…23. */
class DamagedIndexesTest {
    @TempDir
    private Path folder;

    /** The file, with what is put where its index pages were. */
    private Path file(
            @Nullable OffsetIndex offsetIndex,
            @Nullable ColumnIndex columnIndex,
            byte[] filter,
            Consumer<ColumnChunk> changes)
            throws IOException {
        HandmadeFile file = new HandmadeFile(Type.INT32, FieldRepetitionType.REQUIRED);
        for (int page = 0; page < 3; page++) {
            file.data(4, Encoding.PLAIN, ints(page * 10, page * 10 + 1, page * 10 + 2, page * 10 + 3));
        }
        int dataEnd = file.sizeBytes();
        byte[] offsetBytes = bytes(out -> {
            if (offsetIndex != null) {
                Util.writeOffsetIndex(offsetIndex, out);
            }
        });
        byte[] columnBytes = bytes(out -> {
            if (columnIndex != null) {
                Util.writeColumnIndex(columnIndex, out);
            }
        });
        file.raw(offsetBytes).raw(columnBytes).raw(filter);
        return file.write(folder.resolve("lies.parquet"), metadata -> {
            ColumnChunk chunk = metadata.getRow_groups().get(0).getColumns().get(0);
            chunk.getMeta_data().setTotal_compressed_size(dataEnd - 4L);
            metadata.setColumn_orders(List.of(ColumnOrder.TYPE_ORDER(new TypeDefinedOrder())));
            if (offsetIndex != null) {
                chunk.setOffset_index_offset(dataEnd);
                chunk.setOffset_index_length(offsetBytes.length);
            }
            if (columnIndex != null) {
                chunk.setColumn_index_offset(dataEnd + offsetBytes.length);
                chunk.setColumn_index_length(columnBytes.length);
            }
            if (filter.length > 0) {
                chunk.getMeta_data().setBloom_filter_offset(dataEnd + offsetBytes.length + columnBytes.length);
            }
            changes.accept(chunk);
        });
    }

    private interface Writing {
        void to(ByteArrayOutputStream out) throws IOException;
    }

    private static byte[] bytes(Writing writing) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            writing.to(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private OffsetIndex offsetIndex() {
        HandmadeFile file = new HandmadeFile(Type.INT32, FieldRepetitionType.REQUIRED);
        OffsetIndex index = new OffsetIndex(new ArrayList<>());
        for (int page = 0; page < 3; page++) {
            int start = file.sizeBytes();
            file.data(4, Encoding.PLAIN, ints(0, 0, 0, 0));
            index.addToPage_locations(new PageLocation(start, file.sizeBytes() - start, page * 4L));
        }
        return index;
    }

    private static ColumnIndex columnIndex(int pages) {
        List<ByteBuffer> minima = new ArrayList<>();
        List<ByteBuffer> maxima = new ArrayList<>();
        List<Boolean> nullPages = new ArrayList<>();
        for (int page = 0; page < pages; page++) {
            minima.add(ByteBuffer.wrap(ints(page * 10)));
            maxima.add(ByteBuffer.wrap(ints(page * 10 + 3)));
            nullPages.add(false);
        }
        return new ColumnIndex(nullPages, minima, maxima, BoundaryOrder.ASCENDING);
    }

    private static final ScanPredicate LAST = new ScanPredicate.Comparison(0, Operator.EQ, new Literal.OfLong(21));

    private static List<List<@Nullable Object>> rows(Path file) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        try (ParquetTable table = ParquetTable.open(file)) {
            table.scan(List.of(0), List.of(LAST), 100, batch -> ParquetTable.addRows(batch, rows));
        }
        return rows;
    }

    private static DataException failure(Path file) {
        DataException failure = catchThrowableOfType(DataException.class, () -> rows(file));
        assertThat(failure).isNotNull();
        assertThat(failure.location().file()).isEqualTo(file);
        assertThat(failure.location().rowGroup()).isZero();
        assertThat(failure.location().column()).isEqualTo("c");
        assertThat(failure.hint()).contains("The file is damaged");
        return failure;
    }

    @Test
    void healthyIndexesLeadToTheRows() throws IOException {
        assertThat(rows(file(offsetIndex(), columnIndex(3), new byte[0], chunk -> {})))
                .containsExactly(List.of(21L));
    }

    @Test
    void anOffsetIndexThatPointsElsewhere() throws IOException {
        OffsetIndex shifted = offsetIndex();
        PageLocation last = shifted.getPage_locations().get(2);
        last.setOffset(last.getOffset() + 1).setCompressed_page_size(last.getCompressed_page_size() - 1);
        DataException failure = failure(file(shifted, columnIndex(3), new byte[0], chunk -> {}));
        assertThat(failure.location().byteOffset()).isEqualTo(last.getOffset());

        // The second page has as many rows as the third is said to have, but lies about where rows begin.
        OffsetIndex early = offsetIndex();
        early.getPage_locations().get(2).setFirst_row_index(7);
        assertThat(failure(file(early, columnIndex(3), new byte[0], chunk -> {})))
                .hasMessageContaining("The offset index says that a page of 5 rows")
                .hasMessageContaining("it has 4 rows");

        OffsetIndex wrongLength = offsetIndex();
        PageLocation second = wrongLength.getPage_locations().get(1);
        second.setCompressed_page_size(second.getCompressed_page_size() - 1);
        PageLocation third = wrongLength.getPage_locations().get(2);
        third.setOffset(second.getOffset() + second.getCompressed_page_size())
                .setCompressed_page_size(third.getCompressed_page_size() + 1);
        failure(file(wrongLength, columnIndex(3), new byte[0], chunk -> {}));
    }

    @Test
    void anOffsetIndexThatCannotBe() throws IOException {
        List<Consumer<List<PageLocation>>> lies = List.of(
                pages -> pages.get(0).setOffset(0),
                pages -> pages.get(0).setOffset(-1),
                pages -> pages.get(2).setOffset(Long.MAX_VALUE),
                pages -> pages.get(2).setCompressed_page_size(Integer.MAX_VALUE),
                pages -> pages.get(1).setCompressed_page_size(0),
                pages -> pages.get(1).setCompressed_page_size(-5),
                pages -> pages.get(2).setOffset(pages.get(1).getOffset()),
                pages -> pages.get(0).setFirst_row_index(1),
                pages -> pages.get(1).setFirst_row_index(-1),
                pages -> pages.get(2).setFirst_row_index(3));
        for (Consumer<List<PageLocation>> lie : lies) {
            OffsetIndex index = offsetIndex();
            lie.accept(index.getPage_locations());
            assertThat(failure(file(index, columnIndex(3), new byte[0], chunk -> {})))
                    .hasMessageContaining("The offset index says that page")
                    .hasMessageContaining("which cannot be");
        }
        OffsetIndex tooManyRows = offsetIndex();
        tooManyRows.getPage_locations().get(2).setFirst_row_index(12);
        assertThat(failure(file(tooManyRows, columnIndex(3), new byte[0], chunk -> {})))
                .hasMessageContaining("The offset index has 3 pages with rows up to 12 for 12 rows");
        assertThat(failure(file(new OffsetIndex(List.of()), columnIndex(0), new byte[0], chunk -> {})))
                .hasMessageContaining("The offset index has 0 pages");
    }

    @Test
    void aColumnIndexOfAnotherLength() throws IOException {
        for (int pages : new int[] {0, 2, 4}) {
            assertThat(failure(file(offsetIndex(), columnIndex(pages), new byte[0], chunk -> {})))
                    .hasMessageContaining("The column index is of " + pages + " pages")
                    .hasMessageContaining("the offset index of 3");
        }
        ColumnIndex nulls = columnIndex(3).setNull_counts(List.of(0L));
        assertThat(failure(file(offsetIndex(), nulls, new byte[0], chunk -> {})))
                .hasMessageContaining("The column index is of 3 pages");
    }

    @Test
    void placesOutsideTheFile() throws IOException {
        assertThat(failure(file(
                        offsetIndex(), columnIndex(3), new byte[0], chunk -> chunk.setOffset_index_offset(1L << 60))))
                .hasMessageContaining("The footer says that the offset index has");
        assertThat(failure(file(offsetIndex(), columnIndex(3), new byte[0], chunk -> chunk.setColumn_index_length(-7))))
                .hasMessageContaining("The footer says that the column index has -7 bytes");
        assertThat(failure(file(offsetIndex(), columnIndex(3), new byte[0], chunk -> chunk.setColumn_index_length(2))))
                .hasMessageContaining("The column index cannot be read: it is cut");
        assertThat(failure(file(
                        null, null, new byte[0], chunk -> chunk.getMeta_data().setBloom_filter_offset(1L << 60))))
                .hasMessageContaining("The footer says that the Bloom filter is at byte");
    }

    /** Bounds that are no bounds of their type tell nothing. */
    @Test
    void boundsThatCannotBeAreLeftOut() throws IOException {
        ColumnIndex wide = columnIndex(3);
        wide.setMin_values(
                List.of(ByteBuffer.wrap(longs(90)), ByteBuffer.wrap(ints(99)), ByteBuffer.wrap(new byte[0])));
        assertThat(rows(file(offsetIndex(), wide, new byte[0], chunk -> {}))).containsExactly(List.of(21L));
        ColumnIndex negative = columnIndex(3).setNull_counts(List.of(-1L, 99L, 4L));
        assertThat(rows(file(offsetIndex(), negative, new byte[0], chunk -> {})))
                .containsExactly(List.of(21L));
    }

    private static byte[] filter(int lengthBytes, byte[] bits) {
        BloomFilterHeader header = new BloomFilterHeader(
                lengthBytes,
                BloomFilterAlgorithm.BLOCK(new SplitBlockAlgorithm()),
                BloomFilterHash.XXHASH(new XxHash()),
                BloomFilterCompression.UNCOMPRESSED(new Uncompressed()));
        return bytes(out -> {
            Util.writeBloomFilterHeader(header, out);
            out.writeBytes(bits);
        });
    }

    @Test
    void filtersThatLie() throws IOException {
        byte[] full = new byte[32];
        Arrays.fill(full, (byte) -1);
        assertThat(rows(file(null, null, filter(32, full), chunk -> {}))).containsExactly(List.of(21L));
        // It says that nothing is there: nobody can know better.
        assertThat(rows(file(null, null, filter(32, new byte[32]), chunk -> {})))
                .isEmpty();

        for (int length : new int[] {0, -32, 31, Integer.MAX_VALUE - 31}) {
            assertThat(failure(file(null, null, filter(length, full), chunk -> {})))
                    .hasMessageContaining("The Bloom filter claims " + length + " bytes");
        }
        byte[] noHeader = new byte[40];
        Arrays.fill(noHeader, (byte) 0x7f);
        assertThat(failure(file(null, null, noHeader, chunk -> {})))
                .hasMessageContaining("The Bloom filter's header cannot be read");
    }
}
