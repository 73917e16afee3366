package io.gpuquery.engine;

import io.gpuquery.column.ColumnDefinition;
import io.gpuquery.engine.MemoryBudget.Reservation;
import io.gpuquery.resident.ColumnDictionary;
import io.gpuquery.resident.ResidentColumn;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A column of one version of a file, as far as it is in memory: the segments of each part of the file.
 *
 * <p>Any thread may read; what it holds is dropped only while nobody uses it, which the store sees to.
 */
final class StoredColumn {
    final int index;
    final ColumnDefinition definition;
    final ColumnDictionary dictionary;
    private final Map<Integer, Part> parts = new ConcurrentHashMap<>();

    /** Guarded by this. */
    private @Nullable Reservation dictionaryReservation;

    /** Guarded by the store, like the rest. */
    int users;

    @Nullable
    Load load;
    /** What could be had when there was not enough for this column; 0 if it always fitted. */
    long refusedBytes;

    private static final class Part {
        final List<Kept> segments = new ArrayList<>();
        volatile boolean complete;
    }

    private record Kept(ResidentColumn segment, Reservation reservation) {
        void close() {
            segment.close();
            reservation.close();
        }
    }

    StoredColumn(int index, ColumnDefinition definition) {
        this.index = index;
        this.definition = definition;
        this.dictionary = new ColumnDictionary(definition.type());
    }

    /** A segment; null where it is not in memory. */
    @Nullable
    ResidentColumn segment(int part, int segment) {
        Part known = parts.get(part);
        if (known == null) {
            return null;
        }
        synchronized (known) {
            return segment < known.segments.size() ? known.segments.get(segment).segment() : null;
        }
    }

    /** How many segments of a part are in memory: its first ones. */
    int segmentCount(int part) {
        Part known = parts.get(part);
        if (known == null) {
            return 0;
        }
        synchronized (known) {
            return known.segments.size();
        }
    }

    /** Whether all segments of a part are in memory. */
    boolean isComplete(int part) {
        Part known = parts.get(part);
        return known != null && known.complete;
    }

    /** Adds the next segment of a part, with what was set aside for it. */
    void add(int part, ResidentColumn segment, Reservation reservation) {
        Part known = parts.computeIfAbsent(part, ordinal -> new Part());
        synchronized (known) {
            known.segments.add(new Kept(segment, reservation));
        }
    }

    void complete(int part) {
        parts.computeIfAbsent(part, ordinal -> new Part()).complete = true;
    }

    /** Replaces what is set aside for the dictionary. */
    synchronized void dictionaryGrew(Reservation reservation) {
        Reservation old = dictionaryReservation;
        dictionaryReservation = reservation;
        if (old != null) {
            old.close();
        }
    }

    synchronized long dictionaryReservedBytes() {
        return dictionaryReservation == null ? 0 : dictionaryReservation.bytes();
    }

    /** Memory that it takes. */
    long bytes() {
        return kept().stream().mapToLong(each -> each.reservation().bytes()).sum() + dictionaryReservedBytes();
    }

    /** All segments that are in memory. */
    List<ResidentColumn> segments() {
        return kept().stream().map(Kept::segment).toList();
    }

    private List<Kept> kept() {
        List<Kept> all = new ArrayList<>();
        for (Part part : parts.values()) {
            synchronized (part) {
                all.addAll(part.segments);
            }
        }
        return all;
    }

    boolean isEmpty() {
        return parts.isEmpty();
    }

    /** Gives all memory up. Columns that readers took live on. */
    void drop() {
        kept().forEach(Kept::close);
        parts.clear();
        dictionary.close();
        synchronized (this) {
            if (dictionaryReservation != null) {
                dictionaryReservation.close();
                dictionaryReservation = null;
            }
        }
    }
}
