package io.gpuquery.memory;

import com.sun.jna.Function;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import java.util.Locale;
import java.util.Map;

/**
 * The few functions of the C library that Java has no equal for, bound by JNA.
 *
 * <p>Loading this class fails with an {@link UnsatisfiedLinkError} where JNA cannot load; {@link NativeAccess} is the
 * one place that tries. Pointers and sizes are longs: only 64-bit hosts are supported. The functions have their names,
 * and follow the manual: -1 and {@link Native#getLastError()}.
 */
final class LibC {
    static final int PROT_READ = 1;
    static final int PROT_WRITE = 2;
    static final int MAP_SHARED = 0x1;
    static final int MAP_PRIVATE = 0x2;
    static final int MAP_FIXED = 0x10;
    static final int MADV_SEQUENTIAL = 2;
    static final int MADV_WILLNEED = 3;
    static final int O_RDONLY = 0;

    static final int ENOENT = 2;
    static final int EINTR = 4;
    static final int ENOMEM = 12;
    static final int EACCES = 13;
    static final int ENOTDIR = 20;
    static final int ENFILE = 23;
    static final int EMFILE = 24;

    /** Makes the library an instance of our own, which may be closed. Nothing in it is of our class loader: JNA keeps it. */
    private static final Map<String, ?> OWN_INSTANCE = Map.of("user", "gpu-query");

    static final HostPlatform PLATFORM;
    private static final StatusCall DESCRIPTOR_STATUS;
    private static final StatusCall PATH_STATUS;

    static {
        if (Native.POINTER_SIZE != Long.BYTES) {
            throw new UnsatisfiedLinkError("native calls need a 64-bit JVM");
        }
        PLATFORM = HostPlatform.of(System.getProperty("os.name"), System.getProperty("os.arch"));
        NativeLibrary library = NativeLibrary.getInstance(null, OWN_INSTANCE);
        NativeAccess.bind(LibC.class, library);
        DESCRIPTOR_STATUS = bindStatus(library, "fstat", "__fxstat");
        PATH_STATUS = bindStatus(library, "stat", "__xstat");
    }

    private LibC() {}

    static native int open(byte[] path, int flags);

    static native int close(int descriptor);

    static native long pread(int descriptor, long address, long lengthBytes, long offsetBytes);

    static native long mmap(long address, long lengthBytes, int protection, int flags, int descriptor, long offset);

    static native int munmap(long address, long lengthBytes);

    static native int madvise(long address, long lengthBytes, int advice);

    static native int mincore(long address, long lengthBytes, byte[] states);

    static native int posix_memalign(long[] address, long alignmentBytes, long lengthBytes);

    static native void free(long address);

    static native int getpagesize();

    static native long sysconf(int name);

    static native int getrlimit(int resource, long[] softAndHard);

    static native int clock_getres(int clock, long[] secondsAndNanos);

    static native String strerror(int error);

    static int fstat(int descriptor, byte[] status) {
        return DESCRIPTOR_STATUS.call(descriptor, status);
    }

    static int stat(byte[] path, byte[] status) {
        return PATH_STATUS.call(path, status);
    }

    /** {@code stat} or {@code fstat}, under whichever name and signature this C library exports it. */
    interface StatusCall {
        int call(Object file, byte[] status);
    }

    static StatusCall bindStatus(NativeLibrary library, String name, String legacyName) {
        boolean intelMac = PLATFORM == HostPlatform.MACOS
                && System.getProperty("os.arch").toLowerCase(Locale.ROOT).contains("86");
        try {
            // The plain name on Intel Macs is for the structure with 32-bit inodes.
            Function function = library.getFunction(intelMac ? name + "$INODE64" : name);
            return (file, status) -> function.invokeInt(new Object[] {file, status});
        } catch (UnsatisfiedLinkError missing) {
            // Before version 2.33 glibc had these as inline functions over others.
            Function function = library.getFunction(legacyName);
            return (file, status) -> function.invokeInt(new Object[] {PLATFORM.legacyStatVersion, file, status});
        }
    }
}
