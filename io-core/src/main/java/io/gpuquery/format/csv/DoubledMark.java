package io.gpuquery.format.csv;

import java.io.IOException;
import java.io.Reader;

/** Characters for Univocity, which leaves out a first U+FEFF as a byte order mark: of a part of a text it may be the first character. */
final class DoubledMark extends Reader {
    private static final char MARK = '\uFEFF';

    private final Reader characters;
    private boolean started;

    DoubledMark(Reader characters) {
        this.characters = characters;
    }

    @Override
    public int read(char[] target, int offset, int length) throws IOException {
        if (started || length < 2) {
            return characters.read(target, offset, length);
        }
        int count = characters.read(target, offset, length - 1);
        started = true;
        if (count > 0 && target[offset] == MARK) {
            System.arraycopy(target, offset, target, offset + 1, count);
            return count + 1;
        }
        return count;
    }

    @Override
    public void close() throws IOException {
        characters.close();
    }
}
