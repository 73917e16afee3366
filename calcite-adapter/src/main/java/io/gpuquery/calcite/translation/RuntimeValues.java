package io.gpuquery.calcite.translation;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.calcite.avatica.util.ByteString;
import org.apache.calcite.runtime.FlatLists;
import org.jspecify.annotations.Nullable;

/**
 * Values as {@link io.gpuquery.calcite.expression.RowFunction} boxes them, as Calcite's runtime wants them: bytes as {@link
 * ByteString}, arrays and rows as lists that can be compared.
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
            list.forEach(element -> elements.add(of(element)));
            return list(elements);
        }
        if (value instanceof Map<?, ?> map) {
            Map<@Nullable Object, @Nullable Object> entries = new LinkedHashMap<>();
            map.forEach((key, each) -> entries.put(of(key), of(each)));
            return Collections.unmodifiableMap(entries);
        }
        return value;
    }

    /** An array, or a row, of such values. */
    public static List<@Nullable Object> list(List<@Nullable Object> elements) {
        return FlatLists.of(elements);
    }
}
