package io.gpuquery.device.opencl;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KernelParameterTest {

    @ParameterizedTest
    @CsvSource({
        "char,1",
        "ushort,2",
        "half,2",
        "int,4",
        "float,4",
        "ulong,8",
        "double,8",
        "int3,16",
        "uchar16,16",
        "Row,0"
    })
    void theLengthsOfTheLanguagesTypesAreKnown(String typeName, int bytes) {
        assertThat(KernelParameter.valueBytes(typeName)).isEqualTo(bytes);
    }
}
