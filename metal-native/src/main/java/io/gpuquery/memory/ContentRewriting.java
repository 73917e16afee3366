package io.gpuquery.memory;

import io.gpuquery.error.DataException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/**
 * Makes of the bytes of a file those that its readers want, as by decompressing it. Equal rewritings make the same of the same
 * bytes, so what was made is kept and shared like the file itself.
 */
public interface ContentRewriting {

    /**
     * The bytes wanted, as a stream that is read once, by one thread, in pieces. What the given stream gives was copied out
     * of the file, so it may be handed to native code.
     */
    InputStream rewrite(InputStream original) throws IOException;

    /** How many bytes it may become. */
    long mostBytes();

    /** What to throw where the file becomes more than {@link #mostBytes()}. */
    DataException tooLong(Path file);

    /** What to throw where the file cannot be rewritten. */
    DataException damaged(Path file, Exception cause);
}
