package io.gpuquery.engine;

/** What was read does not fit the budget, or cannot be kept for another reason: whoever needs it reads the file. */
final class NotKeptException extends RuntimeException {
    private static final long serialVersionUID = 1;

    NotKeptException(String reason) {
        super(reason);
    }
}
