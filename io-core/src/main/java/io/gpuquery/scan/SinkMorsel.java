package io.gpuquery.scan;

import java.util.List;

/** A morsel whose rows can be had without columns in between. Its rows are taken one way or the other, not both. */
public interface SinkMorsel extends Morsel {
    /**
     * Appends the next rows in file order.
     *
     * @param sinks one for each column of the request; after a failure they hold nothing of use
     * @param maxRows at least 1
     * @return how many rows each sink was given; 0 after the last
     * @throws io.gpuquery.error.DataException what is wrong with the file, and where
     * @throws java.util.concurrent.CancellationException if the request was cancelled
     */
    int appendTo(List<? extends ColumnSink> sinks, int maxRows);
}
