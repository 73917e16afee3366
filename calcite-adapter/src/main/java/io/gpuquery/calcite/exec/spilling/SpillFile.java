package io.gpuquery.calcite.exec.spilling;

import io.gpuquery.calcite.exec.vector.Vector;
import io.gpuquery.engine.QueryLimits;
import io.gpuquery.error.DataException;
import io.gpuquery.error.Location;
import io.gpuquery.memory.LiveResources;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.util.concurrent.CancellationException;
import java.util.function.LongConsumer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A temporary file to which blocks of rows are appended, and of which any block can be read. Blocks of several {@linkplain SpillRun runs}
 * may lie in it. Any thread may call; one works at a time.
 *
 * <p>Not a channel: whoever interrupts a thread that reads one closes it.
 */
public final class SpillFile implements AutoCloseable {
    private final QueryLimits limits;
    private final LongConsumer written;
    private final SpillStore store;
    private final BlockWriter writer = new BlockWriter();
    private SpillFolder.@Nullable Claim claim;
    private @Nullable RandomAccessFile file;
    private long endBytes;
    private boolean closed;

    SpillFile(QueryLimits limits, LongConsumer written, SpillStore store) {
        this.limits = limits;
        this.written = written;
        this.store = store;
    }

    /** Where a block lies, and what it should be. */
    record Place(long offset, int lengthBytes, int checksum, int rowCount) {}

    /**
     * Appends rows.
     *
     * @throws DataException if there is no room, or the file cannot be written
     */
    synchronized Place append(Vector[] columns, int rowCount) {
        RandomAccessFile to = open();
        SpillFolder.Claim in = claimed();
        writer.write(columns, rowCount);
        int length = writer.length();
        if (!in.folder().reserve(length, limits.spillLimitBytes())) {
            throw new DataException(
                    "Temporary files have no more room: " + length + " bytes are needed beside the "
                            + SpillFolder.bytesOfProcess() + " that there are",
                    Location.of(in.file()),
                    "Raise the option \"spillLimit\", or the option \"queryMemory\"; or ask for fewer rows.");
        }
        long offset = endBytes;
        endBytes += length;
        try {
            to.seek(offset);
            to.write(writer.bytes(), 0, length);
        } catch (IOException e) {
            throw SpillFolder.failed("A temporary file cannot be written", in.file(), e);
        }
        written.accept(length);
        return new Place(offset, length, checksum(writer.bytes(), length), rowCount);
    }

    /**
     * Reads rows.
     *
     * @throws DataException if the file cannot be read, or is not as it was written
     */
    Vector[] read(Place place) {
        byte[] bytes = new byte[place.lengthBytes()];
        synchronized (this) {
            RandomAccessFile from = open();
            try {
                from.seek(place.offset());
                from.readFully(bytes);
            } catch (IOException e) {
                throw SpillFolder.failed(
                        "A temporary file cannot be read", claimed().file(), e);
            }
            if (checksum(bytes, bytes.length) != place.checksum()) {
                throw new DataException(
                        "A temporary file is not as it was written, from byte " + place.offset() + " on",
                        Location.of(claimed().file()),
                        "See whether the disk is sound, or name another folder by the option \"spillDirectory\".");
            }
        }
        return new BlockReader(bytes).read(place.rowCount());
    }

    private static int checksum(byte[] bytes, int length) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes, 0, length);
        return (int) checksum.getValue();
    }

    private SpillFolder.Claim claimed() {
        SpillFolder.Claim made = claim;
        if (made == null) {
            throw new IllegalStateException("there is no file");
        }
        return made;
    }

    private RandomAccessFile open() {
        if (closed) {
            throw new CancellationException("the statement was cancelled");
        }
        RandomAccessFile opened = file;
        if (opened == null) {
            SpillFolder.Claim made = SpillFolder.claim(limits);
            try {
                opened = new RandomAccessFile(made.file().toFile(), "rw");
            } catch (IOException e) {
                made.folder().released(made.file(), 0);
                throw SpillFolder.failed("A temporary file cannot be made", made.file(), e);
            }
            LiveResources.opened(LiveResources.Kind.SPILL_FILE);
            claim = made;
            file = opened;
        }
        return opened;
    }

    /** Removes the file. Idempotent. */
    @Override
    public void close() {
        store.forget(this);
        synchronized (this) {
            closed = true;
            RandomAccessFile opened = file;
            SpillFolder.Claim made = claim;
            file = null;
            claim = null;
            if (opened == null || made == null) {
                return;
            }
            try {
                opened.close();
            } catch (IOException e) {
                throw SpillFolder.failed("A temporary file cannot be closed", made.file(), e);
            } finally {
                made.folder().released(made.file(), endBytes);
                LiveResources.closed(LiveResources.Kind.SPILL_FILE);
            }
        }
    }
}
