package io.gpuquery.column;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class Utf8BytesTest {
    private static boolean isValidForTheJdk(byte[] bytes, int from, int to) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, from, to - from));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    @Test
    void everyCharacterIsValid() {
        assertThat(IntStream.rangeClosed(0, Character.MAX_CODE_POINT)
                        .filter(codePoint -> !isSurrogate(codePoint))
                        .filter(codePoint -> {
                            byte[] bytes = Character.toString(codePoint).getBytes(StandardCharsets.UTF_8);
                            return Utf8Bytes.firstInvalid(bytes, 0, bytes.length) != -1;
                        })
                        .boxed())
                .isEmpty();
    }

    private static boolean isSurrogate(int codePoint) {
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }

    @Test
    void theJdkRefusesTheSame() {
        Random random = new Random(3);
        int[] interesting = {
            0, 'a', 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xe1, 0xed, 0xef, 0xf0,
            0xf1, 0xf4, 0xf5, 0xff
        };
        int valid = 0;
        for (int i = 0; i < 50_000; i++) {
            byte[] bytes = new byte[random.nextInt(6)];
            for (int b = 0; b < bytes.length; b++) {
                bytes[b] = (byte) interesting[random.nextInt(interesting.length)];
            }
            int invalid = Utf8Bytes.firstInvalid(bytes, 0, bytes.length);
            assertThat(invalid < 0).isEqualTo(isValidForTheJdk(bytes, 0, bytes.length));
            if (invalid >= 0) {
                assertThat(isValidForTheJdk(bytes, 0, invalid)).isTrue();
            }
            valid += invalid < 0 ? 1 : 0;
        }
        assertThat(valid).isBetween(1000, 49_000);
    }
}
