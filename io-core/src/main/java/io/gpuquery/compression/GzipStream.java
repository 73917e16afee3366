package io.gpuquery.compression;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;

/**
 * Decompresses the members of a gzip file (RFC 1952), one after the other. What does not begin like a member is ignored behind the last,
 * as by other programs: files are padded with zeros. A member that is cut is an error wherever it is cut, also within its header, which
 * the JDK's stream takes for such padding. Not for several threads; closing it gives native memory back.
 */
final class GzipStream extends InputStream {
    private static final int FIRST_MAGIC = 0x1f;
    private static final int SECOND_MAGIC = 0x8b;
    private static final int DEFLATE = 8;
    private static final int HEADER_CHECKSUM = 1 << 1;
    private static final int EXTRA_FIELD = 1 << 2;
    private static final int NAME = 1 << 3;
    private static final int COMMENT = 1 << 4;
    private static final int RESERVED_FLAGS = 0xe0;
    /** Time, extra flags and operating system. */
    private static final int UNUSED_HEADER_BYTES = 6;

    private final InputStream in;
    private final byte[] buffer;
    private final Inflater inflater = new Inflater(true);
    private final CRC32 checksum = new CRC32();
    private final CRC32 headerChecksum = new CRC32();
    private int position;
    private int limit;
    /** Offset of the end of the buffer in the file. */
    private long limitOffset;

    private long memberOffset;
    private long memberLength;
    private boolean inMember;
    private boolean ended;

    GzipStream(InputStream in, int bufferBytes) {
        this.in = in;
        this.buffer = new byte[bufferBytes];
    }

    /** The file ends within a member. */
    static final class CutMemberException extends EOFException {
        private static final long serialVersionUID = 1;

        /** Where the member begins. */
        final long memberOffset;

        CutMemberException(long memberOffset) {
            super("the member that begins at byte " + memberOffset + " is cut");
            this.memberOffset = memberOffset;
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        if (length == 0) {
            return 0;
        }
        while (!ended) {
            if (!inMember && !beginMember()) {
                ended = true;
                break;
            }
            int count = inflate(bytes, offset, length);
            if (count > 0) {
                checksum.update(bytes, offset, count);
                memberLength += count;
                return count;
            }
            if (inflater.finished()) {
                position = limit - inflater.getRemaining();
                endMember();
            } else if (inflater.needsDictionary()) {
                throw new ZipException("a preset dictionary is needed, which gzip has not");
            } else {
                fillMember();
                inflater.setInput(buffer, position, limit - position);
            }
        }
        return -1;
    }

    private int inflate(byte[] bytes, int offset, int length) throws ZipException {
        try {
            return inflater.inflate(bytes, offset, length);
        } catch (DataFormatException e) {
            ZipException damaged = new ZipException(e.getMessage() == null ? "invalid deflate data" : e.getMessage());
            damaged.initCause(e);
            throw damaged;
        }
    }

    /** Reads the header of the next member; false behind the last. */
    private boolean beginMember() throws IOException {
        memberOffset = limitOffset - (limit - position);
        headerChecksum.reset();
        if (position == limit && !fill()) {
            return false;
        }
        boolean first = memberOffset == 0;
        if (headerByte() != FIRST_MAGIC || headerByte() != SECOND_MAGIC || headerByte() != DEFLATE) {
            if (first) {
                throw new ZipException("not in gzip format");
            }
            return false;
        }
        int flags = headerByte();
        if ((flags & RESERVED_FLAGS) != 0) {
            throw new ZipException("unknown flags in the header at byte " + memberOffset);
        }
        skipHeader(UNUSED_HEADER_BYTES);
        if ((flags & EXTRA_FIELD) != 0) {
            skipHeader(headerByte() | headerByte() << 8);
        }
        skipText(flags & NAME);
        skipText(flags & COMMENT);
        if ((flags & HEADER_CHECKSUM) != 0) {
            int expected = (int) headerChecksum.getValue() & 0xffff;
            if ((headerByte() | headerByte() << 8) != expected) {
                throw new ZipException("wrong checksum of the header at byte " + memberOffset);
            }
        }
        inMember = true;
        memberLength = 0;
        checksum.reset();
        inflater.reset();
        inflater.setInput(buffer, position, limit - position);
        return true;
    }

    private int headerByte() throws IOException {
        int value = memberByte();
        headerChecksum.update(value);
        return value;
    }

    private void skipHeader(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            headerByte();
        }
    }

    /** Skips a text that ends with a zero, if there is one. */
    private void skipText(int flag) throws IOException {
        for (int value = flag; value != 0; ) {
            value = headerByte();
        }
    }

    /** Compares what the member was to be with what it is. */
    private void endMember() throws IOException {
        long expectedChecksum = memberInt();
        long expectedLength = memberInt();
        if (expectedChecksum != checksum.getValue() || expectedLength != (memberLength & 0xffffffffL)) {
            throw new ZipException("wrong checksum or length of the member at byte " + memberOffset);
        }
        inMember = false;
    }

    private long memberInt() throws IOException {
        long value = 0;
        for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
            value |= (long) memberByte() << shift;
        }
        return value;
    }

    private int memberByte() throws IOException {
        if (position == limit) {
            fillMember();
        }
        return buffer[position++] & 0xff;
    }

    private void fillMember() throws IOException {
        if (!fill()) {
            throw new CutMemberException(memberOffset);
        }
    }

    /** Reads more into the buffer, of which everything was used; false at the end. */
    private boolean fill() throws IOException {
        int count = in.read(buffer, 0, buffer.length);
        position = 0;
        limit = Math.max(0, count);
        limitOffset += limit;
        return count > 0;
    }

    /** Closes the compressed stream too. Idempotent. */
    @Override
    public void close() throws IOException {
        ended = true;
        inflater.end();
        in.close();
    }
}
