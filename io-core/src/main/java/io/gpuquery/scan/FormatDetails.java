package io.gpuquery.scan;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What only one format knows of a file: dialect, shape, row groups. Each format has its own immutable class. */
public interface FormatDetails {
    /** For people: name to value, in a fixed order, such as {@code delimiter=comma}. */
    Map<String, String> facts();

    /** How the type of a column of the schema was decided; null: as usual for the format and the options. */
    default @Nullable TypeSource typeSource(String column) {
        return null;
    }

    /**
     * Rows of the morsels of a scan without predicates, by ordinal, where these are known without reading and each column of a morsel
     * can be read alone at no more cost; null where not.
     */
    default long @Nullable [] morselRows() {
        return null;
    }

    /** What is known of a column of the schema in one of the morsels of {@link #morselRows()}; null where nothing is. */
    default @Nullable ColumnFacts morselFacts(int morsel, int column) {
        return null;
    }
}
