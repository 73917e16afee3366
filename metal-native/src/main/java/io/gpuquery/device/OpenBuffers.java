package io.gpuquery.device;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The buffers of devices that are open in the process; for {@code sys.buffers} and diagnosis. It keeps no buffer from being found
 * abandoned. Any thread may call.
 */
public final class OpenBuffers {
    private static final Map<Object, OpenBuffer> OPEN = new ConcurrentHashMap<>();

    private OpenBuffers() {}

    /**
     * A buffer that is open.
     *
     * @param device what it belongs to
     * @param lengthBytes how long it is
     * @param shared whether it is memory of the host's that somebody wrapped, without a copy
     * @param copyReason why it is a copy; null where it is none
     * @param file the file whose bytes these are; null where they are memory of the process
     * @param offsetBytes where it begins in that file or memory
     */
    public record OpenBuffer(
            DeviceInfo device,
            long lengthBytes,
            boolean shared,
            @Nullable String copyReason,
            @Nullable Path file,
            long offsetBytes) {}

    /**
     * For devices: a buffer was made.
     *
     * @param memory what tells it apart, by identity, until {@link #closed}; must not refer to what its user holds
     */
    public static void opened(Object memory, OpenBuffer buffer) {
        OPEN.put(memory, buffer);
    }

    /** For devices: a buffer was freed. One that was not told of before is none. */
    public static void closed(Object memory) {
        OPEN.remove(memory);
    }

    /** Those that are open now, in no order. */
    public static List<OpenBuffer> all() {
        return List.copyOf(OPEN.values());
    }
}
