package io.gpuquery.calcite.tpch;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Locale;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/** What the eight tables are written as, each format in a folder of its own. */
enum TpchFormat {
    CSV,
    NDJSON,
    PARQUET_BY_JAVA,
    PARQUET_BY_DUCKDB;

    private static final long ROW_GROUP_BYTES = 2 << 20;

    /** The folder of this format under {@code root}. */
    Path directory(Path root) {
        return root.resolve(name().toLowerCase(Locale.ROOT));
    }

    /** Writes all formats under {@code root}. */
    static void writeAll(TpchData data, Path root) throws IOException, SQLException {
        TpchFiles.writeCsv(data, CSV.directory(root));
        TpchFiles.writeNdjson(data, NDJSON.directory(root));
        TpchParquet.write(data, PARQUET_BY_JAVA.directory(root), CompressionCodecName.SNAPPY, ROW_GROUP_BYTES);
        TpchFiles.writeParquet(
                data, CSV.directory(root), PARQUET_BY_DUCKDB.directory(root), "COMPRESSION zstd, ROW_GROUP_SIZE 20000");
    }
}
