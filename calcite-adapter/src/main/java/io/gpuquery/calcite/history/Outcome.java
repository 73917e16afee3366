package io.gpuquery.calcite.history;

/** What became of a statement. */
public enum Outcome {
    /** Its user has neither read its last row nor closed it. */
    RUNNING,
    /** Its last row was read. */
    FINISHED,
    /** Its user closed it before that. */
    CLOSED,
    /** It failed. */
    FAILED,
    /** Somebody cancelled it. */
    CANCELLED,
    /** It took longer than it was allowed to. */
    TIMED_OUT,
    /** Nobody refers to it any more, and nobody has closed it. */
    ABANDONED
}
