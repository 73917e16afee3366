package io.gpuquery.error;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class DataExceptionTest {
    private static final Location PLACE =
            Location.of(Path.of("data", "sales.csv")).withLine(3).withColumn("x");

    @Test
    void theMessageJoinsProblemPlaceAndHint() {
        DataException failure = new DataException("\"abc\" is not a BIGINT", PLACE, "Set onError=null.");

        assertThat(failure)
                .hasMessage("\"abc\" is not a BIGINT (data/sales.csv, line 3, column \"x\"). Set onError=null.");
        assertThat(failure.problem()).isEqualTo("\"abc\" is not a BIGINT");
        assertThat(failure.location()).isEqualTo(PLACE);
        assertThat(failure.hint()).isEqualTo("Set onError=null.");
        assertThat(failure.getCause()).isNull();
    }

    @Test
    void partsThatAreUnknownLeaveNoTraceInTheMessage() {
        assertThat(new DataException("Memory is short.", Location.none(), "")).hasMessage("Memory is short.");
    }

    @Test
    void theCauseIsKept() {
        IllegalStateException cause = new IllegalStateException();

        assertThat(new DataException("p", Location.none(), "h", cause)).hasCause(cause);
    }

    @Test
    void aLocationTellsAllThatIsKnown() {
        Location all = Location.of(Path.of("a.parquet"))
                .withLine(1)
                .withRowGroup(0)
                .withColumn("price")
                .withByteOffset(4096);

        assertThat(all).hasToString("a.parquet, line 1, row group 0, column \"price\", byte 4096");
        assertThat(Location.none()).hasToString("");
    }

    @Test
    void placesThatCannotBeAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> PLACE.withLine(0));
        assertThatIllegalArgumentException().isThrownBy(() -> PLACE.withRowGroup(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> PLACE.withByteOffset(-1));
    }
}
