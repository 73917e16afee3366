package io.gpuquery.format.json;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** Looks for bytes that {@link JsonBytesTest} fails on, guided by coverage: see CONTRIBUTING. */
class JsonBytesFuzz {
    @FuzzTest(maxDuration = "10m")
    void bytesAreReadTheSameInAllWays(byte[] data) {
        JsonBytesTest.check(data);
    }
}
