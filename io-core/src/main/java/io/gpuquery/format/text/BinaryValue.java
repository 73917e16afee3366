package io.gpuquery.format.text;

import io.gpuquery.column.ColumnBuilder;
import io.gpuquery.column.ViewBuilder;

/** VARBINARY: hexadecimal digits. */
final class BinaryValue implements TextValue {
    private byte[] bytes = new byte[0];

    @Override
    public boolean parse(CharSequence text) {
        int start = Blanks.start(text);
        int end = Blanks.end(text, start);
        if (end - start >= 2
                && (text.charAt(start) == '0' || text.charAt(start) == '\\')
                && text.charAt(start + 1) == 'x') {
            start += 2;
        }
        if ((end - start & 1) != 0) {
            return false;
        }
        bytes = new byte[(end - start) / 2];
        for (int i = 0; i < bytes.length; i++) {
            int high = UuidValue.hexDigit(text.charAt(start + 2 * i));
            int low = UuidValue.hexDigit(text.charAt(start + 2 * i + 1));
            if ((high | low) < 0) {
                return false;
            }
            bytes[i] = (byte) (high << 4 | low);
        }
        return true;
    }

    @Override
    public void appendTo(ColumnBuilder builder) {
        ((ViewBuilder) builder).append(bytes);
    }
}
