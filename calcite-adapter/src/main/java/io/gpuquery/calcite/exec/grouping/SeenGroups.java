package io.gpuquery.calcite.exec.grouping;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Which groups had a row that is not null. Once all had one, rows are not looked at. Used by one thread at a time. */
final class SeenGroups {
    private final boolean allRows;
    private int[] flags = new int[0];
    /** All groups below were seen, whatever their flags say. */
    private int seenBelow;
    /** The groups that there were after the last block. */
    private int known;

    /** Takes whether all rows of all groups come, those with nulls too: a group is there because a row of it has come. */
    SeenGroups(boolean allRows) {
        this.allRows = allRows;
    }

    /** Makes room for groups. */
    void grow(int capacity) {
        flags = Arrays.copyOf(flags, capacity);
    }

    /** Takes the rows of a block, at least one, and how many groups there are by now. */
    void see(int @Nullable [] groups, int @Nullable [] nulls, int count, int groupCount) {
        boolean all = seenBelow == known;
        known = groupCount;
        if (all && allRows && nulls == null) {
            seenBelow = groupCount;
        }
        if (seenBelow == groupCount) {
            return;
        }
        flag(groups, nulls, count);
        while (seenBelow < groupCount && flags[seenBelow] == 1) {
            seenBelow++;
        }
    }

    private void flag(int @Nullable [] groups, int @Nullable [] nulls, int count) {
        int[] seen = flags;
        if (groups == null) {
            int any = nulls == null ? 1 : 0;
            for (int i = 0; nulls != null && i < count; i++) {
                any |= nulls[i] ^ 1;
            }
            seen[0] |= any;
        } else if (nulls == null) {
            for (int i = 0; i < count; i++) {
                seen[groups[i]] = 1;
            }
        } else {
            for (int i = 0; i < count; i++) {
                seen[groups[i]] |= nulls[i] ^ 1;
            }
        }
    }

    private boolean isSeen(int group) {
        return group < seenBelow || flags[group] == 1;
    }

    /** Adds what another has. */
    void merge(SeenGroups other, int groupCount, int[] numbers) {
        for (int group = 0; group < groupCount; group++) {
            if (numbers[group] >= 0 && other.isSeen(group)) {
                flags[numbers[group]] = 1;
            }
        }
    }

    /** 1 for each group that was not seen; null if there is none. */
    int @Nullable [] nulls(int groupCount) {
        int[] nulls = new int[groupCount];
        int any = 0;
        for (int group = 0; group < groupCount; group++) {
            nulls[group] = isSeen(group) ? 0 : 1;
            any |= nulls[group];
        }
        return any == 0 ? null : nulls;
    }
}
