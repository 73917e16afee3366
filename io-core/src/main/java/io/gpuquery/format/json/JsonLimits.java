package io.gpuquery.format.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import io.gpuquery.scan.ReadOptions;

/**
 * How much is looked at, and how much is one morsel; what is bounded for everybody is constant.
 *
 * @param sampleAllBytes files up to this size are sampled as a whole, whatever {@code sampleRows} says
 * @param headBytes most bytes of a sample at the start of the file
 * @param places how many further samples there are
 * @param placeBytes most bytes of each of them
 * @param morselBytes bytes of a morsel, where the file can be split
 * @param maxNestedChars characters of the text of a nested value
 */
record JsonLimits(
        long sampleAllBytes, long headBytes, int places, long placeBytes, long morselBytes, int maxNestedChars) {
    static final JsonLimits DEFAULT = new JsonLimits(8L << 20, 4L << 20, 16, 256L << 10, 16L << 20, 64 << 20);

    /** Different keys that become columns. */
    static final int MAX_KEYS = 10_000;

    /** Characters of a text. */
    static final int MAX_TEXT_CHARS = 64 << 20;

    static final int MAX_NUMBER_CHARS = 1000;
    static final int MAX_KEY_CHARS = 50_000;
    static final int MAX_DEPTH = 1000;

    /** Fields of a batch: wide tables get shorter batches. */
    static final int MAX_BATCH_FIELDS = 4 << 20;

    /** Characters of texts of a batch, after which it is closed. */
    static final int MAX_BATCH_CHARS = 64 << 20;

    /**
     * Jackson as this reader uses it: RFC 8259, and besides it comments, and the bare words {@code NaN}, {@code Infinity} and
     * {@code -Infinity}, which Python and DuckDB write.
     */
    static JsonFactory newFactory() {
        return newFactory(ReadOptions.DEFAULT);
    }

    /** The same; for Calcite's file adapter, keys may be without quotes, and quotes may be single ones. */
    static JsonFactory newFactory(ReadOptions options) {
        return JsonFactory.builder()
                .configure(JsonReadFeature.ALLOW_UNQUOTED_FIELD_NAMES, options.isCalciteFile())
                .configure(JsonReadFeature.ALLOW_SINGLE_QUOTES, options.isCalciteFile())
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxStringLength(MAX_TEXT_CHARS)
                        .maxNumberLength(MAX_NUMBER_CHARS)
                        .maxNameLength(MAX_KEY_CHARS)
                        .maxNestingDepth(MAX_DEPTH)
                        .build())
                .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
                .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
                .build();
    }
}
