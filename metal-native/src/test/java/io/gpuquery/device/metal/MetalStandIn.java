package io.gpuquery.device.metal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.jna.Native;
import io.gpuquery.device.Device;
import io.gpuquery.device.DeviceOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A library that stands in for Objective-C and Metal where there is no Mac, so that the Metal device runs unchanged. It is
 * strict: whatever Metal's validation would stop is a violation, which {@link #verify()} fails with.
 */
public final class MetalStandIn {
    private static final String VARIABLE = "GPUQUERY_REQUIRE_METAL_STAND_IN";

    /** Its settings and what they are at first. */
    private static final Map<String, Long> SETTINGS = Map.of(
            "unifiedMemory", 1L,
            "maxBufferLength", 1L << 40,
            "recommendedMaxWorkingSetSize", 1L << 40,
            "maxThreadgroupMemoryLength", 32768L,
            "maxTotalThreadsPerThreadgroup", 1024L,
            "hasDefaultDevice", 1L,
            "hasUnevenGroups", 1L,
            "validatesMemory", 1L);

    private static @Nullable StandInLibrary library;
    private static @Nullable String missing;

    private MetalStandIn() {}

    /** Passes a test over where the stand-in cannot be built, loudly; fails it where it is required. */
    public static void require() {
        boolean available = isAvailable();
        if (Boolean.parseBoolean(System.getenv(VARIABLE)) || Boolean.getBoolean(VARIABLE)) {
            assertThat(available).as("%s is set, and: %s", VARIABLE, missing).isTrue();
        }
        assumeTrue(available, "NOT RUN, for want of the Metal stand-in: " + missing);
    }

    /** Whether there is one here; builds it on the first ask. */
    public static synchronized boolean isAvailable() {
        if (library == null && missing == null) {
            try {
                Path built = StandInBuild.library();
                MetalLibraries.replace(built);
                library = Native.load(built.toString(), StandInLibrary.class);
            } catch (IOException | LinkageError e) {
                missing = e.getMessage();
            }
        }
        return library != null;
    }

    /** The device that it has. */
    public static Device open(DeviceOptions options) {
        library();
        return MetalDevice.open(options);
    }

    /** Changes what the device is; until {@link #reset()}. */
    public static void configure(String name, long value) {
        if (library().standin_configure(name, value) == 0) {
            throw new IllegalArgumentException("the stand-in has no setting " + name);
        }
    }

    /** Has the next calls of a selector give nil. */
    public static void fail(String selector, int times) {
        library().standin_fail(selector, times);
    }

    /** All settings as they were at first, and nothing noted. */
    public static void reset() {
        SETTINGS.forEach(MetalStandIn::configure);
        takeViolations();
    }

    /** Which rules were broken since the last call. */
    public static List<String> takeViolations() {
        return library().standin_take_violations().lines().toList();
    }

    /** The classes of objects that live, and how many of each. */
    public static List<String> liveObjects() {
        return library().standin_live_objects().lines().toList();
    }

    /** Releases all objects of a class, which a test has leaked on purpose. */
    static void freeLeaked(String className) {
        library().standin_free_leaked(className);
    }

    /** Fails if a rule was broken or an object was leaked. */
    public static void verify() {
        assertThat(takeViolations()).as("violations of Metal's rules").isEmpty();
        assertThat(liveObjects()).as("objects that were not released").isEmpty();
    }

    private static StandInLibrary library() {
        StandInLibrary loaded = library;
        if (loaded == null) {
            throw new IllegalStateException("require() comes first");
        }
        return loaded;
    }
}
