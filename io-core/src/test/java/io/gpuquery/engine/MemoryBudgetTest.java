package io.gpuquery.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gpuquery.error.DataException;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MemoryBudgetTest {

    @Test
    void whatIsReservedIsTakenUntilItIsGivenBackOnce() {
        MemoryBudget budget = new MemoryBudget(100);
        MemoryBudget.Reservation most = budget.reserve(60, "sorting");
        assertThat(budget.tryReserve(41)).isNull();
        try (MemoryBudget.Reservation rest = Objects.requireNonNull(budget.tryReserve(40))) {
            assertThat(rest.bytes()).isEqualTo(40);
            assertThat(budget.reservedBytes()).isEqualTo(100);
        }
        most.close();
        most.close();
        assertThat(budget.reservedBytes()).isZero();
    }

    @Test
    void tooMuchIsAnErrorThatSaysHowMuchThereIs() {
        MemoryBudget budget = new MemoryBudget(100);
        budget.reserve(90, "a column");
        assertThatThrownBy(() -> budget.reserve(11, "sorting"))
                .isInstanceOf(DataException.class)
                .hasMessage("Not enough memory for sorting: 11 bytes are needed and 10 of 100 are free. "
                        + "Read fewer columns or rows, run fewer statements at a time, "
                        + "or raise the system property gpuquery.memory.");
        assertThatThrownBy(() -> budget.reserve(Long.MAX_VALUE, "sorting")).isInstanceOf(DataException.class);
        assertThatThrownBy(() -> budget.reserve(-1, "sorting")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void manyThreadsNeverReserveMoreThanThereIs() {
        MemoryBudget budget = new MemoryBudget(50);
        boolean always = IntStream.range(0, 100_000).parallel().allMatch(i -> {
            try (MemoryBudget.Reservation reservation = budget.tryReserve(1 + i % 20)) {
                return reservation == null || budget.reservedBytes() <= 50;
            }
        });
        assertThat(always).isTrue();
        assertThat(budget.reservedBytes()).isZero();
    }

    @Test
    void theSystemPropertyIsBytesOrANumberWithAUnit() {
        assertThat(MemoryBudget.parse(MemoryBudget.PROPERTY, "1234")).isEqualTo(1234);
        assertThat(MemoryBudget.parse(MemoryBudget.PROPERTY, " 3k ")).isEqualTo(3 << 10);
        assertThat(MemoryBudget.parse(MemoryBudget.PROPERTY, "512m")).isEqualTo(512L << 20);
        assertThat(MemoryBudget.parse(MemoryBudget.PROPERTY, "4G")).isEqualTo(4L << 30);
        for (String text : List.of("", "4 gb", "-1", "9999999999999999999", "99999999t", "m")) {
            assertThatThrownBy(() -> MemoryBudget.parse(MemoryBudget.PROPERTY, text))
                    .isInstanceOf(DataException.class)
                    .hasMessage(
                            "The system property gpuquery.memory is \"" + text
                                    + "\", which is no number of bytes. Write bytes, or a number and k, m, g or t, such as 4g.");
        }
    }

    @Test
    void theProcessHasAQuarterOfTheMachine() {
        assertThat(MemoryBudget.ofProcess().limitBytes()).isBetween(64L << 20, 1L << 50);
        assertThat(MemoryBudget.ofProcess()).isSameAs(MemoryBudget.ofProcess());
    }
}
