package io.gpuquery.format.parquet.chunk;

import io.gpuquery.column.Column;
import io.gpuquery.column.ColumnBatch;
import io.gpuquery.column.ColumnDefinition;
import io.gpuquery.column.Selection;
import io.gpuquery.column.Storage;
import io.gpuquery.column.TableSchema;
import io.gpuquery.format.parquet.encoding.ByteValues;
import io.gpuquery.format.parquet.encoding.Encodings;
import io.gpuquery.format.parquet.encoding.PageBytes;
import io.gpuquery.format.parquet.encoding.PageException;
import io.gpuquery.format.parquet.encoding.ValueDecoder;
import io.gpuquery.format.parquet.metadata.ParquetFooter.LeafColumn;
import io.gpuquery.format.parquet.value.ValueConversion;
import io.gpuquery.scan.PredicateEvaluation;
import io.gpuquery.scan.ScanPredicate;
import java.util.List;
import org.apache.parquet.format.Encoding;
import org.jspecify.annotations.Nullable;

/** The different values of a column chunk, where its dictionary page has them all. */
public final class ChunkDictionary {
    /** A dictionary that is more than half of its chunk is not worth reading twice. */
    private static final int WORTHWHILE_PART = 2;

    private static final int ENTRIES_AT_ONCE = 256;

    private final LeafColumn column;
    private @Nullable Column entries;

    private ChunkDictionary(LeafColumn column) {
        this.column = column;
    }

    /**
     * Whether some entry may satisfy a predicate over one column that is not TRUE for null.
     *
     * @throws io.gpuquery.error.DataException if the dictionary cannot be read
     */
    public static boolean mayHold(ChunkSource source, ScanPredicate predicate) {
        ChunkDictionary dictionary = new ChunkDictionary(source.column());
        PageReader pages = null;
        try {
            pages = new PageReader(source, dictionary::read);
            pages.readDictionary(source.chunk().lengthBytes() / WORTHWHILE_PART);
        } catch (PageException e) {
            throw source.failure(e, pages == null ? source.chunk().offsetBytes() : pages.pageOffsetBytes());
        } finally {
            if (pages != null) {
                pages.close();
            }
        }
        Column entries = dictionary.entries;
        return entries == null || dictionary.matches(entries, predicate);
    }

    private boolean matches(Column values, ScanPredicate predicate) {
        TableSchema schema = new TableSchema(List.of(new ColumnDefinition(column.name(), column.type(), false)));
        try (ColumnBatch batch = new ColumnBatch(schema, values.rowCount(), List.of(values))) {
            List<Integer> columns = predicate.columns().boxed().toList();
            Selection matching = new PredicateEvaluation(batch, columns).select(List.of(predicate));
            return matching == null ? values.rowCount() > 0 : matching.count() > 0;
        }
    }

    private void read(PageBytes bytes, int count) {
        ValueDecoder plain = Encodings.decoder(column.physicalType(), column.typeLengthBytes(), Encoding.PLAIN, bytes);
        if (column.storage() != Storage.VIEW) {
            FixedLane lane = new FixedLane(column.type(), column.storage());
            lane.append(ValueConversion.around(plain, column), count);
            entries = lane.take(count);
            return;
        }
        ViewLane lane = new ViewLane(column.type(), bytes.lengthBytes());
        ByteValues values = new ByteValues();
        for (int done = 0; done < count; ) {
            int read = plain.readBytes(values, Math.min(ENTRIES_AT_ONCE, count - done));
            lane.append(values, read);
            done += read;
        }
        entries = lane.take(count);
    }
}
