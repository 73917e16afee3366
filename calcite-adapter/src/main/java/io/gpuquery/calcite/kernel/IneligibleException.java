package io.gpuquery.calcite.kernel;

/** A device cannot compute something; the CPU can. Thrown before any work is begun. */
public final class IneligibleException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Takes what, in the plan's words, and why. */
    public IneligibleException(String reason) {
        super(reason, null, false, false);
    }

    /** What, and why. */
    public String reason() {
        return String.valueOf(getMessage());
    }
}
