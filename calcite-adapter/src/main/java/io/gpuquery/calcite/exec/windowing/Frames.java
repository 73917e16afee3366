package io.gpuquery.calcite.exec.windowing;

import io.gpuquery.calcite.exec.vector.Vector;
import io.gpuquery.column.ColumnType;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * Finds where frames begin and end. Bounds never go back from row to row, so that each is found by going on from the one before.
 * Immutable; any number of threads may use it.
 */
final class Frames {
    private final WindowFrame frame;
    private final int @Nullable [] nulls;
    private final @Nullable KeyDistance lower;
    private final @Nullable KeyDistance upper;

    /** Takes the values, type and direction of the only order key, which are looked at only for distances. */
    Frames(WindowFrame frame, @Nullable Vector key, @Nullable ColumnType type, boolean descending) {
        this.frame = frame;
        if (frame.hasDistances() && (key == null || type == null)) {
            throw new IllegalArgumentException("distances without a key");
        }
        this.nulls = key == null ? null : key.nulls();
        this.lower = distance(frame, frame.lower(), key, type, descending, true);
        this.upper = distance(frame, frame.upper(), key, type, descending, false);
    }

    private static @Nullable KeyDistance distance(
            WindowFrame frame,
            FrameBound bound,
            @Nullable Vector key,
            @Nullable ColumnType type,
            boolean descending,
            boolean lower) {
        return frame.rows() || !bound.hasOffset() || key == null || type == null
                ? null
                : KeyDistance.of(key, type, descending, bound, lower);
    }

    WindowFrame.Exclusion exclusion() {
        return frame.exclusion();
    }

    boolean needPeers() {
        return frame.needsPeers();
    }

    /** Writes for each place of a partition where its frame begins, and the place behind its end. */
    void find(Partition partition, int[] from, int[] to) {
        if (frame.rows()) {
            move(frame.lower(), 0, partition.count(), from);
            move(frame.upper(), 1, partition.count(), to);
        } else {
            begin(partition, from);
            end(partition, to);
        }
        for (int place = 0; place < partition.count(); place++) {
            to[place] = Math.max(from[place], to[place]);
        }
    }

    private static void move(FrameBound bound, int more, int count, int[] places) {
        BigDecimal offset = bound.offset();
        int distance =
                offset == null ? 0 : offset.min(BigDecimal.valueOf(count + 1)).intValue();
        for (int place = 0; place < count; place++) {
            places[place] = switch (bound.kind()) {
                case UNBOUNDED_PRECEDING -> 0;
                case PRECEDING -> Math.max(0, place - distance + more);
                case CURRENT_ROW -> place + more;
                case FOLLOWING -> (int) Math.min(count, (long) place + distance + more);
                case UNBOUNDED_FOLLOWING -> count;
            };
        }
    }

    private boolean isNull(Partition partition, int place) {
        return nulls != null && nulls[partition.row(place)] != 0;
    }

    /** The first place whose key is not null. */
    private int firstKey(Partition partition) {
        return partition.count() > 0 && isNull(partition, 0) ? partition.peerEnd(0) : 0;
    }

    /** The place behind the last whose key is not null. */
    private int endOfKeys(Partition partition) {
        int last = partition.count() - 1;
        return last >= 0 && isNull(partition, last) ? partition.peerStart(last) : last + 1;
    }

    private void begin(Partition partition, int[] from) {
        KeyDistance distance = lower;
        int count = partition.count();
        if (distance == null) {
            for (int place = 0; place < count; place++) {
                from[place] =
                        frame.lower().kind() == FrameBound.Kind.UNBOUNDED_PRECEDING ? 0 : partition.peerStart(place);
            }
            return;
        }
        int first = firstKey(partition);
        int end = endOfKeys(partition);
        int reached = first;
        for (int place = 0; place < count; place++) {
            if (place < first || place >= end) {
                // Nulls are as far from each other as equal keys.
                from[place] = partition.peerStart(place);
                continue;
            }
            while (reached < end && distance.compare(partition.row(reached), partition.row(place)) < 0) {
                reached++;
            }
            from[place] = reached;
        }
    }

    private void end(Partition partition, int[] to) {
        KeyDistance distance = upper;
        int count = partition.count();
        if (distance == null) {
            for (int place = 0; place < count; place++) {
                to[place] =
                        frame.upper().kind() == FrameBound.Kind.UNBOUNDED_FOLLOWING ? count : partition.peerEnd(place);
            }
            return;
        }
        int first = firstKey(partition);
        int end = endOfKeys(partition);
        int reached = first;
        for (int place = 0; place < count; place++) {
            if (place < first || place >= end) {
                to[place] = partition.peerEnd(place);
                continue;
            }
            while (reached < end && distance.compare(partition.row(reached), partition.row(place)) <= 0) {
                reached++;
            }
            to[place] = reached;
        }
    }
}
