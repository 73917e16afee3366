package io.gpuquery.parts;

import io.gpuquery.scan.FormatDetails;
import io.gpuquery.scan.TypeSource;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a table of several files is made up. Immutable.
 *
 * @param fileCount files
 * @param partitionColumns those that come from the names of folders, the last ones
 */
public record PartDetails(int fileCount, List<String> partitionColumns) implements FormatDetails {
    public PartDetails {
        partitionColumns = List.copyOf(partitionColumns);
    }

    @Override
    public Map<String, String> facts() {
        // In one order, for people.
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("files", Integer.toString(fileCount));
        if (!partitionColumns.isEmpty()) {
            facts.put("partition columns", String.join(", ", partitionColumns));
        }
        return Collections.unmodifiableMap(facts);
    }

    @Override
    public @Nullable TypeSource typeSource(String column) {
        return partitionColumns.contains(column) ? TypeSource.PARTITION_KEY : null;
    }
}
