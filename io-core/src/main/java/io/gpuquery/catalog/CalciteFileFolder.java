package io.gpuquery.catalog;

import io.gpuquery.scan.FileFormat;
import org.jspecify.annotations.Nullable;

/**
 * Which files of a folder are tables to Calcite's own file adapter: those named {@code .csv}, {@code .csv.gz}, {@code .json} and
 * {@code .json.gz}, in small letters, whatever is in them, and none of folders inside.
 */
final class CalciteFileFolder {
    static final String OTHER_FILE = "neither .csv nor .json, which the flavor calcite-file takes";
    static final String FOLDER = "a folder, which the flavor calcite-file does not look into";

    private static final String GZIP = ".gz";

    private CalciteFileFolder() {}

    static boolean takes(String fileName) {
        return format(fileName) != null;
    }

    /** The format that the name says; null if the file is no table. */
    static @Nullable FileFormat format(String fileName) {
        String name = fileName.endsWith(GZIP) ? fileName.substring(0, fileName.length() - GZIP.length()) : fileName;
        if (name.endsWith(".csv")) {
            return FileFormat.CSV;
        }
        return name.endsWith(".json") ? FileFormat.JSON : null;
    }
}
