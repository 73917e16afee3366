package io.gpuquery.parts;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One file of a table of several, as it was listed. Nothing here opens it. Any thread may call it. */
public interface PartFile {
    Path path();

    /** What its folders say: name to text, outermost folder first; null where the text means NULL. */
    Map<String, @Nullable String> keys();

    /** Its size when it was listed. */
    long sizeBytes();
}
