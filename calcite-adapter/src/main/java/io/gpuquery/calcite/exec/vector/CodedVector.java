package io.gpuquery.calcite.exec.vector;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Texts as codes into a dictionary. The code of a null is the dictionary's own. */
public final class CodedVector extends Vector {
    private final int[] codes;
    private final Dictionary dictionary;

    public CodedVector(int[] codes, Dictionary dictionary, int length, int @Nullable [] nulls) {
        super(length, nulls);
        this.codes = codes;
        this.dictionary = dictionary;
    }

    public int[] codes() {
        return codes;
    }

    public Dictionary dictionary() {
        return dictionary;
    }

    /** The same texts without a dictionary of their own: they lie in its bytes. */
    public TextVector texts(Scratch scratch) {
        return (TextVector) dictionary.entries().gatherValues(codes, length(), nulls(), scratch);
    }

    @Override
    Vector gatherValues(int[] rows, int count, int @Nullable [] gatheredNulls, Scratch scratch) {
        int[] gathered = scratch.ints(count);
        for (int i = 0; i < count; i++) {
            gathered[i] = codes[rows[i]];
        }
        return new CodedVector(gathered, dictionary, count, gatheredNulls);
    }

    @Override
    Vector selectValues(RowRuns runs, int @Nullable [] selectedNulls, Scratch scratch) {
        int[] selected = scratch.ints(runs.count());
        runs.copy(codes, selected);
        return new CodedVector(selected, dictionary, runs.count(), selectedNulls);
    }

    @Override
    public Vector copy() {
        return new CodedVector(Arrays.copyOf(codes, length()), dictionary, length(), copyOfNulls());
    }

    @Override
    public Vector withNulls(int @Nullable [] newNulls) {
        if (newNulls == null) {
            return new CodedVector(codes, dictionary, length(), null);
        }
        int[] coded = Arrays.copyOf(codes, length());
        for (int row = 0; row < length(); row++) {
            if (newNulls[row] != 0) {
                coded[row] = dictionary.nullCode();
            }
        }
        return new CodedVector(coded, dictionary, length(), newNulls);
    }
}
