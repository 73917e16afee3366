package io.gpuquery.format.json;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;

/**
 * A part of the text of a top-level array. One that does not open the array begins behind an element, with a comma or the end of the
 * array; one that does not close it ends behind an element.
 *
 * @param opens whether the array opens in it
 * @param closes whether the array closes in it
 */
record ArrayPart(boolean opens, boolean closes) {
    /** Stands for what is before a part: an array with an element, so that all that is wrong behind an element is wrong here too. */
    private static final String BEFORE = "[0";

    private static final String BEHIND = "]";

    /** Bytes that {@link #complete} puts in front. */
    int bytesBefore() {
        return opens ? 0 : BEFORE.length();
    }

    /** The bytes of the part as those of an array. */
    InputStream complete(InputStream part) {
        return new SequenceInputStream(
                Collections.enumeration(List.of(bytes(opens ? "" : BEFORE), part, bytes(closes ? "" : BEHIND))));
    }

    /** From an element of the part on. */
    ArrayPart behindElement() {
        return new ArrayPart(false, closes);
    }

    private static InputStream bytes(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
    }
}
