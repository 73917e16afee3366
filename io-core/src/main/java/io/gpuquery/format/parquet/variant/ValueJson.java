package io.gpuquery.format.parquet.variant;

import io.gpuquery.format.parquet.encoding.PageException;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.UUID;

/**
 * The bytes of a VARIANT's value as JSON. Source: VariantEncoding.md, "Value encoding".
 *
 * <p>No more values are looked at than there are bytes: offsets that lie about where values are may lead to the same bytes again and
 * again.
 */
final class ValueJson {
    /** Deeper than anybody's data, and no danger to the stack. */
    static final int MOST_LEVELS = 500;

    private static final int OBJECT = 2;
    private static final int ARRAY = 3;
    private static final int SHORT_STRING = 1;
    private static final int MOST_DIGITS = 38;

    private final JsonText out;
    private final VariantNames names;
    private int valuesLeft;

    /** Takes how many bytes the value has, of which parts are written. */
    ValueJson(JsonText out, VariantNames names, int lengthBytes) {
        this.out = out;
        this.names = names;
        this.valuesLeft = lengthBytes;
    }

    static boolean isObject(VariantBytes value) {
        return (value.unsignedByte(0) & 3) == OBJECT;
    }

    void write(VariantBytes value, int level) {
        if (level > MOST_LEVELS) {
            throw PageException.unsupported(
                    "a VARIANT nested deeper than " + MOST_LEVELS + " levels", "Leave this column out.");
        }
        if (valuesLeft-- == 0) {
            throw PageException.damaged("a VARIANT whose values overlap");
        }
        int first = value.unsignedByte(0);
        switch (first & 3) {
            case OBJECT -> object(VariantItems.ofObject(value), level);
            case ARRAY -> array(VariantItems.ofArray(value), level);
            case SHORT_STRING -> string(value.part(1, first >>> 2));
            default -> primitive(first >>> 2, value);
        }
    }

    private void object(VariantItems fields, int level) {
        out.append('{');
        for (int i = 0; i < fields.count(); i++) {
            if (i > 0) {
                out.append(',');
            }
            string(names.name(fields.id(i)));
            out.append(':');
            write(fields.value(i), level + 1);
        }
        out.append('}');
    }

    private void array(VariantItems elements, int level) {
        out.append('[');
        for (int i = 0; i < elements.count(); i++) {
            if (i > 0) {
                out.append(',');
            }
            write(elements.value(i), level + 1);
        }
        out.append(']');
    }

    private void string(VariantBytes text) {
        out.appendString(text.bytes(), text.start(), text.length());
    }

    private void primitive(int type, VariantBytes value) {
        switch (type) {
            case 0 -> out.append("null");
            case 1 -> out.append("true");
            case 2 -> out.append("false");
            case 3, 4, 5, 6 -> out.append(Long.toString(value.signed(1, 1 << (type - 3))));
            case 7 -> ScalarJson.number(out, Double.longBitsToDouble(value.signed(1, Double.BYTES)));
            case 8, 9, 10 -> decimal(value, 4 << (type - 8));
            case 11 -> ScalarJson.date(out, value.signed(1, Integer.BYTES));
            case 12, 13 -> ScalarJson.timestamp(out, value.signed(1, Long.BYTES), 6, type == 12);
            case 14 -> ScalarJson.number(out, Float.intBitsToFloat((int) value.signed(1, Float.BYTES)));
            case 15 -> {
                VariantBytes bytes = sized(value);
                ScalarJson.binary(out, Arrays.copyOfRange(bytes.bytes(), bytes.start(), bytes.end()));
            }
            case 16 -> string(sized(value));
            case 17 -> ScalarJson.time(out, value.signed(1, Long.BYTES), 6);
            case 18, 19 -> ScalarJson.timestamp(out, value.signed(1, Long.BYTES), 9, type == 18);
            // Its bytes are in the order of the text.
            case 20 ->
                out.appendQuoted(new UUID(
                                Long.reverseBytes(value.signed(1, Long.BYTES)),
                                Long.reverseBytes(value.signed(9, Long.BYTES)))
                        .toString());
            default ->
                throw PageException.unsupported(
                        "a VARIANT with a value of the unknown type " + type, "Leave this column out.");
        }
    }

    private static VariantBytes sized(VariantBytes value) {
        return value.part(1 + Integer.BYTES, value.unsigned(1, Integer.BYTES));
    }

    private void decimal(VariantBytes value, int widthBytes) {
        int scale = value.unsignedByte(1);
        if (scale > MOST_DIGITS) {
            throw PageException.damaged("a VARIANT with a decimal of the scale " + scale);
        }
        if (widthBytes <= Long.BYTES) {
            ScalarJson.decimal(out, BigInteger.valueOf(value.signed(2, widthBytes)), scale);
        } else {
            VariantBytes number = value.part(2, widthBytes);
            byte[] reversed = new byte[widthBytes];
            for (int i = 0; i < widthBytes; i++) {
                reversed[i] = number.bytes()[number.end() - 1 - i];
            }
            ScalarJson.decimal(out, new BigInteger(reversed), scale);
        }
    }
}
