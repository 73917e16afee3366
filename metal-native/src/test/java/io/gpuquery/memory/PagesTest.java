package io.gpuquery.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PagesTest {

    @ParameterizedTest
    @CsvSource({"4096, 16384", "16384, 16384", "65536, 65536"})
    void theAlignmentIsTheHostPageButAtLeastSixteenKibibytes(long hostPageBytes, long alignmentBytes) {
        assertThat(Pages.alignmentBytes(hostPageBytes)).isEqualTo(alignmentBytes);
    }

    @ParameterizedTest
    @CsvSource({
        "4096, 0, 16384",
        "4096, 1, 16384",
        "4096, 16384, 16384",
        "4096, 16385, 32768",
        "4096, 4294967297, 4294983680",
        "16384, 0, 16384",
        "16384, 16384, 16384",
        "16384, 20480, 32768",
        "65536, 0, 65536",
        "65536, 16384, 65536",
        "65536, 65536, 65536",
        "65536, 65537, 131072",
    })
    void aRegionIsItsLengthRoundedUpAndNeverEmpty(long hostPageBytes, long lengthBytes, long regionBytes) {
        assertThat(Pages.regionBytes(lengthBytes, hostPageBytes)).isEqualTo(regionBytes);
    }

    @ParameterizedTest
    @CsvSource({
        "4096, 0, 0, 0",
        "4096, 1, 0, 4096",
        "4096, 4095, 0, 4096",
        "4096, 4096, 4096, 4096",
        "4096, 4097, 4096, 8192",
        "16384, 16383, 0, 16384",
        "16384, 16385, 16384, 32768",
        "65536, 65535, 0, 65536",
        "65536, 65537, 65536, 131072",
    })
    void lengthsAreRoundedDownAndUpToPages(long pageBytes, long bytes, long down, long up) {
        assertThat(Pages.alignDown(bytes, pageBytes)).isEqualTo(down);
        assertThat(Pages.alignUp(bytes, pageBytes)).isEqualTo(up);
    }

    @Test
    void roundingBeyondALongIsAnErrorAndNotANegativeLength() {
        assertThatThrownBy(() -> Pages.alignUp(Long.MAX_VALUE, 4096)).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> Pages.regionBytes(Long.MAX_VALUE - 4096, 4096))
                .isInstanceOf(ArithmeticException.class);
    }

    @Test
    void whatIsNoLengthOrNoPageIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> Pages.alignUp(-1, 4096));
        assertThatIllegalArgumentException().isThrownBy(() -> Pages.alignDown(1, 4097));
        assertThatIllegalArgumentException().isThrownBy(() -> Pages.alignmentBytes(0));
        assertThatIllegalArgumentException().isThrownBy(() -> Pages.alignUp(1, Long.MIN_VALUE));
    }

    @Test
    void thisHostHasPagesOfAPowerOfTwo() {
        assertThat(Long.bitCount(Pages.hostPageBytes())).isEqualTo(1);
        assertThat(Pages.alignmentBytes() % Pages.hostPageBytes()).isZero();
    }
}
