package io.gpuquery.format.json;

import io.gpuquery.scan.FormatDetails;
import java.util.Map;

/**
 * A chunk of a text that is not there as a whole. In an array a chunk ends behind an element, and the next begins with the comma.
 *
 * @param shape of the whole text
 * @param first whether the text begins with it
 * @param last whether the text ends with it
 * @param sizeBytes of the chunk
 */
record JsonPiece(JsonShape shape, boolean first, boolean last, long sizeBytes) implements FormatDetails {
    /** The whole of a text. */
    static JsonPiece of(FormatDetails details) {
        if (details instanceof JsonPiece piece) {
            return piece;
        }
        JsonShape shape = (JsonShape) details;
        return new JsonPiece(shape, true, true, shape.sizeBytes());
    }

    @Override
    public Map<String, String> facts() {
        return shape.facts();
    }
}
