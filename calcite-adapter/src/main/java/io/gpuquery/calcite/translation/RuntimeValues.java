package io.gpuquery.calcite.translation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.calcite.avatica.util.ByteString;
import org.apache.calcite.runtime.FlatLists;
import org.jspecify.annotations.Nullable;

/**
 * Values as {@link io.gpuquery.calcite.expression.RowFunction} boxes them, as Calcite's runtime wants them: bytes as {@link
 * ByteString}, arrays as lists that can be compared. A row is {@code Object[]} to the code that takes fields out of it and to JDBC,
 * and a list where UNNEST meets it, as an element of an array.
 */
public final class RuntimeValues {
    private RuntimeValues() {}

    /** The value itself, or what stands for it there. */
    public static @Nullable Object of(@Nullable Object value) {
        if (value instanceof byte[] bytes) {
            return new ByteString(bytes);
        }
        if (value instanceof List<?> list) {
            List<@Nullable Object> elements = new ArrayList<>(list.size());
            list.forEach(element -> elements.add(element(of(element))));
            return FlatLists.of(elements);
        }
        if (value instanceof Object[] row) {
            @Nullable Object[] fields = new @Nullable Object[row.length];
            for (int i = 0; i < row.length; i++) {
                fields[i] = of(row[i]);
            }
            return fields;
        }
        if (value instanceof Map<?, ?> map) {
            Map<@Nullable Object, @Nullable Object> entries = new LinkedHashMap<>();
            map.forEach((key, each) -> entries.put(of(key), of(each)));
            return Collections.unmodifiableMap(entries);
        }
        return value;
    }

    /** A value as an element of an array. */
    public static @Nullable Object element(@Nullable Object value) {
        return value instanceof Object[] row ? FlatLists.of(Arrays.asList(row)) : value;
    }
}
