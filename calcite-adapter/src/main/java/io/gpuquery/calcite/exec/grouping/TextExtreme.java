package io.gpuquery.calcite.exec.grouping;

import io.gpuquery.calcite.exec.vector.Lanes;
import io.gpuquery.calcite.exec.vector.Scratch;
import io.gpuquery.calcite.exec.vector.TextBuilder;
import io.gpuquery.calcite.exec.vector.TextVector;
import io.gpuquery.calcite.exec.vector.Vector;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The least, or the greatest, of texts by their bytes, which is the order of code points. */
public final class TextExtreme extends Accumulator {
    private static final int ARRAY_BYTES = 24;

    private final boolean greatest;
    private final MemoryAccount memory;
    private byte[] @Nullable [] texts = new byte[0] @Nullable [];

    public TextExtreme(boolean greatest, MemoryAccount memory) {
        this.greatest = greatest;
        this.memory = memory;
    }

    @Override
    void grow(int groups) {
        if (groups > texts.length) {
            texts = Arrays.copyOf(texts, capacity(groups));
        }
    }

    @Override
    public void add(Vector[] arguments, int count, int @Nullable [] groups, Scratch scratch) {
        TextVector vector = Lanes.texts(arguments[0], scratch);
        for (int i = 0; i < count; i++) {
            if (!vector.isNull(i)) {
                put(groups == null ? 0 : groups[i], vector.bytes(), vector.starts()[i], vector.lengths()[i]);
            }
        }
    }

    private void put(int group, byte[] bytes, int start, int length) {
        byte[] known = texts[group];
        int order = known == null ? 0 : Arrays.compareUnsigned(bytes, start, start + length, known, 0, known.length);
        if (known == null || (greatest ? order > 0 : order < 0)) {
            long more = known == null ? ARRAY_BYTES + length : length - known.length;
            if (more > 0) {
                memory.reserve(more, "texts of groups");
            } else {
                memory.giveBack(-more);
            }
            texts[group] = Arrays.copyOfRange(bytes, start, start + length);
        }
    }

    @Override
    public void merge(Accumulator other, int[] numbers) {
        TextExtreme from = (TextExtreme) other;
        for (int group = 0; group < from.groupCount(); group++) {
            byte[] text = from.texts[group];
            if (text != null && numbers[group] >= 0) {
                put(numbers[group], text, 0, text.length);
            }
        }
    }

    @Override
    public Vector result() {
        int count = groupCount();
        int[] nulls = new int[count];
        int any = 0;
        TextBuilder builder = new TextBuilder(count);
        for (int group = 0; group < count; group++) {
            byte[] text = texts[group];
            if (text == null) {
                nulls[group] = 1;
                any = 1;
                builder.addEmpty();
            } else {
                builder.add(text, 0, text.length);
            }
        }
        return builder.build(any == 0 ? null : nulls);
    }
}
