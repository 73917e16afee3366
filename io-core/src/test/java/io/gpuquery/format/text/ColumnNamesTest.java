package io.gpuquery.format.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ColumnNamesTest {
    @Test
    void namesAreTrimmedAndOtherwiseKept() {
        assertThat(ColumnNames.unique(List.of(" id ", "Unit Price", "größe")))
                .containsExactly("id", "Unit Price", "größe");
    }

    @Test
    void blankNamesAreNamedByPosition() {
        assertThat(ColumnNames.unique(List.of("id", "", "  "))).containsExactly("id", "column2", "column3");
    }

    @Test
    void namesThatDifferInCaseAtMostGetNumbers() {
        assertThat(ColumnNames.unique(List.of("id", "ID", "Id"))).containsExactly("id", "ID_2", "Id_3");
        assertThat(ColumnNames.unique(List.of("i", "\u0130"))).containsExactly("i", "\u0130_2");
    }

    @Test
    void aNumberNeverTakesTheNameOfAnotherColumn() {
        assertThat(ColumnNames.unique(List.of("a", "a", "a_2", "column5", "")))
                .containsExactly("a", "a_3", "a_2", "column5", "column5_2");
    }
}
