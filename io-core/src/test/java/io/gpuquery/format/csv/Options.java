package io.gpuquery.format.csv;

import io.gpuquery.column.ColumnDefinition;
import io.gpuquery.column.ColumnType;
import io.gpuquery.scan.Flavor;
import io.gpuquery.scan.ReadOptions;
import io.gpuquery.scan.ReadOptions.ErrorPolicy;
import io.gpuquery.scan.TextSyntax;
import io.gpuquery.scan.ValueNotation;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@link ReadOptions} put together for a test. */
final class Options {
    private List<ColumnDefinition> columns = new ArrayList<>();
    private @Nullable Character delimiter;
    private @Nullable Character quote;
    private @Nullable Boolean header;
    private List<String> nullWords = List.of();
    private @Nullable Charset charset;
    private ErrorPolicy onError = ErrorPolicy.FAIL;
    private boolean strict;
    private boolean decimals;
    private @Nullable Character escape;
    private @Nullable Character comment;
    private int sampleRows = ReadOptions.DEFAULT.sampleRows();

    Options column(String name, ColumnType type) {
        columns.add(new ColumnDefinition(name, type, true));
        return this;
    }

    Options delimiter(char value) {
        delimiter = value;
        return this;
    }

    Options quote(char value) {
        quote = value;
        return this;
    }

    Options escape(char value) {
        escape = value;
        return this;
    }

    Options comment(char value) {
        comment = value;
        return this;
    }

    Options header(boolean value) {
        header = value;
        return this;
    }

    Options nullWords(String... words) {
        nullWords = List.of(words);
        return this;
    }

    Options charset(Charset value) {
        charset = value;
        return this;
    }

    Options onError(ErrorPolicy value) {
        onError = value;
        return this;
    }

    Options strict() {
        strict = true;
        return this;
    }

    Options decimals() {
        decimals = true;
        return this;
    }

    Options sampleRows(int value) {
        sampleRows = value;
        return this;
    }

    ReadOptions build() {
        return new ReadOptions(
                columns,
                delimiter,
                quote,
                header,
                nullWords,
                charset,
                onError,
                strict,
                decimals,
                java.time.ZoneOffset.UTC,
                sampleRows,
                escape == null && comment == null
                        ? TextSyntax.DEFAULT
                        : new TextSyntax(escape, comment, null, null, TextSyntax.Nested.TYPES),
                ValueNotation.DEFAULT,
                Flavor.GPU_QUERY);
    }
}
