package io.gpuquery.calcite.exec.evaluation;

import io.gpuquery.calcite.exec.vector.CodedVector;
import io.gpuquery.calcite.exec.vector.Dictionary;
import io.gpuquery.calcite.exec.vector.Scratch;
import io.gpuquery.calcite.exec.vector.TextVector;
import io.gpuquery.calcite.exec.vector.Vector;
import org.jspecify.annotations.Nullable;

/** What a node computes of each entry of a dictionary. */
final class EntryValues {
    final Dictionary dictionary;
    private final @Nullable Vector values;
    /** Texts of texts, which keep their codes. */
    private final @Nullable Dictionary texts;

    /** Takes values of the entries, in arrays of their own; null where one of them failed. */
    EntryValues(Dictionary dictionary, @Nullable Vector values) {
        this.dictionary = dictionary;
        this.values = values;
        this.texts = values instanceof TextVector text && isDictionary(text) ? new Dictionary(text) : null;
    }

    private static boolean isDictionary(TextVector text) {
        for (int i = 0; i < text.length() - 1; i++) {
            if (text.isNull(i)) {
                return false;
            }
        }
        return text.isNull(text.length() - 1);
    }

    @Nullable
    Vector expand(CodedVector coded, Scratch scratch) {
        if (values == null) {
            return null;
        }
        return texts == null
                ? values.gather(coded.codes(), coded.length(), scratch)
                : new CodedVector(coded.codes(), texts, coded.length(), coded.nulls());
    }
}
