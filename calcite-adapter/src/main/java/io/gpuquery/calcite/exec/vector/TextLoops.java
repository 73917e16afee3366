package io.gpuquery.calcite.exec.vector;

import java.util.Locale;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Functions of texts. NULL where any operand is. */
public final class TextLoops {
    private TextLoops() {}

    /** TRUE where a text matches. */
    public static IntVector like(Vector vector, LikePattern pattern, Scratch scratch) {
        TextVector texts = Lanes.texts(vector, scratch);
        int[] flags = scratch.ints(texts.length());
        for (int i = 0; i < texts.length(); i++) {
            flags[i] =
                    !texts.isNull(i) && pattern.matches(texts.bytes(), texts.starts()[i], texts.lengths()[i]) ? 1 : 0;
        }
        return IntVector.booleans(flags, texts.length(), texts.nulls());
    }

    /** TRUE where a text matches the pattern of its row; escapes may be null: none. */
    public static IntVector like(Vector vector, Vector patterns, @Nullable Vector escapes, Scratch scratch) {
        TextVector texts = Lanes.texts(vector, scratch);
        TextVector wanted = Lanes.texts(patterns, scratch);
        TextVector escape = escapes == null ? null : Lanes.texts(escapes, scratch);
        int count = texts.length();
        int @Nullable [] nulls = Nulls.either(texts, wanted, scratch);
        if (escape != null) {
            nulls = Nulls.either(nulls, escape.nulls(), count, scratch);
        }
        int[] flags = scratch.ints(count);
        for (int i = 0; i < count; i++) {
            flags[i] = 0;
            if (nulls == null || nulls[i] == 0) {
                LikePattern pattern = new LikePattern(wanted.getString(i), escape == null ? "" : escape.getString(i));
                flags[i] = pattern.matches(texts.bytes(), texts.starts()[i], texts.lengths()[i]) ? 1 : 0;
            }
        }
        return IntVector.booleans(flags, count, nulls);
    }

    /** UTF-16 code units. */
    public static IntVector charLength(Vector vector, Scratch scratch) {
        TextVector texts = Lanes.texts(vector, scratch);
        int[] lengths = scratch.ints(texts.length());
        for (int i = 0; i < texts.length(); i++) {
            lengths[i] = texts.isNull(i) ? 0 : Utf8Text.units(texts.bytes(), texts.starts()[i], texts.lengths()[i]);
        }
        return new IntVector(lengths, texts.length(), texts.nulls(), 0, Integer.MAX_VALUE);
    }

    public static IntVector octetLength(Vector vector, Scratch scratch) {
        TextVector texts = Lanes.texts(vector, scratch);
        return new IntVector(texts.lengths(), texts.length(), texts.nulls(), 0, Integer.MAX_VALUE);
    }

    public static TextVector upper(Vector vector, Scratch scratch) {
        return change(vector, 'a', 'z', text -> text.toUpperCase(Locale.ROOT), scratch);
    }

    public static TextVector lower(Vector vector, Scratch scratch) {
        return change(vector, 'A', 'Z', text -> text.toLowerCase(Locale.ROOT), scratch);
    }

    /** Changes the case of the letters of a range in ASCII texts, and of others by a function. */
    private static TextVector change(Vector vector, char from, char to, UnaryOperator<String> others, Scratch scratch) {
        TextVector texts = Lanes.texts(vector, scratch);
        TextBuilder builder = new TextBuilder(texts.length());
        byte[] changed = new byte[64];
        for (int i = 0; i < texts.length(); i++) {
            int start = texts.starts()[i];
            int length = texts.isNull(i) ? 0 : texts.lengths()[i];
            if (!Utf8Text.isAscii(texts.bytes(), start, length)) {
                builder.add(others.apply(Utf8Text.string(texts.bytes(), start, length)));
                continue;
            }
            changed = changed.length < length ? new byte[2 * length] : changed;
            for (int at = 0; at < length; at++) {
                byte letter = texts.bytes()[start + at];
                changed[at] = (byte) (letter >= from && letter <= to ? letter ^ 0x20 : letter);
            }
            builder.add(changed, 0, length);
        }
        return builder.build(texts.nulls());
    }

    /**
     * Parts of texts.
     *
     * @param lengths null: to the end
     * @throws IllegalArgumentException for a negative length
     */
    public static TextVector substring(Vector vector, Vector from, @Nullable Vector lengths, Scratch scratch) {
        TextVector texts = Lanes.texts(vector, scratch);
        int count = texts.length();
        int @Nullable [] nulls = Nulls.either(texts, from, scratch);
        if (lengths != null) {
            nulls = Nulls.either(nulls, lengths.nulls(), count, scratch);
        }
        TextBuilder builder = new TextBuilder(count);
        for (int i = 0; i < count; i++) {
            if (nulls != null && nulls[i] != 0) {
                builder.addEmpty();
                continue;
            }
            long first = Block.low(from, i);
            long most = lengths == null ? Integer.MAX_VALUE : Block.low(lengths, i);
            if (most < 0) {
                throw new IllegalArgumentException("Substring error: negative substring length not allowed");
            }
            add(texts, i, first, most, builder);
        }
        return builder.build(nulls);
    }

    private static void add(TextVector texts, int row, long first, long most, TextBuilder builder) {
        int start = texts.starts()[row];
        int length = texts.lengths()[row];
        boolean ascii = Utf8Text.isAscii(texts.bytes(), start, length);
        int units = ascii ? length : Utf8Text.units(texts.bytes(), start, length);
        // The end is computed from the place asked for, which may lie before the text.
        long end = Math.min(units, Math.max(Math.min(first, Integer.MAX_VALUE), Integer.MIN_VALUE) - 1 + most);
        long begin = Math.max(0, Math.min(first, Integer.MAX_VALUE) - 1);
        if (begin >= end) {
            builder.addEmpty();
        } else if (ascii) {
            builder.add(texts.bytes(), start + (int) begin, (int) (end - begin));
        } else {
            builder.add(Utf8Text.string(texts.bytes(), start, length).substring((int) begin, (int) end));
        }
    }

    /** Texts without characters at their ends; takes which ends. */
    public static TextVector trim(
            Vector vector, Vector characters, boolean leading, boolean trailing, Scratch scratch) {
        TextVector texts = Lanes.texts(vector, scratch);
        TextVector unwanted = Lanes.texts(characters, scratch);
        int @Nullable [] nulls = Nulls.either(texts, unwanted, scratch);
        TextBuilder builder = new TextBuilder(texts.length());
        for (int i = 0; i < texts.length(); i++) {
            if (nulls != null && nulls[i] != 0) {
                builder.addEmpty();
                continue;
            }
            String set = unwanted.getString(i);
            int start = texts.starts()[i];
            int end = start + texts.lengths()[i];
            byte[] bytes = texts.bytes();
            while (leading && start < end && set.indexOf(characterAt(bytes, start)) >= 0) {
                start += Utf8Text.lengthAt(bytes, start);
            }
            while (trailing && start < end) {
                int last = end - 1;
                while ((bytes[last] & 0xC0) == 0x80) {
                    last--;
                }
                if (set.indexOf(characterAt(bytes, last)) < 0) {
                    break;
                }
                end = last;
            }
            builder.add(bytes, start, end - start);
        }
        return builder.build(nulls);
    }

    private static int characterAt(byte[] bytes, int at) {
        return bytes[at] >= 0
                ? bytes[at]
                : Utf8Text.string(bytes, at, Utf8Text.lengthAt(bytes, at)).codePointAt(0);
    }

    public static TextVector concatenate(Vector[] vectors, Scratch scratch) {
        int count = vectors[0].length();
        int @Nullable [] nulls = Nulls.any(vectors, count, scratch);
        TextVector[] texts = new TextVector[vectors.length];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = Lanes.texts(vectors[i], scratch);
        }
        TextBuilder builder = new TextBuilder(count);
        for (int row = 0; row < count; row++) {
            for (TextVector part : texts) {
                if (nulls == null || nulls[row] == 0) {
                    builder.append(part.bytes(), part.starts()[row], part.lengths()[row]);
                }
            }
            builder.finish();
        }
        return builder.build(nulls);
    }

    /** Where texts begin in others, counted from 1 in UTF-16 code units; 0 where they do not occur. */
    public static IntVector position(Vector needles, Vector vector, Scratch scratch) {
        TextVector needle = Lanes.texts(needles, scratch);
        TextVector texts = Lanes.texts(vector, scratch);
        int @Nullable [] nulls = Nulls.either(needle, texts, scratch);
        int[] positions = scratch.ints(texts.length());
        for (int i = 0; i < texts.length(); i++) {
            positions[i] = 0;
            if (nulls == null || nulls[i] == 0) {
                int offset = Utf8Text.indexOf(
                        texts.bytes(),
                        texts.starts()[i],
                        texts.lengths()[i],
                        needle.bytes(),
                        needle.starts()[i],
                        needle.lengths()[i]);
                positions[i] = offset < 0 ? 0 : 1 + Utf8Text.units(texts.bytes(), texts.starts()[i], offset);
            }
        }
        return new IntVector(positions, texts.length(), nulls, 0, Integer.MAX_VALUE);
    }
}
