package io.gpuquery.calcite.schema;

import io.gpuquery.catalog.NearestNames;
import io.gpuquery.error.DataException;
import io.gpuquery.error.Location;
import io.gpuquery.format.text.TextNotation;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Values that a user gave by name, in a model file (strings, numbers, booleans, lists, maps) or in a JDBC URL (strings only), turned
 * into what they mean. Every mistake is a {@link DataException} that names the option.
 */
final class OptionValues {
    /** What options of ours are called by other programs, without case and underscores. */
    private static final Map<String, String> NAMES_ELSEWHERE = Map.ofEntries(
            Map.entry("encoding", "charset"),
            Map.entry("separator", "delimiter"),
            Map.entry("sep", "delimiter"),
            Map.entry("delim", "delimiter"),
            Map.entry("skip", "skipLines"),
            Map.entry("skiprows", "skipLines"),
            Map.entry("nullstr", "nullWords"),
            Map.entry("nullvalues", "nullWords"),
            Map.entry("navalues", "nullWords"),
            Map.entry("nullstring", "nullWords"),
            Map.entry("quotechar", "quote"),
            Map.entry("escapechar", "escape"),
            Map.entry("thousands", "groupingSeparator"),
            Map.entry("decimal", "decimalSeparator"),
            Map.entry("datetimeformat", "timestampFormat"),
            Map.entry("file", "path"),
            Map.entry("url", "path"),
            Map.entry("fields", "columns"),
            Map.entry("timezoneid", "timeZone"));

    private static final Pattern SIZE = Pattern.compile("([0-9]{1,19})([kmgtKMGT]?)");

    private static final Map<String, Character> SEPARATOR_NAMES =
            Map.of("comma", ',', "point", '.', "dot", '.', "space", ' ', "apostrophe", '\'');

    private static final Map<String, Character> DELIMITER_NAMES =
            Map.of("comma", ',', "tab", '\t', "pipe", '|', "semicolon", ';', "space", ' ', "\\t", '\t');

    private final String owner;
    private final Map<String, Object> values = new LinkedHashMap<>();

    /**
     * @param owner whose options they are, for messages; empty: the directory's
     * @param values by name; a null value counts as not given
     */
    OptionValues(String owner, Map<String, ?> values) {
        this.owner = owner;
        values.forEach((name, value) -> {
            if (value != null) {
                this.values.put(name, value);
            }
        });
    }

    /** Throws if there is a name that is not known. */
    void requireKnown(Collection<String> known) {
        for (String name : values.keySet()) {
            if (!known.contains(name)) {
                String elsewhere =
                        NAMES_ELSEWHERE.get(name.toLowerCase(Locale.ROOT).replace("_", ""));
                List<String> near = elsewhere != null && known.contains(elsewhere)
                        ? List.of(elsewhere)
                        : NearestNames.nearest(name, known, 1);
                throw new DataException(
                        "There is no option \"" + name + "\"" + ofOwner(),
                        Location.none(),
                        near.isEmpty()
                                ? "The options are " + String.join(", ", known) + "."
                                : "Did you mean \"" + near.get(0) + "\"?");
            }
        }
    }

    /** Throws if one of some names is given that has no meaning here. */
    void refuse(Collection<String> names, String where) {
        for (String name : names) {
            if (has(name)) {
                throw new DataException(
                        "The option \"" + name + "\"" + ofOwner() + " has no meaning " + where,
                        Location.none(),
                        "Leave one of the two out.");
            }
        }
    }

    /** Whose they are, for messages: empty, or with a blank before it. */
    String ofOwner() {
        return owner.isEmpty() ? "" : " of " + owner;
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    @Nullable
    String text(String name) {
        Object value = values.get(name);
        if (value == null || value instanceof String) {
            return (String) value;
        }
        if (value instanceof Number || value instanceof Boolean) {
            return value.toString();
        }
        throw wrong(name, value, "a text");
    }

    String requiredText(String name) {
        String text = text(name);
        if (text == null || text.isBlank()) {
            throw new DataException(
                    "The option \"" + name + "\"" + ofOwner() + " is missing", Location.none(), "Add it.");
        }
        return text;
    }

    boolean flag(String name, boolean otherwise) {
        Boolean flag = flag(name);
        return flag == null ? otherwise : flag;
    }

    @Nullable
    Boolean flag(String name) {
        String text = text(name);
        if (text == null) {
            return null;
        }
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw wrong(name, text, "true or false");
        };
    }

    int integer(String name, int otherwise, int least) {
        String text = text(name);
        if (text == null) {
            return otherwise;
        }
        try {
            int value = Integer.parseInt(text.strip());
            if (value >= least) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw wrong(name, text, "a whole number of at least " + least);
        }
        throw wrong(name, text, "a whole number of at least " + least);
    }

    long bytes(String name, long otherwise) {
        String text = text(name);
        if (text == null) {
            return otherwise;
        }
        try {
            long value = Long.parseLong(text.strip());
            if (value >= 1) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw wrong(name, text, "a number of bytes, at least 1");
        }
        throw wrong(name, text, "a number of bytes, at least 1");
    }

    /** Bytes in a text such as 1048576, 512m or 4g. */
    long size(String name, long otherwise, long least) {
        String text = text(name);
        if (text == null) {
            return otherwise;
        }
        Matcher matcher = SIZE.matcher(text.strip());
        try {
            if (matcher.matches()) {
                int power = "kmgt".indexOf(matcher.group(2).toLowerCase(Locale.ROOT)) + 1;
                long unit = matcher.group(2).isEmpty() ? 1 : 1L << (10 * power);
                long value = Math.multiplyExact(Long.parseLong(matcher.group(1)), unit);
                if (value >= least) {
                    return value;
                }
            }
        } catch (ArithmeticException | NumberFormatException e) {
            throw wrong(name, text, "bytes, or a number and k, m, g or t, such as 4g");
        }
        throw wrong(name, text, "bytes, or a number and k, m, g or t, such as 4g");
    }

    @Nullable
    Character delimiter(String name) {
        String text = text(name);
        Character named = text == null ? null : DELIMITER_NAMES.get(text.toLowerCase(Locale.ROOT));
        return named == null ? character(name) : named;
    }

    /** A character of numbers, or its name. */
    @Nullable
    Character separator(String name) {
        String text = text(name);
        Character named = text == null ? null : SEPARATOR_NAMES.get(text.toLowerCase(Locale.ROOT));
        Character separator = named == null ? character(name) : named;
        if (separator != null && (Character.isLetterOrDigit(separator) || separator == '-' || separator == '+')) {
            throw wrong(name, text, "a character that no number has otherwise");
        }
        return separator;
    }

    /** A pattern of {@link java.time.format.DateTimeFormatter} that says at least a day or a time of day. */
    String pattern(String name) {
        String text = requiredText(name);
        try {
            TextNotation.patternOf(text);
            return text;
        } catch (IllegalArgumentException e) {
            throw wrong(name, text, "a pattern such as dd.MM.yyyy, HH:mm or yyyy-MM-dd HH:mm:ss");
        }
    }

    @Nullable
    Character character(String name) {
        String text = text(name);
        if (text == null) {
            return null;
        }
        if (text.length() != 1) {
            throw wrong(name, text, "one character");
        }
        return text.charAt(0);
    }

    @Nullable
    Charset charset(String name) {
        String text = text(name);
        try {
            return text == null ? null : Charset.forName(text);
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            throw wrong(name, text, "a charset such as UTF-8 or windows-1252");
        }
    }

    ZoneId zone(String name, ZoneId otherwise) {
        String text = text(name);
        try {
            return text == null ? otherwise : ZoneId.of(text);
        } catch (DateTimeException e) {
            throw wrong(name, text, "a time zone such as Europe/Zurich or +02:00");
        }
    }

    /** Several texts: a list, or a text with commas between them. */
    List<String> texts(String name) {
        Object value = values.get(name);
        if (value == null) {
            return List.of();
        }
        if (value instanceof Collection<?> list) {
            return list.stream().map(String::valueOf).toList();
        }
        return Stream.of(String.valueOf(value).split(",")).map(String::strip).toList();
    }

    /** One of an enum's constants, without regard to case. */
    <E extends Enum<E>> @Nullable E constant(String name, Class<E> type) {
        String text = text(name);
        if (text == null) {
            return null;
        }
        for (E constant : type.getEnumConstants()) {
            if (nameOf(constant).equalsIgnoreCase(text.strip().replace('_', '-'))) {
                return constant;
            }
        }
        String choices =
                Stream.of(type.getEnumConstants()).map(OptionValues::nameOf).collect(Collectors.joining(", "));
        throw wrong(name, text, "one of " + choices);
    }

    /** The same, with what holds where none is given. */
    <E extends Enum<E>> E constant(String name, Class<E> type, E otherwise) {
        E constant = constant(name, type);
        return constant == null ? otherwise : constant;
    }

    private static String nameOf(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** {@code statement} (zero), {@code never} (null), or a duration: {@code 500ms}, {@code 10s}, {@code 5m}, {@code PT10S}. */
    @Nullable
    Duration refresh(String name) {
        String text = text(name);
        if (text == null || text.equalsIgnoreCase("statement")) {
            return Duration.ZERO;
        }
        if (text.equalsIgnoreCase("never")) {
            return null;
        }
        return duration(name, text, "statement, never, or a duration such as 10s");
    }

    Duration duration(String name, Duration otherwise) {
        String text = text(name);
        return text == null ? otherwise : duration(name, text, "a duration such as 10s");
    }

    private Duration duration(String name, String text, String wanted) {
        try {
            String folded = text.strip().toUpperCase(Locale.ROOT);
            Duration duration = folded.endsWith("MS")
                    ? Duration.ofMillis(Long.parseLong(folded.substring(0, folded.length() - 2)))
                    : Duration.parse(folded.startsWith("P") ? folded : "PT" + folded);
            if (!duration.isNegative()) {
                return duration;
            }
        } catch (DateTimeException | NumberFormatException e) {
            throw wrong(name, text, wanted);
        }
        throw wrong(name, text, wanted);
    }

    /** Several groups of values. */
    <T> List<T> groups(String name, Function<Map<String, Object>, T> group) {
        Object value = values.get(name);
        if (value == null) {
            return List.of();
        }
        List<T> groups = new ArrayList<>();
        if (value instanceof Collection<?> list) {
            for (Object element : list) {
                if (!(element instanceof Map<?, ?> map)) {
                    throw wrong(name, value, "a list of objects in braces");
                }
                Map<String, Object> named = new LinkedHashMap<>();
                map.forEach((key, each) -> named.put(String.valueOf(key), each));
                groups.add(group.apply(named));
            }
            return groups;
        }
        throw wrong(name, value, "a list of objects in braces");
    }

    DataException wrong(String name, @Nullable Object value, String expected) {
        return new DataException(
                "The option \"" + name + "\"" + ofOwner() + " is \"" + value + "\"",
                Location.none(),
                "Make it " + expected + ".");
    }
}
