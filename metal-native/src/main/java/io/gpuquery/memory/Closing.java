package io.gpuquery.memory;

import java.util.List;

/** Closes several things. */
public final class Closing {
    private Closing() {}

    /** Closes all of them, and throws the first failure with the others attached. */
    public static void all(List<? extends AutoCloseable> resources) {
        RuntimeException failure = null;
        for (AutoCloseable resource : resources) {
            try {
                resource.close();
            } catch (Exception e) {
                if (failure == null) {
                    failure = e instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(e);
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
