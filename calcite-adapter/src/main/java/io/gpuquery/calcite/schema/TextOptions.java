package io.gpuquery.calcite.schema;

import io.gpuquery.column.ColumnDefinition;
import io.gpuquery.error.DataException;
import io.gpuquery.error.Location;
import io.gpuquery.scan.Flavor;
import io.gpuquery.scan.ReadOptions;
import io.gpuquery.scan.TextSyntax;
import io.gpuquery.scan.ValueNotation;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The options on how files are read, which a directory has for all of its tables, and a table of its own. */
final class TextOptions {
    /** Name to description, in the order of the documentation. */
    static final Map<String, String> DESCRIPTIONS = descriptions();

    /** What Calcite's file adapter decides by itself. */
    private static final List<String> OURS_ALONE = List.of(
            "header",
            "skipLines",
            "comment",
            "escape",
            "nested",
            "nullWords",
            "decimals",
            "dateFormat",
            "timeFormat",
            "timestampFormat",
            "decimalSeparator",
            "groupingSeparator",
            "sampleRows");

    private TextOptions() {}

    /**
     * Reads them.
     *
     * @param columnFormats name of a declared column to the format of its values
     * @param otherwise holds where nothing is said
     */
    static ReadOptions of(
            OptionValues given,
            List<ColumnDefinition> columns,
            Map<String, String> columnFormats,
            ReadOptions otherwise) {
        Flavor flavor = given.constant("flavor", Flavor.class, otherwise.flavor());
        if (flavor == Flavor.CALCITE_FILE) {
            given.refuse(OURS_ALONE, "with the flavor \"calcite-file\"");
        }
        return new ReadOptions(
                columns,
                given.has("delimiter") ? given.delimiter("delimiter") : otherwise.delimiter(),
                given.has("quote") ? given.character("quote") : otherwise.quote(),
                given.has("header") ? given.flag("header") : otherwise.header(),
                given.has("nullWords") ? given.texts("nullWords") : otherwise.nullWords(),
                given.has("charset") ? given.charset("charset") : otherwise.charset(),
                given.constant("onError", ReadOptions.ErrorPolicy.class, otherwise.onError()),
                given.flag("strict", otherwise.strict()),
                given.flag("decimals", otherwise.decimals()),
                given.zone("timeZone", otherwise.timeZone()),
                sampleRows(given, otherwise.sampleRows()),
                syntax(given, otherwise.syntax()),
                notation(given, columnFormats, otherwise.notation()),
                flavor,
                given.flag("verifyChecksums", otherwise.verifyChecksums()));
    }

    private static int sampleRows(OptionValues given, int otherwise) {
        boolean all = given.has("sampleRows")
                && given.requiredText("sampleRows").strip().equalsIgnoreCase("all");
        return all ? 0 : given.integer("sampleRows", otherwise, 0);
    }

    private static TextSyntax syntax(OptionValues given, TextSyntax otherwise) {
        return new TextSyntax(
                given.has("escape") ? given.character("escape") : otherwise.escape(),
                given.has("comment") ? given.character("comment") : otherwise.comment(),
                given.has("skipLines") ? Integer.valueOf(given.integer("skipLines", 0, 0)) : otherwise.skipLines(),
                given.has("rowsAt") ? given.requiredText("rowsAt") : otherwise.rowsAt(),
                given.constant("nested", TextSyntax.Nested.class, otherwise.nested()));
    }

    private static ValueNotation notation(
            OptionValues given, Map<String, String> columnFormats, ValueNotation otherwise) {
        Character decimal =
                given.has("decimalSeparator") ? given.separator("decimalSeparator") : otherwise.decimalSeparator();
        Character grouping =
                given.has("groupingSeparator") ? given.separator("groupingSeparator") : otherwise.groupingSeparator();
        if (grouping != null && grouping.charValue() == (decimal == null ? '.' : decimal)) {
            throw new DataException(
                    "The options \"decimalSeparator\" and \"groupingSeparator\"" + given.ofOwner() + " are both \""
                            + grouping + "\"",
                    Location.none(),
                    decimal == null
                            ? "Name the character before fractions, such as a comma, with \"decimalSeparator\"."
                            : "Choose another character for one of them.");
        }
        return new ValueNotation(
                pattern(given, "dateFormat", otherwise.dateFormat()),
                pattern(given, "timeFormat", otherwise.timeFormat()),
                pattern(given, "timestampFormat", otherwise.timestampFormat()),
                decimal,
                grouping,
                columnFormats);
    }

    private static @Nullable String pattern(OptionValues given, String name, @Nullable String otherwise) {
        return given.has(name) ? given.pattern(name) : otherwise;
    }

    private static Map<String, String> descriptions() {
        Map<String, String> all = new LinkedHashMap<>();
        all.put(
                "flavor",
                "gpu-query or calcite-file: whose rules decide, ours or those of Calcite's own file adapter; gpu-query");
        all.put(
                "delimiter",
                "Character between the fields of delimited text, or comma, tab, pipe, semicolon; else found out");
        all.put("quote", "Character around fields of delimited text; else found out");
        all.put(
                "escape",
                "Character that takes the meaning from a quote, delimiter, line end or escape behind it; none");
        all.put("comment", "Character that begins lines which are no rows; else found out before the first row, if #");
        all.put("header", "true or false: whether the first row of delimited text names the columns; else found out");
        all.put("skipLines", "Lines before the first row or header of delimited text; else found out");
        all.put("rowsAt", "Key of the array in a JSON object whose elements are the rows, or keys joined by points");
        all.put(
                "nested",
                "types or json: whether nested values of JSON are ROW, ARRAY and MAP where they agree, or JSON text; types");
        all.put("nullWords", "Unquoted texts that mean NULL, besides the empty one; with commas between them");
        all.put("charset", "Charset of text, such as windows-1252; else what a byte order mark says, or UTF-8");
        all.put("dateFormat", "Pattern of dates, such as dd.MM.yyyy; yyyy-MM-dd");
        all.put("timeFormat", "Pattern of times, such as h:mm a; HH:mm:ss with any fraction");
        all.put("timestampFormat", "Pattern of timestamps, such as dd/MM/yyyy HH:mm; that of ISO 8601");
        all.put(
                "decimalSeparator",
                "Character before fractions in delimited text; a point, or where a semicolon is the delimiter found out");
        all.put("groupingSeparator", "Character between every three digits in delimited text, or space; none");
        all.put("onError", "fail, null or skip: what happens to a field that does not fit its column; fail");
        all.put("strict", "true or false: whether a row with too few fields is an error; false");
        all.put("decimals", "true or false: whether fractions in text are DECIMAL instead of DOUBLE; false");
        all.put("timeZone", "The session's time zone; UTC");
        all.put("verifyChecksums", "true or false: whether the checksums of Parquet pages are verified; false");
        all.put("sampleRows", "Rows looked at to infer the types of text, or all; " + ReadOptions.DEFAULT.sampleRows());
        return Collections.unmodifiableMap(all);
    }
}
