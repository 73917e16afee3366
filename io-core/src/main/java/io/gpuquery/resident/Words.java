package io.gpuquery.resident;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Little-endian words of byte arrays. */
final class Words {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private Words() {}

    static long getLong(byte[] bytes, int offset) {
        return (long) LONGS.get(bytes, offset);
    }
}
