package io.gpuquery.format.parquet.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.apache.parquet.column.values.bloomfilter.XxHash;
import org.junit.jupiter.api.Test;

class XxHash64Test {
    /** parquet-java hashes with a library of its own. */
    @Test
    void hashesAreThoseOfParquetJava() {
        Random random = new Random(5);
        XxHash theirs = new XxHash();
        for (int length = 0; length < 200; length++) {
            byte[] bytes = new byte[length];
            random.nextBytes(bytes);
            assertThat(XxHash64.hash(bytes)).as(length + " bytes").isEqualTo(theirs.hashBytes(bytes));
        }
    }
}
