package io.gpuquery.device.metal;

import com.sun.jna.FunctionMapper;
import com.sun.jna.Library;
import com.sun.jna.Pointer;
import io.gpuquery.memory.NativeAccess;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The Objective-C runtime: classes, messages, autorelease pools.
 *
 * <p>{@code objc_msgSend} must be called with the very signature of the method, and never as a function of variable
 * arguments, which are passed otherwise on Apple Silicon. So there is one native method here for each signature that is
 * used, and all are the same symbol. Objects are longs, 0 being nil. Loading this class fails with a {@link LinkageError}
 * elsewhere than on macOS.
 */
final class ObjC {
    private static final Map<String, Long> SELECTORS = new ConcurrentHashMap<>();

    static {
        FunctionMapper mapper =
                (library, method) -> method.getName().startsWith("send") ? "objc_msgSend" : method.getName();
        NativeAccess.bind(ObjC.class, MetalLibraries.objectiveC(Map.of(Library.OPTION_FUNCTION_MAPPER, mapper)));
    }

    private ObjC() {}

    static native long objc_getClass(byte[] name);

    static native long sel_registerName(byte[] name);

    static native long objc_autoreleasePoolPush();

    static native void objc_autoreleasePoolPop(long pool);

    static native long send(long object, long selector);

    static native long send(long object, long selector, long argument);

    static native long send(long object, long selector, byte[] text);

    static native long send(long object, long selector, long first, long[] error);

    static native long send(long object, long selector, long first, long second, long[] error);

    static native long send(long object, long selector, long first, long second, long[] third, long[] error);

    static native long send(long object, long selector, long first, long second, long third, long fourth);

    static native long send(long object, long selector, long first, long second, long third);

    static native void sendVoid(long object, long selector);

    static native void sendVoid(long object, long selector, long argument);

    static native void sendVoid(long object, long selector, long first, long second);

    static native void sendVoid(long object, long selector, long first, long second, long third);

    static native void sendVoid(long object, long selector, byte[] bytes, long second, long third);

    static native void sendVoid(long object, long selector, byte flag);

    static native void sendVoid(long object, long selector, MetalSize first, MetalSize second);

    static native byte sendBoolean(long object, long selector);

    static native byte sendBoolean(long object, long selector, long argument);

    static native double sendDouble(long object, long selector);

    /** The selector of a name, such as {@code setBuffer:offset:atIndex:}. */
    static long selector(String name) {
        return SELECTORS.computeIfAbsent(name, n -> sel_registerName(zeroTerminated(n)));
    }

    /** The class of a name; 0 if the system has none. */
    static long classNamed(String name) {
        return objc_getClass(zeroTerminated(name));
    }

    /** Runs something whose autoreleased objects are released at the end; what is to stay it retains. */
    static <T extends @Nullable Object> T pooled(Supplier<T> work) {
        long pool = objc_autoreleasePoolPush();
        try {
            return work.get();
        } finally {
            objc_autoreleasePoolPop(pool);
        }
    }

    static void release(long object) {
        sendVoid(object, selector("release"));
    }

    static long retain(long object) {
        return send(object, selector("retain"));
    }

    /** An autoreleased {@code NSString}. */
    static long string(String text) {
        return send(classNamed("NSString"), selector("stringWithUTF8String:"), zeroTerminated(text));
    }

    /** The text of an {@code NSString}; empty for nil. */
    static String text(long string) {
        long bytes = string == 0 ? 0 : send(string, selector("UTF8String"));
        return bytes == 0 ? "" : new Pointer(bytes).getString(0, StandardCharsets.UTF_8.name());
    }

    /** What an {@code NSError} says. */
    static String errorText(long error) {
        return error == 0 ? "no reason given" : text(send(error, selector("localizedDescription")));
    }

    private static byte[] zeroTerminated(String text) {
        return (text + '\0').getBytes(StandardCharsets.UTF_8);
    }
}
