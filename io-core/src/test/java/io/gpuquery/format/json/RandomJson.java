package io.gpuquery.format.json;

import java.math.BigInteger;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Random JSON text: values as text from the start, so that nobody's writer decides what is in it. */
final class RandomJson {
    private static final List<String> SPACES = List.of("", "", "", "", " ", "  ", "\t", "\r");
    private static final long[] EXTREMES = {
        0,
        1,
        -1,
        Long.MAX_VALUE,
        Long.MIN_VALUE,
        Integer.MAX_VALUE,
        Integer.MIN_VALUE,
        1L << 53,
        (1L << 53) + 1,
        999_999_999
    };

    private static final List<Kind> SCALARS = List.of(
            Kind.INTEGER,
            Kind.BIG_INTEGER,
            Kind.FRACTION,
            Kind.BOOLEAN,
            Kind.TEXT,
            Kind.DATE,
            Kind.TIMESTAMP,
            Kind.NULL);
    private static final List<Kind> VALUES =
            List.of(Kind.INTEGER, Kind.BIG_INTEGER, Kind.FRACTION, Kind.BOOLEAN, Kind.TEXT, Kind.DATE, Kind.NESTED);

    private final Random random;
    /** What may stand between tokens besides. */
    private final String lineEnd;

    /** Takes whether values may span lines. */
    RandomJson(Random random, boolean multiLine) {
        this.random = random;
        this.lineEnd = multiLine ? "\n" : "";
    }

    /** One kind of value for each column, most of the time. */
    enum Kind {
        INTEGER,
        BIG_INTEGER,
        FRACTION,
        BOOLEAN,
        TEXT,
        DATE,
        TIMESTAMP,
        NESTED,
        ANY,
        NULL
    }

    /** Objects with some of the keys, each key's values of its kind. */
    List<String> objects(List<Kind> kinds, int count) {
        List<String> objects = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            objects.add(object(kinds));
        }
        return objects;
    }

    private String object(List<Kind> kinds) {
        List<String> fields = new ArrayList<>();
        for (int column = 0; column < kinds.size(); column++) {
            int chance = random.nextInt(10);
            if (chance > 0) {
                String value = chance == 1 ? "null" : value(kinds.get(column), 3);
                fields.add(space() + quoted(key(column)) + space() + ":" + space() + value + space());
            }
        }
        if (random.nextInt(4) == 0) {
            java.util.Collections.shuffle(fields, random);
        }
        return "{" + (fields.isEmpty() ? space() : String.join(",", fields)) + "}";
    }

    static String key(int column) {
        return List.of("id", "Naïve \"key\"", "c\\3", "😀", "k5", "with space", "k7")
                        .get(column % 7)
                + column;
    }

    private String space() {
        return random.nextInt(20) == 0 ? lineEnd : SPACES.get(random.nextInt(SPACES.size()));
    }

    private String value(Kind kind, int depth) {
        return switch (kind) {
            case INTEGER -> integer();
            case BIG_INTEGER ->
                random.nextBoolean() ? integer() : new BigInteger(random.nextInt(125), random).toString();
            case FRACTION -> fraction();
            case BOOLEAN -> random.nextBoolean() ? "true" : "false";
            case TEXT -> quoted(text());
            case DATE -> "\"" + LocalDate.ofEpochDay(random.nextInt(100_000) - 50_000) + "\"";
            case TIMESTAMP ->
                "\"" + LocalDate.ofEpochDay(random.nextInt(100_000) - 50_000) + "T"
                        + String.format(
                                "%02d:%02d:%02d.%03d",
                                random.nextInt(24), random.nextInt(60), random.nextInt(60), random.nextInt(1000))
                        + "\"";
            case NESTED -> nested(depth);
            case ANY -> {
                List<Kind> kinds = depth == 0 ? SCALARS : VALUES;
                yield value(kinds.get(random.nextInt(kinds.size())), depth);
            }
            case NULL -> "null";
        };
    }

    private String integer() {
        return Long.toString(
                random.nextInt(4) == 0
                        ? EXTREMES[random.nextInt(EXTREMES.length)]
                        : random.nextLong() >> random.nextInt(Long.SIZE));
    }

    private String fraction() {
        return switch (random.nextInt(6)) {
            case 0 -> "-0.0";
            case 1 -> random.nextInt(100) + "e" + (random.nextInt(600) - 300);
            case 2 -> integer() + ".5E+2";
            case 3 -> Double.toString(random.nextGaussian());
            case 4 -> random.nextInt(1000) + "." + String.format("%03d", random.nextInt(1000));
            default -> {
                double value = Double.longBitsToDouble(random.nextLong());
                yield Double.toString(Double.isFinite(value) ? value : Double.MIN_VALUE);
            }
        };
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        int length = random.nextInt(random.nextInt(20) == 0 ? 300 : 15);
        for (int i = 0; i < length; i++) {
            int bound = new int[] {0x80, 0x80, 0x80, 0x20, 0x800, 0x10000, 0x110000}[random.nextInt(7)];
            int point = 1 + random.nextInt(bound - 1);
            text.appendCodePoint(Character.getType(point) == Character.SURROGATE ? '"' : point);
        }
        return text.toString();
    }

    /** The same text, with escapes where they must be and where they may be. */
    private String quoted(String text) {
        StringBuilder out = new StringBuilder("\"");
        text.codePoints().forEach(point -> {
            int shorthand = "\"\\\b\f\n\r\t/".indexOf(point);
            if (shorthand >= 0 && random.nextInt(4) != 0) {
                out.append('\\').append("\"\\bfnrt/".charAt(shorthand));
            } else if (point < ' ' || point == '"' || point == '\\' || random.nextInt(20) == 0) {
                String format = random.nextBoolean() ? "\\u%04x" : "\\u%04X";
                Character.toString(point).chars().forEach(c -> out.append(String.format(format, c)));
            } else {
                out.appendCodePoint(point);
            }
        });
        return out.append('"').toString();
    }

    private String nested(int depth) {
        int length = random.nextInt(4);
        boolean array = random.nextBoolean();
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            String value = space() + value(Kind.ANY, depth - 1) + space();
            parts.add(array ? value : quoted(text() + i) + space() + ":" + value);
        }
        String inside = parts.isEmpty() ? space() : String.join(",", parts);
        return array ? "[" + inside + "]" : "{" + inside + "}";
    }
}
