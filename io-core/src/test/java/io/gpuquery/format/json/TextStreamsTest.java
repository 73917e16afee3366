package io.gpuquery.format.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What passes for text, in pieces of any size, against the decoders of the JDK. */
class TextStreamsTest {
    /** What came out of a stream, and whether it ended in a failure. */
    @SuppressWarnings("ArrayRecordComponent")
    private record Outcome(byte[] bytes, boolean failed, long failureOffset) {}

    /** A stream that gives its bytes in pieces of random sizes. */
    private static InputStream inPieces(byte[] bytes, Random random) {
        return new ByteArrayInputStream(bytes) {
            @Override
            public synchronized int read(byte[] target, int offset, int length) {
                return super.read(target, offset, Math.min(length, 1 + random.nextInt(11)));
            }
        };
    }

    private static Outcome drain(InputStream stream, Random random) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] buffer = new byte[64];
        try {
            int count;
            while ((count = stream.read(buffer, 3, 1 + random.nextInt(40))) >= 0) {
                out.write(buffer, 3, count);
            }
            return new Outcome(out.toByteArray(), false, -1);
        } catch (InvalidTextException e) {
            return new Outcome(out.toByteArray(), true, e.offset());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] randomBytes(Random random, Charset charset) {
        StringBuilder text = new StringBuilder();
        int count = random.nextInt(60);
        for (int i = 0; i < count; i++) {
            int bound = new int[] {0x80, 0x80, 0x800, 0x10000, 0x110000}[random.nextInt(5)];
            int point = 1 + random.nextInt(bound - 1);
            text.appendCodePoint(Character.getType(point) == Character.SURROGATE ? 'x' : point);
        }
        byte[] bytes = text.toString().getBytes(charset);
        for (int mutations = random.nextInt(3); mutations > 0 && bytes.length > 0; mutations--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return random.nextInt(4) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length + 1)) : bytes;
    }

    /** Decodes as far as the JDK does. */
    private static Outcome expected(byte[] bytes, Charset charset) {
        CharsetDecoder decoder = charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        CharBuffer chars = CharBuffer.allocate(bytes.length + 1);
        CoderResult result = decoder.decode(ByteBuffer.wrap(bytes), chars, true);
        String text = chars.flip().toString();
        // UTF-32 of the JDK lets halves of surrogate pairs pass, which have no UTF-8.
        int half = 0;
        while (half < text.length() && Character.getType(text.codePointAt(half)) != Character.SURROGATE) {
            half += Character.charCount(text.codePointAt(half));
        }
        boolean failed = result.isError() || half < text.length();
        byte[] decoded = text.substring(0, half).getBytes(StandardCharsets.UTF_8);
        int zero = new String(decoded, StandardCharsets.ISO_8859_1).indexOf('\0');
        return zero < 0
                ? new Outcome(decoded, failed, decoded.length)
                : new Outcome(Arrays.copyOf(decoded, zero), true, zero);
    }

    @Test
    void utf8IsCheckedAsTheJdkDoes() {
        Random random = new Random(11);
        int failures = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = randomBytes(random, StandardCharsets.UTF_8);
            Outcome actual = drain(new CheckedStream(inPieces(bytes, random), 0, ""), random);
            Outcome expected = expected(bytes, StandardCharsets.UTF_8);
            assertThat(actual.failed()).as(Arrays.toString(bytes)).isEqualTo(expected.failed());
            // The stream may have given some bytes of a character that turned out to be cut off.
            int length = expected.bytes().length;
            assertThat(actual.bytes().length).isBetween(length, length + 3);
            assertThat(Arrays.copyOf(actual.bytes(), length)).isEqualTo(expected.bytes());
            if (actual.failed()) {
                assertThat(actual.failureOffset()).isEqualTo(actual.bytes().length);
                failures++;
            }
        }
        assertThat(failures).isBetween(2_000, 18_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE", "ISO-8859-1", "Shift_JIS", "GB18030"})
    void otherCharsetsAreDecodedAsTheJdkDoes(String name) {
        Charset charset = Charset.forName(name);
        Random random = new Random(13);
        for (int i = 0; i < 2_000; i++) {
            byte[] bytes = randomBytes(random, charset);
            InputStream decoded = new TranscodedStream(inPieces(bytes, random), charset);
            Outcome actual = drain(new CheckedStream(decoded, 0, ""), random);
            Outcome expected = expected(bytes, charset);
            assertThat(actual.failed()).as(Arrays.toString(bytes)).isEqualTo(expected.failed());
            assertThat(actual.bytes()).isEqualTo(expected.bytes());
        }
    }

    @Test
    void longTextsAreDecodedWholly() {
        String text = "é😀x".repeat(50_000);
        Random random = new Random(17);
        byte[] bytes = text.getBytes(StandardCharsets.UTF_16LE);
        InputStream decoded = new TranscodedStream(new ByteArrayInputStream(bytes), StandardCharsets.UTF_16LE);
        assertThat(drain(new CheckedStream(decoded, 0, ""), random).bytes())
                .isEqualTo(text.getBytes(StandardCharsets.UTF_8));
    }
}
