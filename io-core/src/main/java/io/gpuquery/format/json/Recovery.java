package io.gpuquery.format.json;

/**
 * What happens where the text is no JSON, outside a top-level array.
 *
 * @param skipLines whether reading goes on at the next line; only where each record has its line
 * @param dropTail whether an incomplete record at the end of the file is one that somebody is still writing
 * @param head whether the text goes on behind its end, and the last record with it, in a top-level array too
 */
record Recovery(boolean skipLines, boolean dropTail, boolean head) {
    /** It fails. */
    static final Recovery NONE = new Recovery(false, false, false);
}
