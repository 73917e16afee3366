package io.gpuquery.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.gpuquery.scan.FileFormat;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileNameTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", quoteCharacter = '`', textBlock = """
            sales.csv               | sales         | csv            | FORMAT         | CSV
            SALES.CSV               | SALES         | CSV            | FORMAT         | CSV
            sales.tsv               | sales         | tsv            | FORMAT         | CSV
            lineitem.tbl            | lineitem      | tbl            | FORMAT         | CSV
            events.ndjson           | events        | ndjson         | FORMAT         | JSON
            events.jsonl            | events        | jsonl          | FORMAT         | JSON
            trips.parquet           | trips         | parquet        | FORMAT         | PARQUET
            part-0.snappy.parquet   | part-0        | snappy.parquet | FORMAT         | PARQUET
            sales.csv.gz            | sales         | csv.gz         | FORMAT         | CSV
            sales.ndjson.zst        | sales         | ndjson.zst     | FORMAT         | JSON
            sales.csv.xz            | sales         | csv.xz         | COMPRESSED     | CSV
            backup.tar.gz           | backup        | tar.gz         | SOMETHING_ELSE | -
            noise.gz                | noise         | gz             | COMPRESSED     | -
            sales.2024.csv          | sales.2024    | csv            | FORMAT         | CSV
            sales.csv.csv           | sales         | csv.csv        | FORMAT         | CSV
            sales.csv.bak           | sales.csv     | bak            | SOMETHING_ELSE | -
            events.2024             | events.2024   | ``             | NOTHING        | -
            notes.txt               | notes         | txt            | NOTHING        | -
            data                    | data          | ``             | NOTHING        | -
            data.                   | data.         | ``             | NOTHING        | -
            a.b c.csv               | a.b c         | csv            | FORMAT         | CSV
            1,5 €.csv               | 1,5 €         | csv            | FORMAT         | CSV
            select.csv              | select        | csv            | FORMAT         | CSV
            README.md               | README        | md             | SOMETHING_ELSE | -
            LICENSE                 | LICENSE       | ``             | SOMETHING_ELSE | -
            license.csv             | license       | csv            | FORMAT         | CSV
            readme.txt              | readme        | txt            | SOMETHING_ELSE | -
            photo.png               | photo         | png            | SOMETHING_ELSE | -
            .csv                    | .csv          | ``             | NOTHING        | -
            """)
    void namesAreTakenApart(
            String fileName, String base, String extensions, FileName.Claim claim, @Nullable FileFormat format) {
        assertThat(FileName.of(fileName)).isEqualTo(new FileName(base, extensions, claim, format));
    }
}
