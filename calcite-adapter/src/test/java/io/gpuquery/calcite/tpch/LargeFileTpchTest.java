package io.gpuquery.calcite.tpch;

import org.junit.jupiter.api.Tag;

/** The same on ten times the rows: some 600,000 line items. */
@Tag("full")
final class LargeFileTpchTest extends FileTpchTest {
    @Override
    double scaleFactor() {
        return 0.1;
    }
}
