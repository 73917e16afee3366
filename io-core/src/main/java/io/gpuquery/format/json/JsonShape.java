package io.gpuquery.format.json;

import io.gpuquery.scan.FormatDetails;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * How a JSON file is laid out.
 *
 * @param layout where its records are
 * @param ofObjects whether the records are objects; else the table has one column, for the records themselves
 * @param keys the key of each column of the schema, in order; empty unless {@code ofObjects}
 * @param lineEach whether each record that was looked at is alone on its line
 * @param charset the encoding, by its name
 * @param sampledRows records looked at
 * @param sample which ones
 * @param sizeBytes size of the file then
 */
public record JsonShape(
        Layout layout,
        boolean ofObjects,
        List<String> keys,
        boolean lineEach,
        String charset,
        long sampledRows,
        Sample sample,
        long sizeBytes)
        implements FormatDetails {
    /** Where the records of a file are. */
    public enum Layout {
        /** One value after the other, usually each on its line. */
        NDJSON("ndjson"),
        /** The elements of one top-level array. */
        ARRAY("array"),
        /** The file is one object. */
        OBJECT("object");

        private final String label;

        Layout(String label) {
            this.label = label;
        }

        public String label() {
            return label;
        }
    }

    /** Which records were looked at. */
    public enum Sample {
        /** All of them: types and row count hold for the whole file. */
        ALL("all"),
        /** Those at the start of the file. */
        HEAD("the first ones"),
        /** Those at the start of the file and at places all over it. */
        PLACES("the first ones, and some all over the file");

        private final String label;

        Sample(String label) {
            this.label = label;
        }

        public String label() {
            return label;
        }
    }

    public JsonShape {
        Objects.requireNonNull(layout, "layout");
        Objects.requireNonNull(charset, "charset");
        Objects.requireNonNull(sample, "sample");
        keys = List.copyOf(keys);
    }

    @Override
    public Map<String, String> facts() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("shape", layout.label());
        facts.put("records", ofObjects ? "objects" : "values");
        facts.put("charset", charset);
        facts.put("sampled rows", Long.toString(sampledRows));
        facts.put("sampled", sample.label());
        return facts;
    }
}
