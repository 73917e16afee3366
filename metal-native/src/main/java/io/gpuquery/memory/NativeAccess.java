package io.gpuquery.memory;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether this process can call the C library, decided once, when the first region is asked for.
 *
 * <p>Where it cannot (JNA needs a temporary folder that programs may be run from), regions are made by the JDK alone,
 * and a warning says so once.
 */
public final class NativeAccess {
    private static final Logger LOGGER = LoggerFactory.getLogger(NativeAccess.class);

    /** Classes whose native methods JNA has bound. Guarded by itself; before what follows, which binds. */
    private static final Map<Class<?>, NativeLibrary> BOUND = new HashMap<>();

    private static final @Nullable String UNAVAILABLE_REASON = load();
    private static final long HOST_PAGE_BYTES =
            UNAVAILABLE_REASON == null ? LibC.getpagesize() : Pages.MINIMUM_ALIGNMENT_BYTES;

    private NativeAccess() {}

    /** Binds the native methods of a class. */
    public static void bind(Class<?> type, NativeLibrary library) {
        Native.register(type, library);
        synchronized (BOUND) {
            BOUND.put(type, library);
        }
    }

    /**
     * Unbinds all native methods, which JNA refers to and with them to the class loader that this was loaded by; the thread of JNA
     * ends half a minute later, unless others use it. For whoever unloads that: nothing works afterwards, so everything has to be
     * closed before.
     */
    public static void unbind() {
        synchronized (BOUND) {
            BOUND.forEach((type, library) -> {
                Native.unregister(type);
                library.close();
            });
            BOUND.clear();
        }
    }

    static boolean isAvailable() {
        return UNAVAILABLE_REASON == null;
    }

    /** Why native calls are not available; null if they are. */
    static @Nullable String unavailableReason() {
        return UNAVAILABLE_REASON;
    }

    static long hostPageBytes() {
        return HOST_PAGE_BYTES;
    }

    /**
     * Refuses a system that nothing of this can run on.
     *
     * @throws UnsupportedOperationException with a sentence for the user
     */
    static void requireSupported(String osName) {
        if (osName.toLowerCase(Locale.ROOT).startsWith("windows")) {
            throw new UnsupportedOperationException(HostPlatform.WINDOWS_REFUSAL);
        }
    }

    private static @Nullable String load() {
        requireSupported(System.getProperty("os.name"));
        try {
            LibC.getpagesize();
            return null;
        } catch (LinkageError | UnsupportedOperationException | IllegalArgumentException e) {
            // A failed static initializer wraps what went wrong.
            Throwable cause = e instanceof ExceptionInInitializerError && e.getCause() != null ? e.getCause() : e;
            String reason =
                    String.valueOf(cause.getMessage()).lines().findFirst().orElse("unknown reason");
            LOGGER.warn(
                    "Native calls are not available ({}): the JDK maps files, and only the host device can be used. "
                            + "JNA needs a temporary folder that allows execution: set -Djna.tmpdir.",
                    reason);
            return reason;
        }
    }
}
