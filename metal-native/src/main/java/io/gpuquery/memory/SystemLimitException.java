package io.gpuquery.memory;

import java.io.IOException;

/** The cause of a failure that closing some idle files or mappings may cure. */
final class SystemLimitException extends IOException {
    private static final long serialVersionUID = 1L;

    SystemLimitException(String message) {
        super(message);
    }
}
