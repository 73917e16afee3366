package io.gpuquery.memory;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Which pages of the machine's memory lie under addresses, as Linux tells its superuser. */
public final class PhysicalPages {
    private static final long FRAME_MASK = (1L << 55) - 1;

    private PhysicalPages() {}

    /**
     * The number of the page frame under an address of this process (Documentation/admin-guide/mm/pagemap.rst); 0 where that
     * is kept secret, or the page is not in memory.
     */
    public static long frameUnder(long address) throws IOException {
        try (RandomAccessFile map = new RandomAccessFile("/proc/self/pagemap", "r")) {
            map.seek(address / Pages.hostPageBytes() * Long.BYTES);
            // Linux gives whole entries or nothing.
            byte[] bytes = new byte[Long.BYTES];
            map.readFully(bytes);
            long entry = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
            return entry < 0 ? entry & FRAME_MASK : 0;
        }
    }
}
