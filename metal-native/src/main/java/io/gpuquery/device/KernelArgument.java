package io.gpuquery.device;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** What a kernel gets for one of its parameters. */
public sealed interface KernelArgument {

    /** The address of the first byte of a buffer. */
    record Buffer(DeviceBuffer buffer) implements KernelArgument {}

    /** The address of memory that the threads of a group share, uninitialised; the host's kernels have none. */
    record GroupMemory(int lengthBytes) implements KernelArgument {
        public GroupMemory {
            if (lengthBytes <= 0) {
                throw new IllegalArgumentException("group memory of " + lengthBytes + " bytes");
            }
        }
    }

    /** A small value, in the layout of the kernel's parameter, little-endian; at most 4 KiB, Metal's limit. */
    final class Value implements KernelArgument {
        private static final int MOST_BYTES = 4096;

        private final byte[] bytes;

        private Value(byte[] bytes) {
            if (bytes.length == 0 || bytes.length > MOST_BYTES) {
                throw new IllegalArgumentException("a value of " + bytes.length + " bytes");
            }
            this.bytes = bytes;
        }

        /** A copy of the bytes. */
        public byte[] toBytes() {
            return bytes.clone();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Value value && Arrays.equals(bytes, value.bytes);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bytes);
        }

        @Override
        public String toString() {
            return "Value[" + bytes.length + " bytes]";
        }
    }

    static KernelArgument of(DeviceBuffer buffer) {
        return new Buffer(buffer);
    }

    static KernelArgument ofInt(int value) {
        return new Value(little(Integer.BYTES).putInt(value).array());
    }

    static KernelArgument ofLong(long value) {
        return new Value(little(Long.BYTES).putLong(value).array());
    }

    static KernelArgument ofFloat(float value) {
        return new Value(little(Float.BYTES).putFloat(value).array());
    }

    static KernelArgument ofDouble(double value) {
        return new Value(little(Double.BYTES).putDouble(value).array());
    }

    /** A structure, laid out as the kernel's language does. */
    static KernelArgument ofBytes(byte[] value) {
        return new Value(value.clone());
    }

    private static ByteBuffer little(int lengthBytes) {
        return ByteBuffer.allocate(lengthBytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
