package io.gpuquery.scan;

import java.util.Map;

/** What only one format knows of a file: dialect, shape, row groups. Each format has its own immutable class. */
public interface FormatDetails {
    /** For people: name to value, in a fixed order, such as {@code delimiter=comma}. */
    Map<String, String> facts();
}
