package io.gpuquery.calcite.schema;

import io.gpuquery.engine.QueryLimits;
import io.gpuquery.error.DataException;
import io.gpuquery.error.Location;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What one statement may take of memory, disk and patience. */
final class LimitOptions {
    static final Map<String, String> DESCRIPTIONS = descriptions();

    private LimitOptions() {}

    static QueryLimits of(OptionValues given) {
        return new QueryLimits(
                given.size("queryMemory", 0, 1),
                given.duration("admissionTimeout", QueryLimits.DEFAULT_ADMISSION_TIMEOUT),
                folder(given.text("spillDirectory")),
                given.size("spillLimit", QueryLimits.FREE_SPACE, 0));
    }

    private static @Nullable Path folder(@Nullable String text) {
        try {
            return text == null || text.isBlank() ? null : Path.of(text);
        } catch (InvalidPathException e) {
            throw new DataException(
                    "\"" + text + "\" is not a path: " + e.getReason(),
                    Location.none(),
                    "Correct the option \"spillDirectory\".",
                    e);
        }
    }

    private static Map<String, String> descriptions() {
        Map<String, String> all = new LinkedHashMap<>();
        all.put(
                "queryMemory",
                "Memory, such as 512m, that a statement may take for groups, sorting, joins and windows before it writes temporary"
                        + " files; half of what the process has");
        all.put(
                "admissionTimeout",
                "A duration such as 10s: the longest that a statement waits for memory before it begins; 60s");
        all.put("spillDirectory", "The folder in which each process makes one for temporary files; that of the system");
        all.put(
                "spillLimit",
                "Most bytes, such as 20g, of all temporary files of the process, 0 for none: then a statement that needs"
                        + " more memory fails; nine tenths of what is free");
        return all;
    }
}
