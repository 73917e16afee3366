package io.gpuquery.format.parquet.variant;

/**
 * Where the elements of an array lie, or the fields of an object. Source: VariantEncoding.md, "Value Data for Object" and "… for
 * Array".
 */
final class VariantItems {
    private final VariantBytes bytes;
    private final int idBytes;
    private final int offsetBytes;
    private final long idsAt;
    private final long offsetsAt;
    private final VariantBytes values;
    /** How many there are: less than there are bytes, since each has an offset. */
    private final int count;

    private VariantItems(VariantBytes bytes, boolean large, int idBytes, int offsetBytes) {
        this.bytes = bytes;
        this.idBytes = idBytes;
        this.offsetBytes = offsetBytes;
        int countBytes = large ? Integer.BYTES : 1;
        long items = bytes.unsigned(1, countBytes);
        this.idsAt = 1L + countBytes;
        this.offsetsAt = idsAt + items * idBytes;
        long valuesAt = offsetsAt + (items + 1) * offsetBytes;
        this.values = bytes.part(valuesAt, bytes.unsigned(valuesAt - offsetBytes, offsetBytes));
        this.count = (int) items;
    }

    static VariantItems ofObject(VariantBytes bytes) {
        int header = bytes.unsignedByte(0) >>> 2;
        return new VariantItems(bytes, (header & 16) != 0, (header >>> 2 & 3) + 1, (header & 3) + 1);
    }

    static VariantItems ofArray(VariantBytes bytes) {
        int header = bytes.unsignedByte(0) >>> 2;
        return new VariantItems(bytes, (header & 4) != 0, 0, (header & 3) + 1);
    }

    int count() {
        return count;
    }

    /** The number of the name of a field. */
    long id(int field) {
        return bytes.unsigned(idsAt + (long) field * idBytes, idBytes);
    }

    /** An element, or a field's value, and perhaps what lies behind it. */
    VariantBytes value(int item) {
        return values.from(bytes.unsigned(offsetsAt + (long) item * offsetBytes, offsetBytes));
    }
}
