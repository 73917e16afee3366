package io.gpuquery.format.csv;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** Looks for bytes that {@link CsvBytesTest} fails on, guided by coverage: see CONTRIBUTING. */
class CsvBytesFuzz {
    @FuzzTest(maxDuration = "10m")
    void bytesAreReadTheSameInAllWays(byte[] data) {
        CsvBytesTest.check(data);
    }
}
