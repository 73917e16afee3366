package io.gpuquery.format.parquet.variant;

import io.gpuquery.column.Column;
import io.gpuquery.column.ColumnType;
import io.gpuquery.column.ListColumn;
import io.gpuquery.column.StructColumn;
import io.gpuquery.column.ViewBuilder;
import io.gpuquery.column.ViewColumn;
import io.gpuquery.format.parquet.encoding.PageException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Makes texts of VARIANT values. What was shredded into columns is put back in its place: values of any type, elements, and fields,
 * which stand between those that were not shredded in the order of their names. Source: VariantShredding.md, "Reconstructing a Shredded
 * Variant".
 */
public final class VariantTexts {
    /** Texts of one column together. */
    private static final long MOST_BYTES =
            Math.max(256L << 20, Math.min(1L << 30, Runtime.getRuntime().maxMemory() / 4));

    private final JsonText out = new JsonText();
    private byte @Nullable [] metadata;
    private @Nullable VariantNames names;

    private VariantTexts() {}

    /**
     * A column of JSON.
     *
     * @param variants rows of {@code metadata}, {@code value} and {@code typed_value}, the last or the one before perhaps missing;
     *     still the caller's
     * @throws PageException if a value contradicts itself or the format
     */
    public static ViewColumn of(StructColumn variants) {
        return new VariantTexts().texts(variants);
    }

    private ViewColumn texts(StructColumn variants) {
        ShreddedPart part = ShreddedPart.of(variants);
        Column metadataColumn = ShreddedPart.child(variants, "metadata");
        if (metadataColumn == null) {
            throw new IllegalArgumentException(variants.type() + " without metadata");
        }
        ViewBuilder texts = new ViewBuilder(ColumnType.VARCHAR, variants.rowCount());
        for (int row = 0; row < variants.rowCount(); row++) {
            if (variants.isNull(row)) {
                texts.appendNull();
                continue;
            }
            if (metadataColumn.isNull(row)) {
                throw PageException.damaged("a VARIANT without metadata");
            }
            out.clear();
            write(part, row, names(ColumnJson.bytes(metadataColumn, row)), 0);
            if (texts.dataBytes() + (long) out.length() > MOST_BYTES) {
                throw PageException.unsupported(
                        "a few VARIANT values take more than " + MOST_BYTES + " bytes as JSON",
                        "Give Java more memory (-Xmx), or leave this column out.");
            }
            texts.append(out.bytes(), 0, out.length());
        }
        return texts.build();
    }

    /** Mostly those of the row before. */
    private VariantNames names(byte[] bytes) {
        VariantNames known = names;
        if (known == null || !Arrays.equals(bytes, metadata)) {
            known = VariantNames.of(bytes);
            names = known;
            metadata = bytes;
        }
        return known;
    }

    private void write(ShreddedPart part, int row, VariantNames dictionary, int level) {
        if (part.isMissing(row)) {
            // "If a Variant is missing in a context where a value is required, readers must return a Variant null."
            out.append("null");
            return;
        }
        Column typed = part.hasTyped(row) ? part.typed() : null;
        byte[] value = part.value() != null && part.hasValue(row) ? ColumnJson.bytes(part.value(), row) : null;
        if (typed instanceof StructColumn) {
            object(part, row, value, dictionary, level);
        } else if (typed != null && value != null) {
            throw PageException.damaged("a VARIANT with two values, one of them in a column of its own");
        } else if (typed instanceof ListColumn lists && part.element() != null) {
            array(part.element(), lists.start(row), lists.end(row), dictionary, level);
        } else if (typed != null) {
            ColumnJson.write(out, typed, row);
        } else if (value != null) {
            new ValueJson(out, dictionary, value.length).write(VariantBytes.of(value), level);
        }
    }

    private void array(ShreddedPart element, int from, int to, VariantNames dictionary, int level) {
        out.append('[');
        for (int i = from; i < to; i++) {
            if (i > from) {
                out.append(',');
            }
            write(element, i, dictionary, level + 1);
        }
        out.append(']');
    }

    /** Fields from two places, both of them in the order of names. */
    private void object(ShreddedPart part, int row, byte @Nullable [] rest, VariantNames dictionary, int level) {
        VariantItems others = null;
        if (rest != null) {
            if (!ValueJson.isObject(VariantBytes.of(rest))) {
                throw PageException.damaged("a VARIANT whose fields are shredded, and which is no object");
            }
            others = VariantItems.ofObject(VariantBytes.of(rest));
        }
        int restCount = others == null ? 0 : others.count();
        ValueJson restJson = new ValueJson(out, dictionary, rest == null ? 0 : rest.length);
        out.append('{');
        int next = 0;
        boolean first = true;
        for (ShreddedPart.Field field : part.fields()) {
            if (field.part().isMissing(row)) {
                continue;
            }
            for (; others != null && next < restCount; next++) {
                int order = VariantBytes.compare(dictionary.name(others.id(next)), field.name());
                if (order == 0) {
                    throw PageException.damaged("a VARIANT with a field twice, once in a column of its own");
                }
                if (order > 0) {
                    break;
                }
                first = other(others, next, restJson, dictionary, first, level);
            }
            name(field.name(), first);
            write(field.part(), row, dictionary, level + 1);
            first = false;
        }
        for (; others != null && next < restCount; next++) {
            first = other(others, next, restJson, dictionary, first, level);
        }
        out.append('}');
    }

    /** A field that was not shredded; false, since it is not the first any more. */
    private boolean other(
            VariantItems others, int field, ValueJson json, VariantNames dictionary, boolean first, int level) {
        name(dictionary.name(others.id(field)), first);
        json.write(others.value(field), level + 1);
        return false;
    }

    private void name(VariantBytes utf8, boolean first) {
        if (!first) {
            out.append(',');
        }
        out.appendString(utf8.bytes(), utf8.start(), utf8.length());
        out.append(':');
    }
}
