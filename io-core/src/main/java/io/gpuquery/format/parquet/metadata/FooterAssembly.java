package io.gpuquery.format.parquet.metadata;

import io.gpuquery.error.DataException;
import io.gpuquery.error.Location;
import io.gpuquery.format.parquet.metadata.ParquetFooter.ColumnChunk;
import io.gpuquery.format.parquet.metadata.ParquetFooter.LeafColumn;
import io.gpuquery.format.parquet.metadata.ParquetFooter.RowGroup;
import io.gpuquery.scan.ColumnFacts;
import io.gpuquery.scan.ColumnStatistics;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.ColumnOrder;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.PageEncodingStats;
import org.apache.parquet.format.PageType;
import org.jspecify.annotations.Nullable;

/** Checks the structures of a footer against each other and the file, and makes our own of them. */
final class FooterAssembly {
    /** No page header is shorter: three numbers and a structure of its own. */
    private static final int MIN_PAGE_BYTES = 8;

    private static final String DAMAGED = "The file is damaged, or its writer has a defect: write it again.";

    private final FileMetaData metadata;
    private final Location footer;
    private final long fileBytes;
    private final int footerBytes;
    private final SchemaTree schema;
    private final List<List<String>> pathsOfLeaf;
    private final List<String> joinedPathsOfLeaf;
    private final @Nullable LeafColumn[] columnOfLeaf;
    private final @Nullable StatisticsMapping[] statisticsOfLeaf;

    FooterAssembly(FileMetaData metadata, Location footer, long fileBytes, int footerBytes) {
        this.metadata = metadata;
        this.footer = footer;
        this.fileBytes = fileBytes;
        this.footerBytes = footerBytes;
        try {
            this.schema = SchemaTree.of(metadata.getSchema());
        } catch (IllegalArgumentException e) {
            throw new DataException("The schema cannot be read: " + e.getMessage(), footer, DAMAGED, e);
        }
        int leafCount = schema.leaves().size();
        this.pathsOfLeaf = new ArrayList<>(Collections.nCopies(leafCount, List.of()));
        this.joinedPathsOfLeaf = new ArrayList<>(Collections.nCopies(leafCount, ""));
        this.columnOfLeaf = new LeafColumn[leafCount];
        this.statisticsOfLeaf = new StatisticsMapping[leafCount];
        for (LeafColumn column : schema.columns()) {
            for (LeafColumn leaf : column.leaves()) {
                if (leaf.maxRepetition() == 0) {
                    columnOfLeaf[leaf.leafIndex()] = leaf.alone();
                    statisticsOfLeaf[leaf.leafIndex()] =
                            new StatisticsMapping(leaf.alone(), isOrdered(leaf.leafIndex()));
                }
            }
        }
    }

    ParquetFooter assemble() {
        List<RowGroup> rowGroups = new ArrayList<>(metadata.getRow_groups().size());
        long rowCount = 0;
        for (org.apache.parquet.format.RowGroup source : metadata.getRow_groups()) {
            RowGroup rowGroup = rowGroup(source, rowGroups.size());
            rowGroups.add(rowGroup);
            rowCount += rowGroup.rowCount();
            if (rowCount < 0) {
                throw damaged("The row groups claim more than " + Long.MAX_VALUE + " rows", footer);
            }
        }
        if (rowCount != metadata.getNum_rows()) {
            throw damaged(
                    "The file claims " + metadata.getNum_rows() + " rows, and its row groups " + rowCount, footer);
        }
        return new ParquetFooter(
                fileBytes,
                footerBytes,
                metadata.getVersion(),
                metadata.isSetCreated_by() ? metadata.getCreated_by() : null,
                rowCount,
                schema.columns(),
                schema.leftOut(),
                rowGroups);
    }

    /** Whether bounds follow an order that we know; that of IEEE 754 differs for zeros, which are equal to us, and NaN. */
    private boolean isOrdered(int leafIndex) {
        List<ColumnOrder> orders = metadata.getColumn_orders();
        if (orders == null
                || leafIndex >= orders.size()
                || !orders.get(leafIndex).isSet()) {
            return false;
        }
        return switch (orders.get(leafIndex).getSetField()) {
            case TYPE__ORDER, IEEE_754__TOTAL__ORDER -> true;
        };
    }

    private RowGroup rowGroup(org.apache.parquet.format.RowGroup source, int ordinal) {
        Location location = footer.withRowGroup(ordinal);
        long rowCount = source.getNum_rows();
        int leafCount = schema.leaves().size();
        if (rowCount < 0 || (leafCount == 0 && rowCount > Integer.MAX_VALUE)) {
            throw damaged("A row group claims " + rowCount + " rows", location);
        }
        if (source.getColumns().size() != leafCount) {
            throw damaged(
                    "A row group has " + source.getColumns().size() + " column chunks for " + leafCount + " columns",
                    location);
        }
        List<ColumnChunk> chunks = new ArrayList<>(leafCount);
        for (int leaf = 0; leaf < leafCount; leaf++) {
            Location place = location.withColumn(schema.topLevelName(leaf));
            chunks.add(chunk(source.getColumns().get(leaf), leaf, rowCount, place));
        }
        return new RowGroup(ordinal, rowCount, chunks);
    }

    private ColumnChunk chunk(
            org.apache.parquet.format.ColumnChunk source, int leaf, long rowCount, Location location) {
        String unreadable = null;
        if (source.isSetCrypto_metadata()) {
            unreadable = "The column is encrypted";
        } else if (source.isSetFile_path()) {
            unreadable = "The column lies in another file, " + source.getFile_path();
        }
        ColumnMetaData chunk = source.getMeta_data();
        if (chunk == null) {
            if (unreadable == null) {
                throw damaged("A column chunk has no metadata", location);
            }
            return unknownChunk(leaf, rowCount, unreadable);
        }
        if (chunk.getType() != schema.leaves().get(leaf).getType()) {
            throw damaged(
                    "A column chunk of " + chunk.getType() + " for a column of "
                            + schema.leaves().get(leaf).getType(),
                    location);
        }
        Long dictionaryAt = chunk.isSetDictionary_page_offset() && chunk.getDictionary_page_offset() > 0
                ? (Long) chunk.getDictionary_page_offset()
                : null;
        // Some writers give an offset although there is no dictionary; then it lies behind the first data page.
        if (dictionaryAt != null && dictionaryAt >= chunk.getData_page_offset()) {
            dictionaryAt = null;
        }
        long offset = dictionaryAt == null ? chunk.getData_page_offset() : dictionaryAt;
        if (unreadable == null) {
            checkBounds(chunk, offset, location);
            checkValueCount(chunk, leaf, rowCount, location);
        }
        StatisticsMapping statistics = statisticsOfLeaf[leaf];
        ColumnFacts facts = statistics == null
                ? ColumnFacts.unknown(rowCount)
                : statistics.facts(chunk.getStatistics(), chunk.getNum_values());
        return new ColumnChunk(
                path(chunk, leaf),
                chunk.getType(),
                chunk.getCodec(),
                encodings(chunk),
                offset,
                chunk.getTotal_compressed_size(),
                chunk.getTotal_uncompressed_size(),
                chunk.getNum_values(),
                dictionaryAt,
                statistics == null ? ColumnStatistics.UNKNOWN : statistics.of(chunk.getStatistics(), facts),
                facts,
                unreadable == null ? indexes(source, chunk, isOrdered(leaf)) : ChunkIndexes.NONE,
                unreadable);
    }

    /** Places that lie outside the file are found out when they are read. */
    private static ChunkIndexes indexes(
            org.apache.parquet.format.ColumnChunk source, ColumnMetaData chunk, boolean ordered) {
        ChunkIndexes.Place offsetIndex = source.isSetOffset_index_offset() && source.isSetOffset_index_length()
                ? new ChunkIndexes.Place(source.getOffset_index_offset(), source.getOffset_index_length())
                : null;
        ChunkIndexes.Place columnIndex =
                ordered && offsetIndex != null && source.isSetColumn_index_offset() && source.isSetColumn_index_length()
                        ? new ChunkIndexes.Place(source.getColumn_index_offset(), source.getColumn_index_length())
                        : null;
        long bloomFilterAt = chunk.isSetBloom_filter_offset() ? chunk.getBloom_filter_offset() : 0;
        boolean dictionaryOnly = isDictionaryOnly(chunk);
        return offsetIndex == null && bloomFilterAt == 0 && !dictionaryOnly
                ? ChunkIndexes.NONE
                : new ChunkIndexes(columnIndex, offsetIndex, bloomFilterAt, dictionaryOnly);
    }

    /** Whether all data pages hold codes, as the counts of pages by encoding say. */
    private static boolean isDictionaryOnly(ColumnMetaData chunk) {
        boolean any = false;
        if (chunk.isSetEncoding_stats()) {
            for (PageEncodingStats pages : chunk.getEncoding_stats()) {
                boolean data =
                        pages.getPage_type() == PageType.DATA_PAGE || pages.getPage_type() == PageType.DATA_PAGE_V2;
                if (data && pages.getCount() != 0) {
                    any = true;
                    if (pages.getEncoding() != Encoding.PLAIN_DICTIONARY
                            && pages.getEncoding() != Encoding.RLE_DICTIONARY) {
                        return false;
                    }
                }
            }
        }
        return any;
    }

    /** One string for a leaf, however many row groups there are. */
    private String path(ColumnMetaData chunk, int leaf) {
        List<String> path = chunk.getPath_in_schema();
        if (!path.equals(pathsOfLeaf.get(leaf))) {
            pathsOfLeaf.set(leaf, path);
            joinedPathsOfLeaf.set(leaf, String.join(".", path));
        }
        return joinedPathsOfLeaf.get(leaf);
    }

    private ColumnChunk unknownChunk(int leaf, long rowCount, String unreadable) {
        return new ColumnChunk(
                schema.topLevelName(leaf),
                schema.leaves().get(leaf).getType(),
                org.apache.parquet.format.CompressionCodec.UNCOMPRESSED,
                Set.of(),
                0,
                0,
                0,
                rowCount,
                null,
                ColumnStatistics.UNKNOWN,
                ColumnFacts.unknown(rowCount),
                ChunkIndexes.NONE,
                unreadable);
    }

    private void checkBounds(ColumnMetaData chunk, long offset, Location location) {
        long lengthBytes = chunk.getTotal_compressed_size();
        long dataBytes = fileBytes - footerBytes;
        if (offset < 0 || lengthBytes < 0 || lengthBytes > dataBytes || offset > dataBytes - lengthBytes) {
            Location place = offset < 0 ? location : location.withByteOffset(offset);
            throw damaged(
                    "A column chunk claims " + lengthBytes + " bytes from byte " + offset + " on, outside the file of "
                            + fileBytes,
                    place);
        }
    }

    private void checkValueCount(ColumnMetaData chunk, int leaf, long rowCount, Location location) {
        long valueCount = chunk.getNum_values();
        LeafColumn column = columnOfLeaf[leaf];
        if (valueCount < 0 || (column != null && valueCount != rowCount)) {
            throw damaged(
                    "A column chunk claims " + valueCount + " values in a row group of " + rowCount + " rows",
                    location);
        }
        // A page holds fewer than 2^31 values: more than the pages that fit can hold is not worth trying.
        long maxPages = chunk.getTotal_compressed_size() / MIN_PAGE_BYTES;
        if (Math.max(valueCount, rowCount) >>> 31 > maxPages || (valueCount > 0 && maxPages == 0)) {
            throw damaged(
                    "A column chunk of " + chunk.getTotal_compressed_size() + " bytes claims " + valueCount + " values",
                    location);
        }
    }

    private static Set<Encoding> encodings(ColumnMetaData chunk) {
        Set<Encoding> encodings = EnumSet.noneOf(Encoding.class);
        chunk.getEncodings().stream().filter(Objects::nonNull).forEach(encodings::add);
        return encodings;
    }

    private static DataException damaged(String problem, Location location) {
        return new DataException(problem, location, DAMAGED);
    }
}
