package io.gpuquery.catalog;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonEOFException;
import io.gpuquery.scan.FileFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Tells the format of a file by its content, and by its name where the content does not decide.
 *
 * <ol>
 *   <li>{@code PAR1} at both ends is Parquet, whatever the name.
 *   <li>A first character that is an opening brace or bracket is JSON, if the name claims JSON or what follows is.
 *   <li>Lines with the same number of delimiters are delimited text, if the name claims a format of ours or nothing.
 *   <li>Else the format that the name claims; the reader will say what is wrong with it.
 * </ol>
 */
final class FormatDetector {
    private static final JsonFactory JSON = new JsonFactory();
    private static final int LONGEST_CUT_TOKEN = 32;

    /** First bytes of well-known files, for telling people what was passed over. */
    private static final Map<String, String> MAGIC = Map.ofEntries(
            Map.entry("\u001f\u008b", "compressed by gzip"),
            Map.entry("(\u00b5/\u00fd", "compressed by zstd"),
            Map.entry("BZh", "compressed by bzip2"),
            Map.entry("\u00ff\6\0\0sNaPpY", "compressed by snappy"),
            Map.entry("\u00fd7zXZ", "compressed by xz, which is not read"),
            Map.entry("\4\"M\30", "compressed by lz4"),
            Map.entry("PK\u0003\u0004", "a zip archive"),
            Map.entry("\u0089PNG", "a picture"),
            Map.entry("\u00ff\u00d8\u00ff", "a picture"),
            Map.entry("GIF8", "a picture"),
            Map.entry("%PDF", "a PDF document"),
            Map.entry("ORC", "an ORC file"),
            Map.entry("Obj\u0001", "an Avro file"),
            Map.entry("ARROW1", "an Arrow file"),
            Map.entry("SQLite format 3", "an SQLite database"),
            Map.entry("\u007fELF", "a program"));

    private FormatDetector() {}

    /**
     * What a file is.
     *
     * @param format null where it is no table
     * @param reason why not, as a phrase; empty where it is one
     */
    record Detection(@Nullable FileFormat format, String reason) {
        static Detection of(FileFormat format) {
            return new Detection(format, "");
        }

        static Detection passedOver(String reason) {
            return new Detection(null, reason);
        }
    }

    /** What a file is that nobody has opened, by plain reads of its first bytes. */
    static Detection detect(FileName name, Path path) throws IOException {
        FileHead head = FileHead.read(path);
        FileHead inner = FileHead.decompressed(path, head);
        return inner == null ? detect(name, head) : detectInner(name, head, inner);
    }

    /** What a compressed file is. */
    private static Detection detectInner(FileName name, FileHead head, FileHead inner) {
        String packed = reason(name, head);
        if (inner.isTar()) {
            return Detection.passedOver("a tar archive, " + packed);
        }
        FileName beneath = name.claim() == FileName.Claim.COMPRESSED ? name.withClaim(FileName.Claim.NOTHING) : name;
        Detection detection = inner.isEmpty() && name.claim() != FileName.Claim.FORMAT
                ? Detection.passedOver("")
                : detect(beneath, inner);
        return detection.format() == null ? Detection.passedOver(packed + ", and no table inside") : detection;
    }

    static Detection detect(FileName name, FileHead head) {
        FileFormat unmistakable = unmistakable(name, head);
        if (unmistakable != null) {
            return Detection.of(unmistakable);
        }
        return switch (name.claim()) {
            case FORMAT -> byClaim(name, head);
            case NOTHING -> delimited(head) ? Detection.of(FileFormat.CSV) : Detection.passedOver(reason(name, head));
            case COMPRESSED ->
                name.format() != null && delimited(head)
                        ? Detection.of(FileFormat.CSV)
                        : Detection.passedOver(reason(name, head));
            case SOMETHING_ELSE -> Detection.passedOver(reason(name, head));
        };
    }

    private static @Nullable FileFormat unmistakable(FileName name, FileHead head) {
        if (head.startsWith("PAR1") && head.endsWith("PAR1") && head.sizeAtLeast(12)) {
            return FileFormat.PARQUET;
        }
        String text = head.text();
        char first = firstCharacter(text);
        if (first != '{' && first != '[') {
            return null;
        }
        return name.format() == FileFormat.JSON || opensJson(text, head.isWhole()) ? FileFormat.JSON : null;
    }

    private static Detection byClaim(FileName name, FileHead head) {
        FileFormat claimed = Objects.requireNonNull(name.format());
        boolean mislabelled = claimed != FileFormat.CSV && delimited(head);
        return Detection.of(mislabelled ? FileFormat.CSV : claimed);
    }

    private static boolean delimited(FileHead head) {
        return DelimiterStatistics.of(head.text(), head.isWhole()).isTable();
    }

    private static char firstCharacter(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!Character.isWhitespace(text.charAt(i))) {
                return text.charAt(i);
            }
        }
        return 0;
    }

    /** Whether the text is the beginning of JSON objects, or of an array of such. */
    private static boolean opensJson(String text, boolean whole) {
        try (JsonParser parser = JSON.createParser(text)) {
            JsonToken token = parser.nextToken();
            if (token == JsonToken.START_ARRAY) {
                token = parser.nextToken();
            }
            if (token != JsonToken.START_OBJECT) {
                return false;
            }
            do {
                token = parser.nextToken();
            } while (token != null);
            return true;
        } catch (JsonProcessingException e) {
            // Where the head ends within a token, Jackson calls the token wrong.
            boolean cut = e instanceof JsonEOFException
                    || e.getLocation().getCharOffset() >= text.length() - LONGEST_CUT_TOKEN;
            return !whole && cut;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String reason(FileName name, FileHead head) {
        if (head.isEmpty()) {
            return "empty";
        }
        for (Map.Entry<String, String> magic : MAGIC.entrySet()) {
            if (head.startsWith(magic.getKey())) {
                return magic.getValue();
            }
        }
        return switch (name.claim()) {
            case SOMETHING_ELSE -> "its name says that it is something else, and its content does not contradict";
            case COMPRESSED -> "its name says that it is compressed in a way that is not read";
            case NOTHING, FORMAT -> "neither its content nor its name tells a format";
        };
    }
}
