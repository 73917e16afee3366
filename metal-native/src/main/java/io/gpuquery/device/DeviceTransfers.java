package io.gpuquery.device;

import java.util.concurrent.atomic.AtomicLong;

/** What all devices of the process were given so far; receipts and {@code sys.devices} show the difference of two readings. */
public final class DeviceTransfers {
    private static final AtomicLong BUFFERS_WRAPPED = new AtomicLong();
    private static final AtomicLong BYTES_SHARED = new AtomicLong();
    private static final AtomicLong BYTES_COPIED = new AtomicLong();
    private static final AtomicLong BYTES_READ_BACK = new AtomicLong();

    private DeviceTransfers() {}

    /**
     * Counts at one moment.
     *
     * @param buffersWrapped buffers that share a region's memory
     * @param bytesShared the lengths of those together
     * @param bytesCopied bytes copied from the host's memory into a device's buffers
     * @param bytesReadBack bytes copied from a device's buffers that the host does not see
     */
    public record Counts(long buffersWrapped, long bytesShared, long bytesCopied, long bytesReadBack) {
        public static final Counts NONE = new Counts(0, 0, 0, 0);

        public Counts plus(Counts other) {
            return new Counts(
                    buffersWrapped + other.buffersWrapped,
                    bytesShared + other.bytesShared,
                    bytesCopied + other.bytesCopied,
                    bytesReadBack + other.bytesReadBack);
        }

        public Counts minus(Counts earlier) {
            return new Counts(
                    buffersWrapped - earlier.buffersWrapped,
                    bytesShared - earlier.bytesShared,
                    bytesCopied - earlier.bytesCopied,
                    bytesReadBack - earlier.bytesReadBack);
        }
    }

    public static Counts now() {
        return new Counts(BUFFERS_WRAPPED.get(), BYTES_SHARED.get(), BYTES_COPIED.get(), BYTES_READ_BACK.get());
    }

    /** For devices: a buffer shares a region's memory. */
    public static void shared(long lengthBytes) {
        BUFFERS_WRAPPED.incrementAndGet();
        BYTES_SHARED.addAndGet(lengthBytes);
    }

    /** For devices: bytes were copied into a buffer. */
    public static void copied(long lengthBytes) {
        BYTES_COPIED.addAndGet(lengthBytes);
    }

    /** For devices: bytes were copied back to the host. */
    public static void readBack(long lengthBytes) {
        BYTES_READ_BACK.addAndGet(lengthBytes);
    }
}
