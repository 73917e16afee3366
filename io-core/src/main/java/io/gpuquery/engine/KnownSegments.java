package io.gpuquery.engine;

import io.gpuquery.resident.BlockBounds;
import io.gpuquery.resident.ResidentColumn;
import io.gpuquery.scan.ColumnFacts;
import io.gpuquery.scan.FormatDetails;
import io.gpuquery.scan.MorselSummaries;
import io.gpuquery.scan.Summary;
import java.util.HashSet;
import java.util.Set;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The segments of a file that need not be looked at, since what somebody wants of them is known: from what the file says of a part,
 * or from the bounds of blocks in memory.
 */
final class KnownSegments {
    private final StoredFile file;
    private final FormatDetails details;
    private final MorselSummaries summaries;
    private final Set<Long> ordinals = new HashSet<>();
    private long blocksSkipped;

    KnownSegments(StoredFile file, FormatDetails details, MorselSummaries summaries) {
        this.file = file;
        this.details = details;
        this.summaries = summaries;
    }

    /** What is known of all of them, in parts of so many rows. */
    Summary take(long[] partRows) {
        Summary sum = summaries.none();
        for (int part = 0; part < partRows.length; part++) {
            int segments = SegmentCut.count(part, partRows[part]);
            Summary whole = ofPart(part, partRows[part]);
            for (int segment = 0; segment < segments; segment++) {
                Summary ofSegment = whole == null ? ofSegment(part, segment) : null;
                if (whole != null || ofSegment != null) {
                    ordinals.add(StoredScan.ordinal(part, segment));
                }
                sum = ofSegment == null ? sum : sum.plus(ofSegment);
            }
            sum = whole == null ? sum : sum.plus(whole);
        }
        return sum;
    }

    /** Those that were taken. */
    Set<Long> ordinals() {
        return ordinals;
    }

    /** Blocks of those that no predicate holds for. */
    long blocksSkipped() {
        return blocksSkipped;
    }

    private @Nullable Summary ofPart(int part, long rows) {
        return summaries.of(rows, column -> file.ofRowGroups ? details.morselFacts(part, column) : null);
    }

    private @Nullable Summary ofSegment(int part, int segment) {
        BlockBounds any = null;
        for (int column = 0; column < file.columns.size() && any == null; column++) {
            any = bounds(part, segment, column);
        }
        if (any == null) {
            return null;
        }
        Summary sum = summaries.none();
        int excluded = 0;
        for (int number = 0; number < any.blockCount(); number++) {
            int block = number;
            IntFunction<@Nullable ColumnFacts> facts = column -> {
                BlockBounds known = bounds(part, segment, column);
                return known == null ? null : known.facts(block);
            };
            if (summaries.isExcluded(facts)) {
                excluded++;
                continue;
            }
            Summary ofBlock = summaries.of(any.rowCount(block), facts);
            if (ofBlock == null) {
                return null;
            }
            sum = sum.plus(ofBlock);
        }
        if (excluded == any.blockCount()) {
            // Whoever takes segments finds that out, and counts it.
            return null;
        }
        blocksSkipped += excluded;
        return sum;
    }

    private @Nullable BlockBounds bounds(int part, int segment, int column) {
        ResidentColumn resident = file.columns.get(column).segment(part, segment);
        return resident == null ? null : resident.bounds();
    }
}
