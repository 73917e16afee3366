package io.gpuquery.format.parquet.variant;

import io.gpuquery.column.Utf8Bytes;
import io.gpuquery.format.parquet.encoding.PageException;
import java.util.Arrays;

/** JSON that grows, in UTF-8. */
final class JsonText {
    /** Names that are repeated, or values that overlap, make a lot of text out of a few bytes. */
    private static final int MOST_BYTES =
            (int) Math.max(64L << 20, Math.min(1L << 30, Runtime.getRuntime().maxMemory() / 8));

    private static final String HEX = "0123456789abcdef";

    private byte[] bytes = new byte[256];
    private int length;

    void clear() {
        length = 0;
    }

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    void append(char ascii) {
        ensure(1);
        bytes[length++] = (byte) ascii;
    }

    /** Appends ASCII as it is. */
    void append(String ascii) {
        ensure(ascii.length());
        for (int i = 0; i < ascii.length(); i++) {
            bytes[length++] = (byte) ascii.charAt(i);
        }
    }

    /** Appends ASCII that needs no escapes, in quotes. */
    void appendQuoted(String ascii) {
        append('"');
        append(ascii);
        append('"');
    }

    /**
     * Appends a string.
     *
     * @throws PageException if it is not UTF-8
     */
    void appendString(byte[] utf8, int offset, int lengthBytes) {
        int invalid = Utf8Bytes.firstInvalid(utf8, offset, offset + lengthBytes);
        if (invalid >= 0) {
            throw PageException.damaged(
                    "a VARIANT with a text that is not UTF-8, at the text's byte " + (invalid - offset));
        }
        append('"');
        int plainFrom = offset;
        int end = offset + lengthBytes;
        for (int i = offset; i < end; i++) {
            byte next = utf8[i];
            if (next == '"' || next == '\\' || (next >= 0 && next < ' ')) {
                appendPlain(utf8, plainFrom, i);
                appendEscaped(next);
                plainFrom = i + 1;
            }
        }
        appendPlain(utf8, plainFrom, end);
        append('"');
    }

    private void appendPlain(byte[] utf8, int from, int to) {
        ensure(to - from);
        System.arraycopy(utf8, from, bytes, length, to - from);
        length += to - from;
    }

    private void appendEscaped(byte ascii) {
        append('\\');
        switch (ascii) {
            case '"', '\\' -> append((char) ascii);
            case '\n' -> append('n');
            case '\r' -> append('r');
            case '\t' -> append('t');
            case '\b' -> append('b');
            case '\f' -> append('f');
            default -> {
                append("u00");
                append(HEX.charAt(ascii >> 4));
                append(HEX.charAt(ascii & 15));
            }
        }
    }

    private void ensure(int more) {
        if (more > MOST_BYTES - length) {
            throw PageException.unsupported(
                    "a VARIANT of more than " + MOST_BYTES + " bytes as JSON",
                    "Give Java more memory (-Xmx), or leave this column out.");
        }
        if (bytes.length < length + more) {
            bytes = Arrays.copyOf(bytes, (int) Math.min(MOST_BYTES, Math.max(length + more, 2L * bytes.length)));
        }
    }
}
