package io.gpuquery.calcite.exec.grouping;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The groups that one thread made of an ascending run of segments, and what was added up of them. Several are brought together in the
 * order of all segments, so that groups come out in the order in which the input has them.
 */
public final class Grouping {
    /** Which take no memory to speak of. */
    private static final int FEW_GROUPS = 64;

    private final GroupTable table;
    private final boolean grouped;
    private final List<Accumulator> accumulators;
    private final List<Segment> segments = new ArrayList<>();
    /** Of groups whose place is not just their number among those of the segment. */
    private @Nullable FirstRows firstRows;

    private long position;
    private int firstGroup;
    private int reservedGroups = FEW_GROUPS;

    /** A stretch of rows; comparable by position. Groups from one number to another first came in it. */
    private record Segment(Grouping owner, int number, long position, int fromGroup, int toGroup) {}

    /** Takes whether there are keys at all: without, there is one group from the start. */
    public Grouping(GroupTable table, boolean grouped, List<Accumulator> accumulators) {
        this.table = table;
        this.grouped = grouped;
        this.accumulators = List.copyOf(accumulators);
        ensure();
    }

    public GroupTable table() {
        return table;
    }

    public List<Accumulator> accumulators() {
        return accumulators;
    }

    public int groupCount() {
        return grouped ? table.size() : 1;
    }

    /** Makes room for all groups that there are by now. */
    public void ensure() {
        if (groupCount() > reservedGroups) {
            int capacity = Accumulator.capacity(groupCount());
            long bytesPerGroup =
                    accumulators.stream().mapToLong(Accumulator::bytesPerGroup).sum();
            table.memory().reserve((capacity - reservedGroups) * bytesPerGroup, "groups");
            reservedGroups = capacity;
        }
        accumulators.forEach(accumulator -> accumulator.ensure(groupCount()));
    }

    /** Takes the place of the rows that come now among all; above that of those before. */
    public void beginSegment(long newPosition) {
        position = newPosition;
        firstGroup = groupCount();
    }

    public void endSegment() {
        accumulators.forEach(Accumulator::endSegment);
        segments.add(new Segment(this, segments.size(), position, firstGroup, groupCount()));
    }

    /**
     * All that some groupings have, brought together in one of them or in another; they are of no use afterwards.
     *
     * @param empty one without rows
     */
    public static Grouping merged(List<Grouping> parts, Grouping empty) {
        if (parts.size() == 1) {
            return parts.get(0).finished();
        }
        empty.mergeAll(parts);
        return empty;
    }

    /** Its segments are in order already. */
    private Grouping finished() {
        int[] same = new int[groupCount()];
        Arrays.setAll(same, i -> i);
        for (Segment segment : segments) {
            for (Accumulator accumulator : accumulators) {
                accumulator.mergeSegment(accumulator, segment.number, same);
            }
        }
        return this;
    }

    /** Notes where each group was first: those that are added from now on have other places than their numbers. */
    public FirstRows trackFirstRows() {
        FirstRows tracked = new FirstRows();
        firstRows = tracked;
        return tracked;
    }

    private long place(int group, int fromGroup) {
        FirstRows tracked = firstRows;
        return tracked == null ? group - fromGroup : tracked.places()[group];
    }

    /** Writes what accumulators can do without to temporary files. */
    public void spill() {
        accumulators.forEach(Accumulator::spill);
    }

    /** To be called once all rows are added, before {@link #mergeSelected} takes groups of it by several threads. */
    public void settle() {
        accumulators.forEach(Accumulator::settle);
    }

    /**
     * Adds some groups of others, in the order of all their segments, and what was added up of them.
     *
     * @param others of one position, those first whose groups came first
     * @param selected for each of them, by group, whether it is wanted
     * @return where each group first occurred
     */
    public FirstRows mergeSelected(List<Grouping> others, List<boolean[]> selected, Runnable check) {
        List<Segment> all = new ArrayList<>();
        List<int[]> numbers = new ArrayList<>();
        for (Grouping other : others) {
            all.addAll(other.segments);
            int[] absent = new int[other.groupCount()];
            Arrays.fill(absent, -1);
            numbers.add(absent);
        }
        all.sort(Comparator.comparingLong(Segment::position));
        FirstRows firsts = new FirstRows();
        for (Segment segment : all) {
            check.run();
            int index = others.indexOf(segment.owner);
            addSelected(segment, selected.get(index), numbers.get(index), firsts);
            for (int i = 0; i < accumulators.size(); i++) {
                Accumulator from = segment.owner.accumulators.get(i);
                accumulators.get(i).mergeSegment(from, segment.number, numbers.get(index));
            }
        }
        for (int index = 0; index < others.size(); index++) {
            for (int i = 0; i < accumulators.size(); i++) {
                check.run();
                accumulators.get(i).merge(others.get(index).accumulators.get(i), numbers.get(index));
            }
        }
        return firsts;
    }

    private void addSelected(Segment segment, boolean[] selected, int[] numbers, FirstRows firsts) {
        int[] groups = new int[segment.toGroup - segment.fromGroup];
        int count = 0;
        for (int group = segment.fromGroup; group < segment.toGroup; group++) {
            groups[count] = group;
            count += selected[group] ? 1 : 0;
        }
        if (count == 0) {
            return;
        }
        table.addSelected(segment.owner.table, groups, count, numbers);
        ensure();
        for (int i = 0; i < count; i++) {
            if (numbers[groups[i]] == firsts.count()) {
                firsts.add(segment.position, segment.owner.place(groups[i], segment.fromGroup));
            }
        }
    }

    private void mergeAll(List<Grouping> others) {
        List<Segment> all = new ArrayList<>();
        others.forEach(other -> all.addAll(other.segments));
        all.sort(Comparator.comparingLong(Segment::position));
        List<int[]> numbers = new ArrayList<>();
        List<GroupTable.Translation> translations = new ArrayList<>();
        for (Grouping other : others) {
            numbers.add(new int[other.groupCount()]);
            translations.add(table.translationOf(other.table));
        }
        table.expect(others.stream().map(Grouping::table).toList());
        for (Segment segment : all) {
            int index = others.indexOf(segment.owner);
            if (grouped) {
                table.addAll(
                        segment.owner.table,
                        segment.fromGroup,
                        segment.toGroup,
                        numbers.get(index),
                        translations.get(index));
                ensure();
            }
            for (int i = 0; i < accumulators.size(); i++) {
                Accumulator from = segment.owner.accumulators.get(i);
                accumulators.get(i).mergeSegment(from, segment.number, numbers.get(index));
            }
        }
        table.endExpected();
        for (int index = 0; index < others.size(); index++) {
            for (int i = 0; i < accumulators.size(); i++) {
                accumulators.get(i).merge(others.get(index).accumulators.get(i), numbers.get(index));
            }
        }
    }
}
