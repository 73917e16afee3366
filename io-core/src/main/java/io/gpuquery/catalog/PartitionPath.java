package io.gpuquery.catalog;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What folders called {@code key=value} say of the files below them. Names are escaped as in URLs, by percent signs and bytes of
 * UTF-8. Source: Apache Hive, {@code FileUtils.escapePathName} and {@code hive.exec.default.partition.name}.
 */
final class PartitionPath {
    private static final String NULL_VALUE = "__HIVE_DEFAULT_PARTITION__";

    private PartitionPath() {}

    /** Whether a folder's name says a key and a value. */
    static boolean isKeyFolder(String name) {
        int sign = name.indexOf('=');
        return sign > 0 && !name.substring(0, sign).isBlank();
    }

    /** Keys and values of the folders of a path joined by {@code /}, outermost first; of equal keys the innermost counts. */
    static Map<String, @Nullable String> keys(String relativePath) {
        if (relativePath.indexOf('=') < 0) {
            return Map.of();
        }
        Map<String, @Nullable String> keys = new LinkedHashMap<>();
        int start = 0;
        for (int end = relativePath.indexOf('/'); end >= 0; end = relativePath.indexOf('/', start)) {
            String folder = relativePath.substring(start, end);
            if (isKeyFolder(folder)) {
                int sign = folder.indexOf('=');
                String value = folder.substring(sign + 1);
                keys.put(
                        unescape(folder.substring(0, sign)).strip(), value.equals(NULL_VALUE) ? null : unescape(value));
            }
            start = end + 1;
        }
        return Collections.unmodifiableMap(keys);
    }

    private static String unescape(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream unescaped = new ByteArrayOutputStream(bytes.length);
        for (int i = 0; i < bytes.length; i++) {
            int high = bytes[i] == '%' && i + 2 < bytes.length ? Character.digit(bytes[i + 1], 16) : -1;
            int low = high >= 0 ? Character.digit(bytes[i + 2], 16) : -1;
            unescaped.write(low >= 0 ? high << 4 | low : bytes[i]);
            i += low >= 0 ? 2 : 0;
        }
        return unescaped.toString(StandardCharsets.UTF_8);
    }
}
