package io.gpuquery.format.parquet.variant;

import io.gpuquery.format.parquet.encoding.PageException;

/** The names of the fields of a VARIANT, which its values refer to by number. Source: VariantEncoding.md, "Metadata encoding". */
final class VariantNames {
    private static final int VERSION = 1;

    private final VariantBytes bytes;
    private final int offsetBytes;
    private final long count;
    private final long textsAt;

    private VariantNames(VariantBytes bytes) {
        this.bytes = bytes;
        int header = bytes.unsignedByte(0);
        if ((header & 15) != VERSION) {
            throw PageException.unsupported(
                    "a VARIANT of version " + (header & 15),
                    "Only version " + VERSION + " is known: leave this column out.");
        }
        this.offsetBytes = (header >>> 6) + 1;
        this.count = bytes.unsigned(1, offsetBytes);
        this.textsAt = 1 + offsetBytes * (count + 2);
        bytes.from(textsAt);
    }

    static VariantNames of(byte[] metadata) {
        return new VariantNames(VariantBytes.of(metadata));
    }

    VariantBytes name(long id) {
        if (id >= count) {
            throw PageException.damaged("a VARIANT refers to the name " + id + " of " + count);
        }
        long from = bytes.unsigned(1 + offsetBytes * (id + 1), offsetBytes);
        long to = bytes.unsigned(1 + offsetBytes * (id + 2), offsetBytes);
        return bytes.from(textsAt).part(from, to - from);
    }
}
