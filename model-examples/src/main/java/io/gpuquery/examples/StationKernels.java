package io.gpuquery.examples;

import io.gpuquery.column.Storage;
import io.gpuquery.device.DeviceKind;
import io.gpuquery.device.HostKernel;
import io.gpuquery.device.KernelLanguage;
import io.gpuquery.device.KernelSource;
import java.nio.ByteBuffer;
import java.util.Map;

/**
 * One kernel, as each kind of device wants it: {@code totals[keys[i]] += values[i]} for every row i below {@code rowCount}.
 * Keys that are not below {@code keyCount} are left out.
 *
 * <p>Integers are stored in the narrowest width that holds them, which a column tells; the text's macros stand for it.
 */
final class StationKernels {
    private static final String METAL = """
            #include <metal_stdlib>
            using namespace metal;

            kernel void total(device atomic_uint* totals [[buffer(0)]],
                              device const KEY* keys [[buffer(1)]],
                              device const VALUE* values [[buffer(2)]],
                              constant uint& rowCount [[buffer(3)]],
                              constant uint& keyCount [[buffer(4)]],
                              uint i [[thread_position_in_grid]]) {
                if (i < rowCount && keys[i] >= 0 && uint(keys[i]) < keyCount) {
                    atomic_fetch_add_explicit(totals + keys[i], uint(values[i]), memory_order_relaxed);
                }
            }
            """;

    private static final String OPENCL = """
            kernel void total(global volatile uint* totals,
                              global const KEY* keys,
                              global const VALUE* values,
                              uint rowCount,
                              uint keyCount) {
                size_t i = get_global_id(0);
                if (i < rowCount && keys[i] >= 0 && (uint) keys[i] < keyCount) {
                    atomic_add(totals + keys[i], (uint) values[i]);
                }
            }
            """;

    private StationKernels() {}

    /** The kernel {@code total} for a kind of device and for columns of these widths. */
    static KernelSource of(DeviceKind kind, Storage keys, Storage values) {
        Map<String, String> types = Map.of("KEY", typeName(keys), "VALUE", typeName(values));
        return switch (kind) {
            case METAL -> new KernelSource.Text(KernelLanguage.MSL, "total", METAL, types);
            case OPENCL -> new KernelSource.Text(KernelLanguage.OPENCL_C, "total", OPENCL, types);
            case HOST ->
                new KernelSource.Java(
                        "total", (arguments, first, end) -> total(arguments, keys.widthBytes(), values.widthBytes()));
        };
    }

    /** The same in both languages. */
    private static String typeName(Storage storage) {
        return switch (storage) {
            case INT8 -> "char";
            case INT16 -> "short";
            case INT32 -> "int";
            case INT64 -> "long";
            case INT128, FLOAT32, FLOAT64, VIEW, NESTED ->
                throw new IllegalArgumentException(storage + " is no integer");
        };
    }

    private static void total(HostKernel.Arguments arguments, int keyBytes, int valueBytes) {
        int rowCount = arguments.value(3).getInt();
        int keyCount = arguments.value(4).getInt();
        ByteBuffer totals = arguments.buffer(0, 0, Integer.BYTES * keyCount);
        ByteBuffer keys = arguments.buffer(1, 0, keyBytes * rowCount);
        ByteBuffer values = arguments.buffer(2, 0, valueBytes * rowCount);
        for (int row = 0; row < rowCount; row++) {
            long key = integer(keys, keyBytes, row);
            if (key >= 0 && key < keyCount) {
                int at = Integer.BYTES * (int) key;
                totals.putInt(at, totals.getInt(at) + (int) integer(values, valueBytes, row));
            }
        }
    }

    private static long integer(ByteBuffer bytes, int widthBytes, int row) {
        return switch (widthBytes) {
            case Byte.BYTES -> bytes.get(row);
            case Short.BYTES -> bytes.getShort(Short.BYTES * row);
            case Integer.BYTES -> bytes.getInt(Integer.BYTES * row);
            default -> bytes.getLong(Long.BYTES * row);
        };
    }
}
