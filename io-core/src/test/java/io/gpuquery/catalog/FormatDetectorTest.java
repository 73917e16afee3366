package io.gpuquery.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.gpuquery.scan.FileFormat;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FormatDetectorTest {
    private static FormatDetector.Detection detect(String name, byte[] content) {
        byte[] head = Arrays.copyOf(content, Math.min(content.length, FileHead.HEAD_BYTES));
        byte[] tail = Arrays.copyOfRange(content, Math.max(0, content.length - 4), content.length);
        return FormatDetector.detect(FileName.of(name), new FileHead(head, tail, content.length));
    }

    private static FormatDetector.Detection detect(String name, String content) {
        return detect(name, content.getBytes(StandardCharsets.UTF_8));
    }

    /** Backslash sequences stand for what they mean in Java. */
    @ParameterizedTest
    @CsvSource(delimiter = '!', quoteCharacter = '`', textBlock = """
            # content decides over the name
            x.csv       ! PAR1........PAR1                   ! PARQUET
            x           ! PAR1........PAR1                   ! PARQUET
            x.png       ! PAR1........PAR1                   ! PARQUET
            x.csv       ! {"a":1}\\n{"a":2}\\n               ! JSON
            x.csv       ! [{"a":1},\\n{"a":2}]               ! JSON
            x.md        ! {"a":1}                            ! JSON
            x           ! \\n  {"a":1}                       ! JSON
            x           ! \uFEFF{"a":1}                      ! JSON
            x.json      ! a,b,c\\n1,2,3\\n                   ! CSV
            x.parquet   ! a\\tb\\n1\\t2\\n3\\t4\\n           ! CSV
            x           ! a,b,c\\n1,2,3\\n                   ! CSV
            x.txt       ! a;b\\n1;2\\n3;4                    ! CSV
            x.log       ! a|b|c\\r\\n1|2|3\\r\\n             ! CSV
            x           ! a,b,c\\r1,2,3\\r                   ! CSV
            x           ! a,"b\\n,",c\\n1,"2,2",3\\n         ! CSV
            x           ! "a ""x"", y",b,c\\n1,2,3\\n        ! CSV
            x.csv.gz    ! a,b,c\\n1,2,3\\n                   ! CSV
            # the name decides where content does not
            x.csv       ! a\\n1\\n                           ! CSV
            x.csv       ! ``                                 ! CSV
            x.csv       ! [id],[name]\\n1,2                  ! CSV
            x.csv       ! {"a":1},2\\n                       ! CSV
            x.csv       ! [1],[2]\\n                         ! CSV
            x.json      ! ``                                 ! JSON
            x.json      ! {"a":                              ! JSON
            x.json      ! [broken                            ! JSON
            x.json      ! 1                                  ! JSON
            x.parquet   ! PAR1.....                          ! PARQUET
            x.parquet   ! ``                                 ! PARQUET
            x.parquet   ! prose, which no table is.\\nNo.    ! PARQUET
            """)
    void tablesAreRecognised(String name, String content, FileFormat format) {
        FormatDetector.Detection detection = detect(name, content.translateEscapes());
        assertThat(detection).isEqualTo(new FormatDetector.Detection(format, Obstacle.NONE));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '!', quoteCharacter = '`', textBlock = """
            x           ! ``                                 ! empty
            x.txt       ! Dear Sir,\\nyes, no, perhaps.\\nBye ! neither its content nor its name tells a format
            x.txt       ! one\\ntwo\\nthree\\n               ! neither its content nor its name tells a format
            x.txt       ! a,b\\n1,2\\n                       ! neither its content nor its name tells a format
            x           ! PAR1 is where Parquet begins       ! neither its content nor its name tells a format
            x           ! PAR1PAR1                           ! neither its content nor its name tells a format
            x           ! [a] b                              ! neither its content nor its name tells a format
            x.md        ! | a | b |\\n| 1 | 2 |\\n| 3 | 4 |  ! its name says that it is something else, and its content does not contradict
            README.md   ! [Link](x) and text                 ! its name says that it is something else, and its content does not contradict
            LICENSE     ! a,b,c\\n1,2,3\\n                   ! its name says that it is something else, and its content does not contradict
            x.png       ! \\211PNG\\r\\n                     ! its name says that it is something else, and its content does not contradict
            x.zip       ! PK\\3\\4                           ! a zip archive
            x.pdf       ! %PDF-1.7                           ! a PDF document
            x           ! SQLite format 3\\0                 ! an SQLite database
            x.csv.xz    ! prose                              ! its name says that it is compressed in a way that is not read
            """)
    void otherFilesArePassedOverWithTheReason(String name, String content, String reason) {
        FormatDetector.Detection detection = detect(name, content.translateEscapes());
        assertThat(detection.format()).isNull();
        assertThat(detection.obstacle().reason()).isEqualTo(reason);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '!', quoteCharacter = '`', textBlock = """
            x.xlsx      ! PK\\3\\4            ! Save each of its sheets as CSV: spreadsheets are not read.
            x.XLS       ! \\320\\317\\021\\340 ! Save each of its sheets as CSV: spreadsheets are not read.
            x.ods       ! PK\\3\\4            ! Save each of its sheets as CSV: spreadsheets are not read.
            x.xlsx      ! <html>             ! If it is CSV, JSON or Parquet all the same, define it as a table with its format.
            x.docx      ! PK\\3\\4            ! CSV, JSON and Parquet are read, and it is none of these.
            x.zip       ! PK\\3\\4            ! Unpack it, or save its sheets as CSV if it is a spreadsheet.
            x.7z        ! 7z\\274\\257        ! Unpack it: archives are not read.
            x           ! ``                 ! It can be a table once there is something in it.
            x.png       ! \\211PNG            ! CSV, JSON and Parquet are read, and it is none of these.
            x.db        ! SQLite format 3\\0 ! Write its data as Parquet or CSV: this format is not read.
            x.orc       ! ORC                ! Write its data as Parquet or CSV: this format is not read.
            x.csv.xz    ! \\3757zXZ           ! Unpack it, or compress it with gzip or zstd.
            x.csv.br    ! prose              ! Unpack it, or compress it with gzip or zstd.
            x.md        ! prose              ! If it is CSV, JSON or Parquet all the same, define it as a table with its format.
            """)
    void otherFilesArePassedOverWithAWordOnWhatToDo(String name, String content, String hint) {
        byte[] bytes = content.translateEscapes().getBytes(StandardCharsets.ISO_8859_1);
        assertThat(detect(name, bytes).obstacle().hint()).isEqualTo(hint);
    }

    @Test
    void compressedContentIsNamed() {
        byte[] gzip = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0};
        assertThat(detect("x.bin", gzip).obstacle().reason()).isEqualTo("compressed by gzip");
    }

    @Test
    void utf16WithItsMarkIsText() {
        assertThat(detect("x", "\uFEFFa,b,c\n1,2,3\n".getBytes(StandardCharsets.UTF_16LE))
                        .format())
                .isEqualTo(FileFormat.CSV);
        assertThat(detect("x", "\uFEFF{\"a\":1}".getBytes(StandardCharsets.UTF_16BE))
                        .format())
                .isEqualTo(FileFormat.JSON);
    }

    @Test
    void tablesLongerThanTheHeadAreRecognisedWhereverItCuts() {
        for (int padding = 0; padding < 200; padding++) {
            String row = "x".repeat(padding) + ",2021-01-01,\"a,b\",true";
            assertThat(detect("x", ("a,b,c,d\n" + (row + "\n").repeat(2000))).format())
                    .isEqualTo(FileFormat.CSV);
            String object = "{\"key\":\"" + "x".repeat(padding) + "\",\"b\":true,\"c\":-1.25e10,\"d\":[null]}\n";
            assertThat(detect("x", object.repeat(2000)).format()).isEqualTo(FileFormat.JSON);
        }
    }

    @Test
    void noiseIsNoTable() {
        Random random = new Random(7);
        for (int i = 0; i < 500; i++) {
            byte[] noise = new byte[random.nextInt(6000)];
            random.nextBytes(noise);
            assertThat(detect("x", noise).format()).isNull();
        }
    }
}
