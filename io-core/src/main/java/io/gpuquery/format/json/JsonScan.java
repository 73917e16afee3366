package io.gpuquery.format.json;

import com.fasterxml.jackson.core.JsonFactory;
import io.gpuquery.column.TableSchema;
import io.gpuquery.memory.FileContents;
import io.gpuquery.memory.Lease;
import io.gpuquery.scan.Morsel;
import io.gpuquery.scan.ReadOptions.ErrorPolicy;
import io.gpuquery.scan.Scan;
import io.gpuquery.scan.ScanCounters;
import io.gpuquery.scan.ScanPredicate;
import io.gpuquery.scan.ScanRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One reading of a JSON file: in parts, where objects follow each other on lines; else in one. */
final class JsonScan implements Scan {
    private final ScanRequest request;
    private final FileContents contents;
    private final JsonPiece piece;
    private final JsonShape shape;
    /** Of a text that is an array, where its elements can be read apart. */
    private final @Nullable ArrayBorders borders;

    private final JsonText text;
    private final JsonFactory factory;
    private final Recovery recovery;
    private final JsonLimits limits;
    private final long morselBytes;
    private final ScanCounters counters = new ScanCounters();

    private long nextOrdinal;
    private long nextOffset;
    private boolean closed;

    /** Owns the request's contents once it is made. */
    JsonScan(ScanRequest request, JsonLimits limits) {
        this.request = request;
        this.limits = limits;
        this.factory = JsonLimits.newFactory(request.options());
        this.contents = request.contents();
        this.piece = JsonPiece.of(request.description().details());
        this.shape = piece.shape();
        this.text = new JsonText(contents, request.options(), request.cancellation());
        this.recovery = new Recovery(
                request.options().onError() == ErrorPolicy.SKIP && shape.lineEach(),
                contents.sizeBytes() > piece.sizeBytes(),
                false);
        this.borders = shape.layout() == JsonShape.Layout.ARRAY && isSplit()
                ? new ArrayBorders(contents, request.cancellation())
                : null;
        this.morselBytes = isSplit() ? limits.morselBytes() : Long.MAX_VALUE;
        this.nextOffset = text.startOffset();
    }

    private boolean isSplit() {
        boolean ofPlainArray = text.rowsAt() == null && !request.options().isCalciteFile();
        return text.isSeekable() && shape.ofObjects() && (shape.layout() != JsonShape.Layout.ARRAY || ofPlainArray);
    }

    @Override
    public TableSchema schema() {
        return request.description().schema().project(request.columns());
    }

    @Override
    public synchronized @Nullable Morsel nextMorsel() {
        long start = nextOffset;
        long end = text.endOffset();
        if (closed || start >= end) {
            return null;
        }
        Lease lease = contents.region().lease();
        try {
            if (end - start > morselBytes) {
                end = borders == null
                        ? text.nextBorder(start + morselBytes, end)
                        : borders.next(start, !isOpening(start), start + morselBytes);
            }
            long behind = end;
            contents.willNeed(Math.min(start, text.sizeBytes()), Math.min(end, text.sizeBytes()) - start);
            ArrayPart part =
                    borders == null ? null : new ArrayPart(isOpening(start), piece.last() && end == text.endOffset());
            RowWriter writer = new RowWriter(request, shape, limits, counters);
            PlainObjects objects =
                    isSplit() ? writer.plainObjects(contents.region(), start, end, part, request.cancellation()) : null;
            RecordRows rows = new RecordRows(
                    writer,
                    counters,
                    objects,
                    start,
                    offset -> cursor(start, offset, behind, part),
                    offset -> new RecordCursor(text, factory, offset, behind, recovery).behindRecords());
            nextOffset = end;
            return new JsonMorsel(nextOrdinal++, rows, request.batchRows(), request.cancellation(), lease);
        } catch (RuntimeException | Error e) {
            lease.close();
            throw e;
        }
    }

    private boolean isOpening(long start) {
        return piece.first() && start == text.startOffset();
    }

    private RecordCursor cursor(long start, long offset, long end, @Nullable ArrayPart part) {
        RecordCursor cursor = new RecordCursor(text, factory, offset, end, recovery);
        if (part != null) {
            return cursor.within(offset == start ? part : part.behindElement());
        }
        return offset == start ? cursor : cursor.behindRecords();
    }

    /** All: this reader leaves nothing out. */
    @Override
    public List<ScanPredicate> residual() {
        return request.predicates();
    }

    @Override
    public ScanCounters counters() {
        return counters;
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            contents.close();
        }
    }
}
