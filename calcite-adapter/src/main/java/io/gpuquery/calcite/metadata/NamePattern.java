package io.gpuquery.calcite.metadata;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A pattern of JDBC: {@code %} is any text, {@code _} any character, {@code \} takes the next one as it is; null matches all. */
final class NamePattern {
    private final @Nullable Pattern regex;

    NamePattern(@Nullable String pattern) {
        this.regex = pattern == null || pattern.equals("%") ? null : Pattern.compile(regex(pattern), Pattern.DOTALL);
    }

    private static String regex(String pattern) {
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (c == '%') {
                regex.append(".*");
            } else if (c == '_') {
                regex.append('.');
            } else {
                boolean escape = c == '\\' && i + 1 < pattern.length();
                regex.append(Pattern.quote(String.valueOf(escape ? pattern.charAt(++i) : c)));
            }
        }
        return regex.toString();
    }

    boolean matches(String name) {
        return regex == null || regex.matcher(name).matches();
    }
}
