package io.gpuquery.scan;

import io.gpuquery.column.ColumnDefinition;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a user may say about how files are read; null means "find out".
 *
 * @param columns names and types of the columns in file order; empty: inferred
 * @param delimiter of delimited text
 * @param quote of delimited text; U+0000 where there is none
 * @param header whether the first row of delimited text names the columns
 * @param nullWords unquoted texts that mean NULL besides the empty one
 * @param charset of text; null: UTF-8, or what a byte order mark says
 * @param onError what happens to a field that does not fit its column's type
 * @param strict whether a row with too few fields is an error, or a JSON object with a key that is no column or comes twice
 * @param decimals whether fractions in text become DECIMAL instead of DOUBLE
 * @param timeZone the session's zone
 * @param sampleRows rows looked at to infer types of text; 0: all
 * @param syntax what is unusual in how text is laid out
 * @param notation how values are written in text
 * @param flavor whose rules decide
 * @param verifyChecksums whether the checksums of Parquet pages are looked at, where there are any
 */
public record ReadOptions(
        List<ColumnDefinition> columns,
        @Nullable Character delimiter,
        @Nullable Character quote,
        @Nullable Boolean header,
        List<String> nullWords,
        @Nullable Charset charset,
        ErrorPolicy onError,
        boolean strict,
        boolean decimals,
        ZoneId timeZone,
        int sampleRows,
        TextSyntax syntax,
        ValueNotation notation,
        Flavor flavor,
        boolean verifyChecksums) {
    /** What happens to a field that does not fit. */
    public enum ErrorPolicy {
        /** The statement fails, naming file, line, column and text. */
        FAIL,
        /** The field becomes NULL, counted. */
        NULL,
        /** The row is left out, counted. */
        SKIP
    }

    /** Nothing said. */
    public static final ReadOptions DEFAULT = new ReadOptions(
            List.of(),
            null,
            null,
            null,
            List.of(),
            null,
            ErrorPolicy.FAIL,
            false,
            false,
            ZoneOffset.UTC,
            20_000,
            TextSyntax.DEFAULT,
            ValueNotation.DEFAULT,
            Flavor.GPU_QUERY);

    /** Without a look at checksums. */
    public ReadOptions(
            List<ColumnDefinition> columns,
            @Nullable Character delimiter,
            @Nullable Character quote,
            @Nullable Boolean header,
            List<String> nullWords,
            @Nullable Charset charset,
            ErrorPolicy onError,
            boolean strict,
            boolean decimals,
            ZoneId timeZone,
            int sampleRows,
            TextSyntax syntax,
            ValueNotation notation,
            Flavor flavor) {
        this(
                columns,
                delimiter,
                quote,
                header,
                nullWords,
                charset,
                onError,
                strict,
                decimals,
                timeZone,
                sampleRows,
                syntax,
                notation,
                flavor,
                false);
    }

    public ReadOptions {
        columns = List.copyOf(columns);
        nullWords = List.copyOf(nullWords);
        Objects.requireNonNull(syntax, "syntax");
        Objects.requireNonNull(notation, "notation");
        Objects.requireNonNull(flavor, "flavor");
        if (sampleRows < 0) {
            throw new IllegalArgumentException("sampleRows is " + sampleRows);
        }
    }

    /** The same, laid out or written in another way. */
    public ReadOptions with(TextSyntax newSyntax, ValueNotation newNotation, Flavor newFlavor) {
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
                timeZone,
                sampleRows,
                newSyntax,
                newNotation,
                newFlavor,
                verifyChecksums);
    }

    /** The same, for a file that begins with a row of names, or does not. */
    public ReadOptions withHeader(boolean newHeader) {
        return new ReadOptions(
                columns,
                delimiter,
                quote,
                newHeader,
                nullWords,
                charset,
                onError,
                strict,
                decimals,
                timeZone,
                sampleRows,
                syntax,
                notation,
                flavor,
                verifyChecksums);
    }

    /** The same, with or without a look at checksums. */
    public ReadOptions withVerifyChecksums(boolean verify) {
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
                timeZone,
                sampleRows,
                syntax,
                notation,
                flavor,
                verify);
    }

    /** Whether somebody has to find out if delimited text begins with a row of names. */
    public boolean isHeaderOpen() {
        return header == null && columns.isEmpty() && !isCalciteFile();
    }

    /** Whether {@link Flavor#CALCITE_FILE} decides. */
    public boolean isCalciteFile() {
        return flavor == Flavor.CALCITE_FILE;
    }

    /** The declared columns as a table has them: a promise not to be NULL cannot be kept where what does not fit becomes NULL. */
    public List<ColumnDefinition> columnsOfTable() {
        return onError == ErrorPolicy.NULL
                ? columns.stream()
                        .map(column -> new ColumnDefinition(column.name(), column.type(), true))
                        .toList()
                : columns;
    }

    /** The charset that text has where no byte order mark says otherwise. */
    public Charset charsetOrUtf8() {
        return charset == null ? StandardCharsets.UTF_8 : charset;
    }
}
