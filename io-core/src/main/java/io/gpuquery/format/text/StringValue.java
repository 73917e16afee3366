package io.gpuquery.format.text;

import io.gpuquery.column.ColumnBuilder;
import io.gpuquery.column.ViewBuilder;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** VARCHAR: the text as UTF-8. Half of a surrogate pair has no UTF-8 and does not fit. */
final class StringValue implements TextValue {
    private final CharsetEncoder encoder = StandardCharsets.UTF_8
            .newEncoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    private byte[] bytes = new byte[256];
    private int lengthBytes;

    @Override
    public boolean parse(CharSequence text) {
        int length = text.length();
        if (bytes.length < length) {
            bytes = new byte[(int) Math.min(Integer.MAX_VALUE - 8L, length * 2L)];
        }
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                return encode(text);
            }
            bytes[i] = (byte) c;
        }
        lengthBytes = length;
        return true;
    }

    private boolean encode(CharSequence text) {
        long most = text.length() * 3L;
        if (bytes.length < most) {
            bytes = new byte[(int) Math.min(Integer.MAX_VALUE - 8L, most)];
        }
        ByteBuffer target = ByteBuffer.wrap(bytes);
        CoderResult result = encoder.reset().encode(CharBuffer.wrap(text), target, true);
        lengthBytes = target.position();
        return result.isUnderflow();
    }

    @Override
    public void appendTo(ColumnBuilder builder) {
        ((ViewBuilder) builder).append(bytes, 0, lengthBytes);
    }
}
