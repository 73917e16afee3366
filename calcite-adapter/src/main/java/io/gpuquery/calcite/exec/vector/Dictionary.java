package io.gpuquery.calcite.exec.vector;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The texts that codes stand for. Its last entry is null, so that whatever is computed of a text can be computed once for each entry,
 * nulls included. Compared by identity. Immutable.
 */
public final class Dictionary {
    private final TextVector entries;
    private volatile @Nullable String @Nullable [] strings;

    /** Takes entries of which the last is the only null, in arrays that nobody writes any more. */
    public Dictionary(TextVector entries) {
        if (entries.length() == 0 || !entries.isNull(entries.length() - 1)) {
            throw new IllegalArgumentException("the last entry of a dictionary is null");
        }
        this.entries = entries;
    }

    /** The entries, the null entry included. */
    public TextVector entries() {
        return entries;
    }

    /** The code of a null. */
    public int nullCode() {
        return entries.length() - 1;
    }

    /** The text of an entry, made once; null for the null entry. */
    public @Nullable String getString(int code) {
        @Nullable String[] known = strings;
        if (known == null) {
            known = new @Nullable String[entries.length()];
            strings = known;
        }
        String text = known[code];
        if (text == null && !entries.isNull(code)) {
            text = new String(entries.bytes(), entries.starts()[code], entries.lengths()[code], StandardCharsets.UTF_8);
            known[code] = text;
        }
        return text;
    }
}
