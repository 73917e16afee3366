package io.gpuquery.format.csv;

import static org.assertj.core.api.Assertions.assertThat;

import io.gpuquery.scan.ReadOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsvDetectionTest {
    @TempDir
    Path folder;

    private CsvDialect dialect(String name, String text) throws IOException {
        Path file = Files.writeString(folder.resolve(name), text);
        return (CsvDialect) CsvTable.describe(file, ReadOptions.DEFAULT).details();
    }

    /** Lines separated by ^, or by § inside quotes; tabs written as ~. */
    @ParameterizedTest
    @CsvSource(delimiter = '>', quoteCharacter = '@', textBlock = """
            a,b^1,2                                                   > ,
            a~b^1~2                                                   > ~
            a|b^1|2                                                   > |
            a;b^1;2                                                   > ;
            name;price^x;1,50^y;2,75                                  > ;
            id|text^1|one, two, three^2|four, five, six               > |
            city~where^Rome~Italy, Europe^Oslo~Norway, Europe         > ~
            a,b^"x;y;z",1^"p;q;r",2                                   > ,
            "a;b;c","d;e;f"^"1;2;3","4;5;6"                           > ,
            id,tags^1,a|b^2,c|d^3,e|f                                 > ,
            id,when^1,"2024-01-01; 10:00"^2,"2024-01-01; 10:00"       > ,
            a;b;c^1;"x, y, z";2^2;"p ""q"", r";3                      > ;
            one column^of words^and nothing else                      > ,
            a,b,c^1,2,3^4,5^6,7,8^9,10,11;12                          > ,
            "multi§line, text";b^"x, y§z, w";1                    > ;
            """)
    void theDelimiterIsTheOneThatCutsEvenly(String lines, String delimiter) throws IOException {
        String text = lines.replace('^', '\n').replace('~', '\t').replace('§', '\n') + "\n";
        assertThat(dialect("t.csv", text).delimiter())
                .isEqualTo(delimiter.replace('~', '\t').charAt(0));
    }

    @Test
    void theNameOfTheFileDecidesWhereTheTextDoesNot() throws IOException {
        String text = "Rome, Italy, EU\t1\nOslo, Norway, no\t2\n";
        assertThat(dialect("t.tsv", text).delimiter()).isEqualTo('\t');
        assertThat(dialect("t.tsv", "a,b\n1,2\n").delimiter()).isEqualTo(',');
        assertThat(dialect("t.psv", "one\ntwo\n").delimiter()).isEqualTo('|');
    }

    /** Lines separated by ^. */
    @ParameterizedTest
    @CsvSource(delimiter = '>', quoteCharacter = '@', textBlock = """
            id,name^1,ann^2,bob                    > true
            1,ann^2,bob                            > false
            3,c,3.5^4,d,4^5,e,5                    > false
            2024-01-01T10:00:00,1^2024-01-02,2     > false
            name,city^ann,rome^bob,oslo            > true
            ann,rome^bob,oslo^ann,lima             > false
            name,name^ann,rome^bob,oslo            > false
            ,name^0,ann^1,bob                      > true
            ,name^x,ann^y,bob                      > false
            day,n^2024-01-01,1^2024-01-02,2        > true
            2024-01-01,1^2024-01-02,2              > false
            2019,2020^1,2^3,4                      > false
            region,2019,2020^north,1,2^south,3,4   > false
            id,2019,2020^7,1,2^8,3,4               > true
            a,b                                    > true
            1,b                                    > false
            true,x^false,y                         > false
            id,name^,ann^,bob                      > true
            id^1^2                                 > true
            1^2^3                                  > false
            """)
    void aHeaderIsARowUnlikeTheOthers(String lines, boolean header) throws IOException {
        assertThat(dialect("t.csv", lines.replace('^', '\n') + "\n").header()).isEqualTo(header);
    }

    @Test
    void theOptionDecidesOverTheText() throws IOException {
        Path file = Files.writeString(folder.resolve("t.csv"), "1,2\n3,4\n");
        assertThat(CsvTable.read(file, new Options().header(true).build()).names())
                .containsExactly("1", "2");
        file = Files.writeString(folder.resolve("t.csv"), "a,b\n3,4\n");
        assertThat(CsvTable.read(file, new Options().header(false).build()).rows())
                .containsExactly(java.util.List.of("a", "b"), java.util.List.of("3", "4"));
        assertThat(CsvTable.read(file, new Options().delimiter(';').build()).names())
                .containsExactly("a,b");
    }
}
