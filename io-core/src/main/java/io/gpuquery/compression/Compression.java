package io.gpuquery.compression;

import com.github.luben.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.lz4.FramedLZ4CompressorInputStream;
import org.jspecify.annotations.Nullable;
import org.xerial.snappy.SnappyFramedInputStream;

/**
 * Compressions of whole files that are read, each in as many members as there are, with their checksums. A file has one by its
 * content; only blocks of Snappy as Hadoop writes them have no first bytes of their own and are told by the name.
 */
public enum Compression {
    GZIP("gzip", "1f8b08"),
    ZSTD("zstd", "28b52ffd"),
    BZIP2("bzip2", "425a68"),
    LZ4("lz4", "04224d18"),
    SNAPPY("snappy", "ff060000734e61507059"),
    SNAPPY_BLOCKS("snappy", "");

    private static final int BUFFER_BYTES = 64 << 10;
    private static final String BZIP2_BLOCK = "314159265359";
    private static final String BZIP2_END = "177245385090";
    private static final int BZIP2_BLOCK_OFFSET = 2 * 4;
    private static final int PIECE_BYTES = 64;

    private final String label;
    /** The first bytes, in hexadecimal digits. */
    private final String magic;

    Compression(String label, String magic) {
        this.label = label;
        this.magic = magic;
    }

    /** The bytes that {@link #of} needs. */
    public static final int HEAD_BYTES = 10;

    /** As people call it: {@code gzip}. */
    public String label() {
        return label;
    }

    /**
     * The compression of a file; null where it has none.
     *
     * @param head its first {@link #HEAD_BYTES} bytes, or all that there are
     * @param fileName its name
     */
    public static @Nullable Compression of(byte[] head, String fileName) {
        String digits = HexFormat.of().formatHex(head);
        for (Compression compression : values()) {
            if (!compression.magic.isEmpty() && digits.startsWith(compression.magic)) {
                boolean sure = compression != BZIP2
                        || digits.startsWith(BZIP2_BLOCK, BZIP2_BLOCK_OFFSET)
                        || digits.startsWith(BZIP2_END, BZIP2_BLOCK_OFFSET);
                return sure ? compression : null;
            }
        }
        boolean blocks =
                fileName.toLowerCase(Locale.ROOT).endsWith(".snappy") && head.length == HEAD_BYTES && head[0] == 0;
        return blocks ? SNAPPY_BLOCKS : null;
    }

    /** What a stream is without the compression. Failures of the data are any exception. */
    public InputStream decompress(InputStream compressed) throws IOException {
        return switch (this) {
            case GZIP -> new GzipStream(compressed, BUFFER_BYTES);
            case ZSTD -> new ZstdInputStream(compressed);
            case BZIP2 -> new BZip2CompressorInputStream(new BufferedInputStream(compressed, BUFFER_BYTES), true);
            case LZ4 -> new FramedLZ4CompressorInputStream(new BufferedInputStream(compressed, BUFFER_BYTES), true);
            case SNAPPY -> new SnappyFramedInputStream(new BufferedInputStream(compressed, BUFFER_BYTES), true);
            case SNAPPY_BLOCKS -> new SnappyBlockStream(new BufferedInputStream(compressed, BUFFER_BYTES));
        };
    }

    /**
     * The first bytes of what a file is without the compression: as many as its own first bytes tell, and {@code mostBytes} at most.
     */
    public byte[] head(byte[] compressedHead, int mostBytes) {
        byte[] head = new byte[mostBytes];
        int count = 0;
        try (InputStream stream = decompress(new ByteArrayInputStream(compressedHead))) {
            for (int more = 1; more > 0 && count < mostBytes; ) {
                // Piece by piece, since what came before the end of the head is lost with the failure that the end is.
                more = stream.read(head, count, Math.min(mostBytes - count, PIECE_BYTES));
                count += Math.max(0, more);
            }
        } catch (IOException | RuntimeException e) {
            // It ends in the middle, as a head does; damage is reported to whoever reads the file.
            return Arrays.copyOf(head, count);
        }
        return Arrays.copyOf(head, count);
    }
}
