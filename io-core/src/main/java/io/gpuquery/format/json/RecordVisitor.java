package io.gpuquery.format.json;

import java.io.IOException;

/** Whoever wants the records of a file, one after the other. */
interface RecordVisitor {
    /**
     * Reads one record: the parser stands at its first token, and must stand at its last afterwards. Where this throws because the
     * text is no JSON, what was read of the record does not count.
     */
    void visit(RecordCursor record) throws IOException;
}
