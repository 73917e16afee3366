package io.gpuquery.parts;

import static org.assertj.core.api.Assertions.assertThat;

import io.gpuquery.column.ColumnDefinition;
import io.gpuquery.column.ColumnType;
import io.gpuquery.column.TableSchema;
import io.gpuquery.scan.ColumnStatistics;
import io.gpuquery.scan.FileDescription;
import io.gpuquery.scan.FileFormat;
import io.gpuquery.scan.Literal;
import io.gpuquery.scan.TableStatistics;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** How many different values the files of a table have together. */
class PartStatisticsTest {
    private record Part(Path path) implements PartFile {
        @Override
        public Map<String, @Nullable String> keys() {
            return Map.of();
        }

        @Override
        public long sizeBytes() {
            return 1;
        }
    }

    /** A file with one column: rows, NULLs, smallest and largest value, different values. */
    private static FileDescription file(long rows, long nulls, long min, long max, @Nullable Long distinct) {
        boolean empty = nulls == rows;
        ColumnStatistics statistics = new ColumnStatistics(
                nulls, empty ? null : new Literal.OfLong(min), empty ? null : new Literal.OfLong(max), distinct);
        return new FileDescription(
                FileFormat.PARQUET,
                new TableSchema(List.of(new ColumnDefinition("v", ColumnType.BIGINT, true))),
                new TableStatistics(rows, true, List.of(statistics)),
                Map::of);
    }

    private static @Nullable Long distinct(FileDescription... files) {
        List<Part> parts = new ArrayList<>();
        for (int i = 0; i < files.length; i++) {
            parts.add(new Part(Path.of("part-" + i)));
        }
        return new PartTable(parts)
                .describe(List.of(files))
                .statistics()
                .column(0)
                .distinctCount();
    }

    @Test
    void filesThatShareTheirRangeShareTheirValues() {
        assertThat(distinct(file(1000, 0, 1, 50, 50L), file(1000, 0, 1, 48, 47L), file(1000, 10, 2, 50, 49L)))
                .isEqualTo(50);
    }

    @Test
    void filesOfDifferentRangesHaveNoValueInCommon() {
        assertThat(distinct(file(1000, 0, 20, 29, 10L), file(1000, 0, 1, 5, 5L), file(1000, 0, 25, 34, 8L)))
                .isEqualTo(15);
    }

    @Test
    void keysAddUpWhateverTheirRange() {
        assertThat(distinct(file(1000, 0, 1, 9000, 1000L), file(500, 100, 5, 8000, 395L)))
                .isEqualTo(1395);
    }

    @Test
    void thereAreNoMoreValuesThanRows() {
        assertThat(distinct(file(10, 0, 1, 5, 5L), file(4, 0, 7, 9, 20L))).isEqualTo(14);
    }

    @Test
    void aFileWithoutValuesAddsNoneAndAFileThatIsUnknownMakesAllUnknown() {
        assertThat(distinct(file(10, 0, 1, 5, 5L), file(10, 10, 0, 0, null))).isEqualTo(5);
        assertThat(distinct(file(10, 0, 1, 5, 5L), file(10, 0, 1, 5, null))).isNull();
    }
}
