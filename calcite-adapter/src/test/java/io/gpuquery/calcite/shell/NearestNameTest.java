package io.gpuquery.calcite.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestNameTest {
    @ParameterizedTest
    @CsvSource({
        "trips, trips, 0",
        "tirps, trips, 1",
        "trip, trips, 1",
        "trrips, trips, 1",
        "trits, trips, 1",
        "stat_on, station, 1",
        "ab, ba, 1",
        "'', ab, 2"
    })
    void distanceCountsSingleChangesAndSwapsOfNeighbours(String a, String b, int distance) {
        assertThat(NearestName.distance(a, b, 9)).isEqualTo(distance);
        assertThat(NearestName.distance(b, a, 9)).isEqualTo(distance);
    }

    @Test
    void distancesAboveTheLimitAreOnlyKnownToBeAboveIt() {
        assertThat(NearestName.distance("a", "abcdef", 2)).isGreaterThan(2);
    }

    @Test
    void theNearestOfSeveralWins() {
        assertThat(NearestName.of("staton", List.of("stations", "Station", "nation")))
                .contains("Station");
        assertThat(NearestName.of("TRIPZ", List.of("drips", "trips", "tripz2"))).contains("trips");
    }

    @Test
    void nothingIsBetterThanANameThatIsFarAway() {
        assertThat(NearestName.of("trips", List.of("weather", "orders"))).isEmpty();
        assertThat(NearestName.of("ab", List.of("cd"))).isEmpty();
        assertThat(NearestName.of("", List.of("trips"))).isEmpty();
    }
}
