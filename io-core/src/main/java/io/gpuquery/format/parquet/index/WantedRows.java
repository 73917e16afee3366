package io.gpuquery.format.parquet.index;

import io.gpuquery.format.parquet.metadata.PageTable;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a row group that may satisfy predicates, and what was read to find them that readers of pages need again.
 *
 * @param ranges the rows
 * @param pages by column chunk: where its pages are
 */
public record WantedRows(RowRanges ranges, Map<Integer, PageTable> pages) {
    static final WantedRows NONE = new WantedRows(RowRanges.NONE, Map.of());

    public WantedRows {
        pages = Map.copyOf(pages);
    }

    /** Where the pages of a column chunk are; null where that was not read. */
    public @Nullable PageTable pagesOf(int leafIndex) {
        return pages.get(leafIndex);
    }
}
