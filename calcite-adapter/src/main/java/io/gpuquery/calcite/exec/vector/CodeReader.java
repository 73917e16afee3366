package io.gpuquery.calcite.exec.vector;

import io.gpuquery.column.DictionaryColumn;
import java.nio.IntBuffer;
import org.jspecify.annotations.Nullable;

/** Reads codes; as texts where the dictionary is so large that little repeats. */
final class CodeReader extends ColumnReader {
    private final IntBuffer source;
    private final Dictionary dictionary;
    private final boolean repeats;

    CodeReader(DictionaryColumn column, Dictionaries dictionaries) {
        super(column.validity());
        this.source = column.codes().bytes().asIntBuffer();
        this.dictionary = dictionaries.of(column.dictionary());
        this.repeats = dictionary.nullCode() <= Math.max(64, column.rowCount());
    }

    @Override
    Vector read(int first, int count, Scratch scratch) {
        int[] codes = scratch.ints(count);
        source.get(first, codes, 0, count);
        return vector(codes, count, nulls(first, count, scratch), scratch);
    }

    @Override
    Vector gather(int[] rows, int count, Scratch scratch) {
        int[] codes = scratch.ints(count);
        for (int i = 0; i < count; i++) {
            codes[i] = source.get(rows[i]);
        }
        return vector(codes, count, nulls(rows, count, scratch), scratch);
    }

    private Vector vector(int[] codes, int count, int @Nullable [] nulls, Scratch scratch) {
        if (nulls != null) {
            int nullCode = dictionary.nullCode();
            for (int i = 0; i < count; i++) {
                codes[i] = nulls[i] == 0 ? codes[i] : nullCode;
            }
        }
        CodedVector coded = new CodedVector(codes, dictionary, count, nulls);
        return repeats ? coded : coded.texts(scratch);
    }
}
