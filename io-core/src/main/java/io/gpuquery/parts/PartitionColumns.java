package io.gpuquery.parts;

import io.gpuquery.column.ColumnDefinition;
import io.gpuquery.column.ColumnType;
import io.gpuquery.format.text.TextTypeInference;
import io.gpuquery.scan.ColumnStatistics;
import io.gpuquery.scan.Literal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The columns that come from the names of folders, each of one value for a whole file: BIGINT or DATE where all texts are that,
 * otherwise VARCHAR. Texts of at most two digits are numbers also with a leading zero, as months and hours are written. A file
 * without one of the keys has NULL there. Immutable.
 */
final class PartitionColumns {
    private static final Pattern TWO_DIGITS = Pattern.compile("[0-9]{1,2}");

    private final List<ColumnDefinition> definitions;
    /** By definition: what files call it; folders may differ in case. */
    private final List<String> folded;

    private PartitionColumns(List<ColumnDefinition> definitions) {
        this.definitions = List.copyOf(definitions);
        this.folded = definitions.stream().map(column -> fold(column.name())).toList();
    }

    static PartitionColumns of(List<? extends PartFile> parts) {
        Map<String, Values> byKey = new LinkedHashMap<>();
        for (PartFile part : parts) {
            part.keys()
                    .forEach((key, text) -> byKey.computeIfAbsent(fold(key), folded -> new Values(key))
                            .accept(text));
        }
        List<ColumnDefinition> definitions = new ArrayList<>();
        for (Values values : byKey.values()) {
            boolean nullable = values.nulls > 0 || values.count < parts.size();
            definitions.add(new ColumnDefinition(values.name, values.type(), nullable));
        }
        return new PartitionColumns(definitions);
    }

    List<ColumnDefinition> definitions() {
        return definitions;
    }

    boolean has(String columnName) {
        return folded.contains(fold(columnName));
    }

    /** The value that all rows of a file have; null for NULL. */
    @Nullable
    Literal value(PartFile part, int column) {
        String text = text(part, column);
        return text == null ? null : literal(text, definitions.get(column).type());
    }

    private @Nullable String text(PartFile part, int column) {
        for (Map.Entry<String, @Nullable String> key : part.keys().entrySet()) {
            if (fold(key.getKey()).equals(folded.get(column))) {
                String text = key.getValue();
                return text == null || text.isEmpty() ? null : text;
            }
        }
        return null;
    }

    /** What is known of a column of some files. */
    ColumnStatistics statistics(List<? extends PartFile> parts, List<Long> rowCounts, boolean exact, int column) {
        long nulls = 0;
        Literal min = null;
        Literal max = null;
        Set<Literal> distinct = new HashSet<>();
        for (int i = 0; i < parts.size(); i++) {
            Literal value = value(parts.get(i), column);
            if (value == null) {
                nulls += rowCounts.get(i);
            } else if (distinct.add(value)) {
                min = min == null || Literals.compare(value, min) < 0 ? value : min;
                max = max == null || Literals.compare(value, max) > 0 ? value : max;
            }
        }
        return new ColumnStatistics(exact ? nulls : null, min, max, (long) distinct.size());
    }

    private static Literal literal(String text, ColumnType type) {
        return switch (type.kind()) {
            case BIGINT -> new Literal.OfLong(Long.parseLong(text));
            case DATE -> new Literal.OfLong(LocalDate.parse(text).toEpochDay());
            default -> new Literal.OfBytes(text.getBytes(StandardCharsets.UTF_8));
        };
    }

    private static String fold(String name) {
        return name.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
    }

    /** The texts of one key. */
    private static final class Values {
        final String name;
        final TextTypeInference inference = new TextTypeInference(false);
        boolean twoDigits = true;
        long count;
        long nulls;

        Values(String name) {
            this.name = name;
        }

        void accept(@Nullable String text) {
            count++;
            if (text == null || text.isEmpty()) {
                nulls++;
                return;
            }
            twoDigits &= TWO_DIGITS.matcher(text).matches();
            // Blanks around a number are part of the folder's name: then it is no number.
            inference.accept(text.equals(text.strip()) ? text : "text");
        }

        ColumnType type() {
            if (nulls == count) {
                return ColumnType.VARCHAR;
            }
            ColumnType inferred = inference.result();
            boolean typed = inferred.equals(ColumnType.BIGINT) || inferred.equals(ColumnType.DATE);
            return twoDigits ? ColumnType.BIGINT : typed ? inferred : ColumnType.VARCHAR;
        }
    }
}
