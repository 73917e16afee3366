package io.gpuquery.device.metal;

import com.sun.jna.Structure;

/** {@code MTLSize}: three unsigned numbers, passed by value. Public for JNA, which reads the fields by reflection. */
@Structure.FieldOrder({"width", "height", "depth"})
public final class MetalSize extends Structure implements Structure.ByValue {
    public long width;
    public long height = 1;
    public long depth = 1;

    /** For JNA. */
    public MetalSize() {}

    /** A size in one dimension. */
    static MetalSize of(long width) {
        MetalSize size = new MetalSize();
        size.width = width;
        return size;
    }
}
