package io.gpuquery.format.parquet;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.io.api.Binary;
import org.jspecify.annotations.Nullable;

/** A random field of a nested schema: its declaration, random values, and how parquet-java writes them. */
final class NestedSample {
    private enum Form {
        INT,
        LONG,
        DOUBLE,
        BOOLEAN,
        TEXT,
        /** Three levels, as the format has it now. */
        LIST,
        /** Two levels, as parquet-avro wrote it: {@code repeated group array} or a repeated value. */
        OLD_LIST,
        /** Repeated without an annotation. */
        REPEATED,
        MAP,
        STRUCT
    }

    private static final int LEAVES = 5;

    private final Random random;
    private final Form form;
    private final String name;
    private final boolean optional;
    private final List<NestedSample> parts = new ArrayList<>();

    private NestedSample(Random random, Form form, String name, boolean optional) {
        this.random = random;
        this.form = form;
        this.name = name;
        this.optional = optional;
    }

    /** A field with other values in it down to a depth. */
    static NestedSample of(Random random, String name, int depth) {
        Form form = Form.values()[random.nextInt(depth == 0 ? LEAVES : Form.values().length)];
        return of(random, form, name, depth, form != Form.REPEATED && random.nextInt(3) != 0);
    }

    private static NestedSample of(Random random, Form form, String name, int depth, boolean optional) {
        NestedSample field = new NestedSample(random, form, name, optional);
        switch (form) {
            case INT, LONG, DOUBLE, BOOLEAN, TEXT -> {}
            case LIST -> {
                NestedSample element = of(random, "element", depth - 1);
                while (element.form == Form.REPEATED) {
                    // A group of one repeated field is an element of its own in a list.
                    element = of(random, "element", depth - 1);
                }
                field.parts.add(element);
            }
            case OLD_LIST, REPEATED -> {
                Form element = Form.values()[random.nextInt(LEAVES)];
                String part = form == Form.OLD_LIST ? "array" : name;
                field.parts.add(
                        depth > 1 && random.nextBoolean()
                                ? of(random, Form.STRUCT, part, depth - 1, false)
                                : of(random, element, part, 0, false));
            }
            case MAP -> {
                field.parts.add(of(random, random.nextBoolean() ? Form.TEXT : Form.LONG, "key", 0, false));
                field.parts.add(of(random, "value", depth - 1));
            }
            case STRUCT -> {
                int count = 1 + random.nextInt(3);
                for (int i = 0; i < count; i++) {
                    field.parts.add(of(random, "f" + i, depth - 1));
                }
            }
        }
        return field;
    }

    String declaration() {
        return declaration(optional ? "optional" : "required");
    }

    private String declaration(String repetition) {
        String head = repetition + " ";
        return switch (form) {
            case INT -> head + "int32 " + name + ";";
            case LONG -> head + "int64 " + name + ";";
            case DOUBLE -> head + "double " + name + ";";
            case BOOLEAN -> head + "boolean " + name + ";";
            case TEXT -> head + "binary " + name + " (STRING);";
            case LIST -> head + "group " + name + " (LIST) { repeated group list { " + declarations() + " } }";
            case OLD_LIST ->
                head + "group " + name + " (LIST) { " + parts.get(0).declaration("repeated") + " }";
            case REPEATED -> parts.get(0).declaration("repeated");
            case MAP -> head + "group " + name + " (MAP) { repeated group key_value { " + declarations() + " } }";
            case STRUCT -> head + "group " + name + " { " + declarations() + " }";
        };
    }

    private String declarations() {
        StringBuilder text = new StringBuilder();
        parts.forEach(part -> text.append(part.declaration()).append(' '));
        return text.toString();
    }

    /** A value, as {@link ParquetTable#value} gives it. */
    @Nullable
    Object value() {
        if (optional && random.nextInt(4) == 0) {
            return null;
        }
        return switch (form) {
            case INT -> (long) random.nextInt();
            case LONG -> random.nextLong();
            case DOUBLE -> random.nextInt(10) == 0 ? -0.0 : random.nextGaussian();
            case BOOLEAN -> random.nextBoolean();
            case TEXT -> "t" + "é".repeat(random.nextInt(12)) + random.nextInt(20);
            case LIST, OLD_LIST, REPEATED -> {
                List<@Nullable Object> elements = new ArrayList<>();
                for (int i = random.nextInt(5); i > 0; i--) {
                    elements.add(parts.get(0).value());
                }
                yield elements;
            }
            case MAP -> {
                Map<@Nullable Object, @Nullable Object> entries = new LinkedHashMap<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    entries.put(parts.get(0).value(), parts.get(1).value());
                }
                yield entries;
            }
            case STRUCT -> {
                List<@Nullable Object> fields = new ArrayList<>();
                parts.forEach(part -> fields.add(part.value()));
                yield fields;
            }
        };
    }

    /** Writes a value of {@link #value()} into the group that the field is in. */
    void write(Group group, @Nullable Object value) {
        if (value == null) {
            return;
        }
        switch (form) {
            case INT -> group.add(name, ((Long) value).intValue());
            case LONG -> group.add(name, (Long) value);
            case DOUBLE -> group.add(name, (Double) value);
            case BOOLEAN -> group.add(name, (Boolean) value);
            case TEXT -> group.add(name, Binary.fromString((String) value));
            case LIST -> {
                Group list = group.addGroup(name);
                for (Object element : (List<?>) value) {
                    parts.get(0).write(list.addGroup("list"), element);
                }
            }
            case OLD_LIST -> {
                Group list = group.addGroup(name);
                for (Object element : (List<?>) value) {
                    parts.get(0).write(list, element);
                }
            }
            case REPEATED -> {
                for (Object element : (List<?>) value) {
                    parts.get(0).write(group, element);
                }
            }
            case MAP -> {
                Group map = group.addGroup(name);
                ((Map<?, ?>) value).forEach((key, mapped) -> {
                    Group entry = map.addGroup("key_value");
                    parts.get(0).write(entry, key);
                    parts.get(1).write(entry, mapped);
                });
            }
            case STRUCT -> {
                Group struct = group.addGroup(name);
                for (int i = 0; i < parts.size(); i++) {
                    parts.get(i).write(struct, ((List<?>) value).get(i));
                }
            }
        }
    }
}
