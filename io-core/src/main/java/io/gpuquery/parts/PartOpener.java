package io.gpuquery.parts;

import io.gpuquery.memory.FileContents;
import io.gpuquery.scan.Cancellation;
import io.gpuquery.scan.FileDescription;
import io.gpuquery.scan.FormatReader;
import io.gpuquery.scan.ReadOptions;

/** Opens the files of a table of several, each when it is needed. Any thread may call it. */
@FunctionalInterface
public interface PartOpener {
    /**
     * Opens the version of a file that the statement reads.
     *
     * @throws io.gpuquery.error.DataException if it is gone, may not be read, or is broken
     */
    Version open(PartFile part, Cancellation cancellation);

    /**
     * A version of a file, open.
     *
     * @param contents to be closed by whoever opened it
     * @param description of this version
     * @param reader of its format
     * @param options that it was described with
     */
    record Version(FileContents contents, FileDescription description, FormatReader reader, ReadOptions options) {}
}
