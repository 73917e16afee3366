package io.gpuquery.parts;

import io.gpuquery.scan.FormatDetails;
import java.util.List;
import java.util.Map;

/**
 * How a table of several files is made up. Immutable.
 *
 * @param fileCount files
 * @param partitionColumns columns that come from the names of folders
 */
public record PartDetails(int fileCount, List<String> partitionColumns) implements FormatDetails {
    public PartDetails {
        partitionColumns = List.copyOf(partitionColumns);
    }

    @Override
    public Map<String, String> facts() {
        String files = Integer.toString(fileCount);
        return partitionColumns.isEmpty()
                ? Map.of("files", files)
                : Map.of("files", files, "partition columns", String.join(", ", partitionColumns));
    }
}
