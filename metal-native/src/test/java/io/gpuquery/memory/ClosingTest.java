package io.gpuquery.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClosingTest {

    @Test
    void allAreClosedAndTheFirstFailureCarriesTheOthers() {
        List<String> closed = new ArrayList<>();
        List<AutoCloseable> resources = List.of(
                () -> closed.add("first"),
                () -> {
                    closed.add("second");
                    throw new IllegalStateException("second");
                },
                () -> {
                    closed.add("third");
                    throw new IOException("third");
                },
                () -> closed.add("fourth"));

        assertThatIllegalStateException()
                .isThrownBy(() -> Closing.all(resources))
                .withMessage("second")
                .satisfies(e -> assertThat(e.getSuppressed()).singleElement().isInstanceOf(IOException.class));
        assertThat(closed).containsExactly("first", "second", "third", "fourth");
    }

    @Test
    void aCheckedFailureIsTheCauseOfWhatIsThrown() {
        IOException checked = new IOException("no");
        List<AutoCloseable> resources = List.of(() -> {
            throw checked;
        });
        assertThatIllegalStateException()
                .isThrownBy(() -> Closing.all(resources))
                .withCause(checked);
    }
}
