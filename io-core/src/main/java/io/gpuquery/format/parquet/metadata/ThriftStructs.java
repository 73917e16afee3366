package io.gpuquery.format.parquet.metadata;

import java.io.EOFException;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import shaded.parquet.org.apache.thrift.TBase;
import shaded.parquet.org.apache.thrift.TConfiguration;
import shaded.parquet.org.apache.thrift.TException;
import shaded.parquet.org.apache.thrift.protocol.TCompactProtocol;
import shaded.parquet.org.apache.thrift.protocol.TList;
import shaded.parquet.org.apache.thrift.protocol.TMap;
import shaded.parquet.org.apache.thrift.protocol.TProtocolException;
import shaded.parquet.org.apache.thrift.protocol.TSet;
import shaded.parquet.org.apache.thrift.protocol.TStruct;
import shaded.parquet.org.apache.thrift.transport.TTransport;
import shaded.parquet.org.apache.thrift.transport.TTransportException;

/**
 * Reads structures in Thrift's compact protocol from bytes on the heap, within bounds: a string is no longer, and a
 * list has no more elements, than bytes are left (an element takes at least one), and nesting ends at {@link
 * #MAX_DEPTH}, which Thrift itself does not see to when it skips fields that it does not know.
 */
public final class ThriftStructs {
    /** Parquet's own structures nest to less than ten. */
    private static final int MAX_DEPTH = 32;

    private final HeapTransport transport;
    private final BoundedProtocol protocol;

    /** Takes bytes that are not changed while this is used. */
    public ThriftStructs(byte[] bytes, int from, int to) {
        this.transport = new HeapTransport(bytes, from, to);
        this.protocol = new BoundedProtocol(transport);
    }

    /**
     * Reads the next structure.
     *
     * @throws EOFException if the bytes end within it
     * @throws IOException if the bytes are no such structure
     */
    public void read(TBase<?, ?> target) throws IOException {
        try {
            target.read(protocol);
        } catch (TTransportException e) {
            if (e.getType() == TTransportException.END_OF_FILE) {
                throw (EOFException) new EOFException("it is cut").initCause(e);
            }
            throw failed(e);
        } catch (TException e) {
            throw failed(e);
        }
    }

    /** Thrift's messages end with the names of its own Java objects, which tell a user nothing. */
    private static IOException failed(TException cause) {
        String message = String.valueOf(cause.getMessage());
        int objects = message.indexOf(" Struct: ");
        return new IOException((objects < 0 ? message : message.substring(0, objects)).strip(), cause);
    }

    /** Where the next structure starts. */
    public int position() {
        return transport.position;
    }

    private static final class HeapTransport extends TTransport {
        private final byte[] bytes;
        private final int end;
        private int position;

        HeapTransport(byte[] bytes, int from, int to) {
            this.bytes = bytes;
            this.position = from;
            this.end = to;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void open() {}

        @Override
        public void close() {}

        @Override
        public int read(byte[] target, int offset, int lengthBytes) throws TTransportException {
            checkReadBytesAvailable(lengthBytes);
            System.arraycopy(bytes, position, target, offset, lengthBytes);
            position += lengthBytes;
            return lengthBytes;
        }

        @Override
        public void write(byte[] source, int offset, int lengthBytes) throws TTransportException {
            throw new TTransportException("this transport is only read");
        }

        @Override
        public byte[] getBuffer() {
            return bytes;
        }

        @Override
        public int getBufferPosition() {
            return position;
        }

        @Override
        public int getBytesRemainingInBuffer() {
            return end - position;
        }

        @Override
        public void consumeBuffer(int lengthBytes) {
            position += lengthBytes;
        }

        @Override
        public TConfiguration getConfiguration() {
            return TConfiguration.DEFAULT;
        }

        @Override
        public void updateKnownMessageSize(long size) {}

        @Override
        public void checkReadBytesAvailable(long lengthBytes) throws TTransportException {
            if (lengthBytes < 0) {
                throw new TTransportException(TTransportException.CORRUPTED_DATA, "a length of " + lengthBytes);
            }
            if (lengthBytes > end - position) {
                throw new TTransportException(TTransportException.END_OF_FILE, "it is cut");
            }
        }
    }

    private static final class BoundedProtocol extends TCompactProtocol {
        /** Paths of columns are said again in each row group. */
        private final Map<String, String> interned = new HashMap<>();

        private int depth;

        BoundedProtocol(TTransport transport) {
            super(transport);
        }

        private void enter() throws TProtocolException {
            if (++depth > MAX_DEPTH) {
                throw new TProtocolException(
                        TProtocolException.DEPTH_LIMIT, "structures are nested deeper than " + MAX_DEPTH);
            }
        }

        @Override
        public TStruct readStructBegin() throws TException {
            enter();
            return super.readStructBegin();
        }

        @Override
        public void readStructEnd() throws TException {
            depth--;
            super.readStructEnd();
        }

        @Override
        public TList readListBegin() throws TException {
            enter();
            return super.readListBegin();
        }

        @Override
        public void readListEnd() throws TException {
            depth--;
            super.readListEnd();
        }

        @Override
        public TSet readSetBegin() throws TException {
            // The compact protocol reads a set as the list that it is.
            return super.readSetBegin();
        }

        @Override
        public void readSetEnd() throws TException {
            depth--;
            super.readSetEnd();
        }

        @Override
        public TMap readMapBegin() throws TException {
            enter();
            return super.readMapBegin();
        }

        @Override
        public void readMapEnd() throws TException {
            depth--;
            super.readMapEnd();
        }

        @Override
        public String readString() throws TException {
            String value = super.readString();
            String known = interned.putIfAbsent(value, value);
            return known == null ? value : known;
        }
    }
}
