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

    private FormatDetector() {}

    /**
     * What a file is.
     *
     * @param format null where it is no table
     * @param obstacle why not
     */
    record Detection(@Nullable FileFormat format, Obstacle obstacle) {
        static Detection of(FileFormat format) {
            return new Detection(format, Obstacle.NONE);
        }

        static Detection passedOver(Obstacle obstacle) {
            return new Detection(null, obstacle);
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
        Obstacle packing = Obstacle.of(name, head);
        if (inner.isTar()) {
            return Detection.passedOver(Obstacle.packed(packing, true));
        }
        FileName beneath = name.claim() == FileName.Claim.COMPRESSED ? name.withClaim(FileName.Claim.NOTHING) : name;
        Detection detection = inner.isEmpty() && name.claim() != FileName.Claim.FORMAT
                ? Detection.passedOver(Obstacle.NONE)
                : detect(beneath, inner);
        return detection.format() == null ? Detection.passedOver(Obstacle.packed(packing, false)) : detection;
    }

    static Detection detect(FileName name, FileHead head) {
        FileFormat unmistakable = unmistakable(name, head);
        if (unmistakable != null) {
            return Detection.of(unmistakable);
        }
        return switch (name.claim()) {
            case FORMAT -> byClaim(name, head);
            case NOTHING ->
                delimited(head) ? Detection.of(FileFormat.CSV) : Detection.passedOver(Obstacle.of(name, head));
            case COMPRESSED ->
                name.format() != null && delimited(head)
                        ? Detection.of(FileFormat.CSV)
                        : Detection.passedOver(Obstacle.of(name, head));
            case SOMETHING_ELSE -> Detection.passedOver(Obstacle.of(name, head));
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
}
