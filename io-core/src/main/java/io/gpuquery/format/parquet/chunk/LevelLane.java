package io.gpuquery.format.parquet.chunk;

import io.gpuquery.format.parquet.encoding.PageException;
import io.gpuquery.format.parquet.encoding.RunLengthDecoder;
import io.gpuquery.format.parquet.metadata.ParquetFooter.LeafColumn;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The levels of a leaf of a nested column that are decoded and not yet in a column.
 *
 * <p>Checked as they come, so that whoever puts columns together need not fear them: a row begins with repetition level 0, and what
 * continues a list stands behind an element of that list, and is one. Source: Melnik et al., "Dremel: Interactive Analysis of
 * Web-Scale Datasets", section 4.1.
 */
final class LevelLane {
    /** Levels of one row that are not worth the memory: a few bytes may claim billions of them. */
    private static final int MAX_LEVELS =
            (int) Math.max(4L << 20, Math.min(256L << 20, Runtime.getRuntime().maxMemory() / 64));

    private final LeafColumn column;
    private final int maxDefinition;
    private final int maxRepetition;
    /** By repetition level: the definition level from which there is an element of that list. */
    private final int[] elementDefinition;

    private byte[] definitions = new byte[0];
    private byte[] repetitions = new byte[0];
    private int count;
    private int rowStarts;
    private int lastDefinition;
    private int present;
    private int[] decoded = new int[0];

    LevelLane(LeafColumn column) {
        this.column = column;
        this.maxDefinition = column.maxDefinition();
        this.maxRepetition = column.maxRepetition();
        this.elementDefinition = new int[maxRepetition + 1];
        for (int level = 1; level <= maxRepetition; level++) {
            elementDefinition[level] = column.repeated().get(level - 1);
        }
    }

    int count() {
        return count;
    }

    /** Rows that have begun; the last of them may not have ended. */
    int rowStarts() {
        return rowStarts;
    }

    int definition(int index) {
        return definitions[index];
    }

    int repetition(int index) {
        return repetitions[index];
    }

    /** How many of those counted last hold a value. */
    int presentOfLast() {
        return present;
    }

    /**
     * Appends levels of a page.
     *
     * @param flags takes for each value or null of the leaf whether it is a value
     * @return how many flags there are: levels of empty or missing lists have none
     */
    int append(DataPage page, int more, byte[] flags) {
        if (count > MAX_LEVELS - more) {
            throw PageException.unsupported(
                    "a row of more than " + MAX_LEVELS + " values",
                    "Give Java more memory (-Xmx), or leave this column out.");
        }
        if (definitions.length < count + more) {
            int capacity = Math.max(count + more, 2 * definitions.length);
            definitions = Arrays.copyOf(definitions, capacity);
            repetitions = Arrays.copyOf(repetitions, capacity);
        }
        read(page.presence(), definitions, more, maxDefinition, "definition");
        read(page.repetition(), repetitions, more, maxRepetition, "repetition");
        int slotDefinition = elementDefinition[maxRepetition];
        int slots = 0;
        int values = 0;
        int before = lastDefinition;
        for (int i = count; i < count + more; i++) {
            int definition = definitions[i];
            int repetition = repetitions[i];
            if (repetition == 0) {
                rowStarts++;
            } else if (definition < elementDefinition[repetition] || before < elementDefinition[repetition]) {
                throw PageException.damaged("the repetition level " + repetition + " with the definition level "
                        + definition + " behind " + before + " continues no list");
            }
            before = definition;
            if (definition >= slotDefinition) {
                int flag = definition == maxDefinition ? 1 : 0;
                flags[slots++] = (byte) flag;
                values += flag;
            }
        }
        lastDefinition = before;
        count += more;
        present = values;
        return slots;
    }

    private void read(@Nullable RunLengthDecoder decoder, byte[] target, int more, int max, String what) {
        if (decoder == null) {
            Arrays.fill(target, count, count + more, (byte) max);
            return;
        }
        if (decoded.length < more) {
            decoded = new int[more];
        }
        decoder.readInts(decoded, 0, more);
        int greatest = 0;
        for (int i = 0; i < more; i++) {
            greatest = Math.max(greatest, decoded[i]);
            target[count + i] = (byte) decoded[i];
        }
        if (greatest > max) {
            throw PageException.damaged(
                    "the " + what + " level " + greatest + " where " + column.path() + " has at most " + max);
        }
    }

    /** Levels of the first rows, which have ended. */
    int levelsOf(int rows) {
        int started = 0;
        for (int i = 0; i < count; i++) {
            if (repetitions[i] == 0 && started++ == rows) {
                return i;
            }
        }
        return count;
    }

    /** Values and nulls of the leaf among the first levels. */
    int slotsOf(int levels) {
        int slotDefinition = elementDefinition[maxRepetition];
        int slots = 0;
        for (int i = 0; i < levels; i++) {
            slots += definitions[i] >= slotDefinition ? 1 : 0;
        }
        return slots;
    }

    /** Forgets the first levels, of so many rows. */
    void discard(int levels, int rows) {
        count -= levels;
        rowStarts -= rows;
        System.arraycopy(definitions, levels, definitions, 0, count);
        System.arraycopy(repetitions, levels, repetitions, 0, count);
    }
}
