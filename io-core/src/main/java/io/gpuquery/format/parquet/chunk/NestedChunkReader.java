package io.gpuquery.format.parquet.chunk;

import io.gpuquery.column.Column;
import io.gpuquery.column.ListColumn;
import io.gpuquery.column.MapColumn;
import io.gpuquery.column.Storage;
import io.gpuquery.column.StructColumn;
import io.gpuquery.format.parquet.encoding.PageException;
import io.gpuquery.format.parquet.metadata.ParquetFooter.LeafColumn;
import io.gpuquery.format.parquet.metadata.ParquetFooter.NestedField;
import io.gpuquery.format.parquet.variant.VariantTexts;
import io.gpuquery.memory.MemoryBlock;
import io.gpuquery.scan.ColumnSink;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a nested column: the levels and values of all its leaves, of which whole rows are put together. What lists and groups look
 * like is in the levels of each leaf below them; if two of these disagree, the file is damaged.
 */
final class NestedChunkReader implements ChunkReader {
    /** Of one leaf: once a batch has so many, and a row, it ends. */
    private static final int BATCH_LEVELS = 1 << 20;

    private static final int BATCH_DATA_BYTES = 64 << 20;

    private final NestedField field;
    private final List<ChunkSource> sources;
    private final List<LeafReader> leaves = new ArrayList<>();
    private long rowsLeft;
    /** While a column is put together: the leaf whose turn it is, and the levels of each that belong to the batch. */
    private int nextLeaf;

    private int[] levelCounts = new int[0];

    NestedChunkReader(NestedField field, List<ChunkSource> sources, long rowCount) {
        this.field = field;
        this.sources = sources;
        this.rowsLeft = rowCount;
        for (ChunkSource source : sources) {
            LevelLane levels = new LevelLane(source.column());
            leaves.add(
                    source.column().storage() == Storage.VIEW
                            ? new ViewChunkReader(source, levels)
                            : new FixedChunkReader(source, levels));
        }
    }

    @Override
    public int prepare(int rows) {
        int ready = rows;
        for (LeafReader leaf : leaves) {
            ready = Math.min(ready, prepare(leaf, ready));
        }
        return ready;
    }

    private static int prepare(LeafReader leaf, int wanted) {
        try {
            LevelLane levels = leaf.levels();
            while (levels.rowStarts() <= wanted) {
                boolean full = levels.count() >= BATCH_LEVELS || leaf.dataBytes() >= BATCH_DATA_BYTES;
                if (full && levels.rowStarts() > 1) {
                    return levels.rowStarts() - 1;
                }
                if (!leaf.advance()) {
                    // The last row has ended with the column chunk.
                    if (levels.rowStarts() == 0) {
                        throw PageException.damaged("the column chunk has fewer rows than its row group");
                    }
                    return Math.min(wanted, levels.rowStarts());
                }
            }
            return wanted;
        } catch (PageException e) {
            throw leaf.failure(e);
        }
    }

    @Override
    public Column take(int rows) {
        levelCounts = new int[leaves.size()];
        for (int i = 0; i < levelCounts.length; i++) {
            levelCounts[i] = leaves.get(i).levels().levelsOf(rows);
        }
        nextLeaf = 0;
        Column column = build(field, 0, 0);
        for (int i = 0; i < levelCounts.length; i++) {
            leaves.get(i).levels().discard(levelCounts[i], rows);
        }
        rowsLeft -= rows;
        try {
            if (rowsLeft == 0) {
                leaves.forEach(NestedChunkReader::requireEnd);
            }
        } catch (RuntimeException e) {
            column.close();
            throw e;
        }
        return column;
    }

    @Override
    public void take(int rows, ColumnSink sink) {
        try (Column column = take(rows)) {
            sink.append(column, 0, rows);
        }
    }

    private static void requireEnd(LeafReader leaf) {
        try {
            if (leaf.levels().count() > 0 || leaf.advance()) {
                throw PageException.damaged("the column chunk has more rows than its row group");
            }
        } catch (PageException e) {
            throw leaf.failure(e);
        }
    }

    private Column build(NestedField part, int repetition, int slotDefinition) {
        LeafReader first = leaves.get(nextLeaf);
        if (part.leaf() != null) {
            int levels = levelCounts[nextLeaf++];
            return first.take(first.levels().slotsOf(levels));
        }
        if (part.isVariant()) {
            return variants(part.children().get(0), repetition, slotDefinition);
        }
        NestedShape shape = shape(part, repetition, slotDefinition);
        boolean list = part.childRepetition() > 0;
        List<Column> children = new ArrayList<>();
        try (MemoryBlock block = shape.write()) {
            for (NestedField child : part.children()) {
                children.add(
                        list
                                ? build(child, part.childRepetition(), part.childDefinition())
                                : build(child, repetition, slotDefinition));
            }
            return column(part, shape, block, children);
        } catch (RuntimeException | Error e) {
            children.forEach(Column::close);
            throw e;
        }
    }

    private Column variants(NestedField group, int repetition, int slotDefinition) {
        ChunkSource first = sources.get(nextLeaf);
        try (Column columns = build(group, repetition, slotDefinition)) {
            return VariantTexts.of((StructColumn) columns);
        } catch (PageException e) {
            throw first.failure(e, first.chunk().offsetBytes());
        }
    }

    /** As all leaves below say. */
    private NestedShape shape(NestedField part, int repetition, int slotDefinition) {
        List<LeafColumn> below = part.leaves();
        NestedShape shape = null;
        for (int i = 0; i < below.size(); i++) {
            LeafReader leaf = leaves.get(nextLeaf + i);
            NestedShape next =
                    NestedShape.of(leaf.levels(), levelCounts[nextLeaf + i], part, repetition, slotDefinition);
            if (shape != null && !shape.isSameAs(next)) {
                throw leaf.failure(
                        PageException.damaged("the levels of " + below.get(0).path() + " and "
                                + below.get(i).path() + " do not agree on the values around them"));
            }
            shape = shape == null ? next : shape;
        }
        if (shape == null) {
            throw new IllegalStateException(part.type() + " without leaves");
        }
        return shape;
    }

    private static Column column(NestedField part, NestedShape shape, MemoryBlock block, List<Column> children) {
        int rows = shape.rowCount();
        return switch (part.type().kind()) {
            case ARRAY ->
                new ListColumn(part.type(), rows, shape.validity(block), shape.offsets(block), children.get(0));
            case MAP ->
                new MapColumn(
                        part.type(),
                        rows,
                        shape.validity(block),
                        shape.offsets(block),
                        children.get(0),
                        children.get(1));
            default -> new StructColumn(part.type(), rows, shape.validity(block), children);
        };
    }

    @Override
    public void close() {
        leaves.forEach(LeafReader::close);
    }
}
