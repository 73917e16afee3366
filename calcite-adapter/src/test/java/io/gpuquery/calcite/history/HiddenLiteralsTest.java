package io.gpuquery.calcite.history;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HiddenLiteralsTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "select 1|select ?",
                "select 'a'|select ?",
                "select 'it''s', 'b'|select ?, ?",
                "select E'it\\'s secret', x|select E?, x",
                "select 'it\\', secret|select ?, secret",
                "select like_e'a\\'|select like_e?",
                "select -1.5e-3+2|select -?+?",
                "select .5|select .?",
                "select 0x1F|select ?",
                "select a1, b_2, t$3 from x9|select a1, b_2, t$3 from x9",
                "select \"it's 5\" from \"2024\"|select \"it's 5\" from \"2024\"",
                "select \"a\"\"b'c\" , 'd'|select \"a\"\"b'c\" , ?",
                "select date '2024-01-01', x'ff', U&'\\00e9'|select date ?, x?, U&?",
                "select 1 -- it's 5|select ?",
                "select /* 'secret' */ a|select   a",
                "select a -- secret|select a",
                "select a // secret|select a",
                "select a /* secret|select a",
                "select 'secret|select ?",
                "select \"secret|select ?",
                "select a-b/c|select a-b/c",
                "größe = 5|größe = ?"
            })
    void valuesAreHiddenAndNamesAreNot(String sql, String shown) {
        assertThat(HiddenLiterals.in(sql).strip()).isEqualTo(shown);
    }

    @Test
    void whatFollowsACommentToTheEndOfALineIsShown() {
        assertThat(HiddenLiterals.in("select a -- 'x\nfrom b")).isEqualTo("select a  from b");
    }
}
