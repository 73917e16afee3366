package io.gpuquery.calcite.exec;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Pieces of work on rows in memory, which are but numbers: indexes of units without rows. */
final class PieceFeed implements Feed {
    private final int count;
    private final AtomicInteger taken = new AtomicInteger();

    PieceFeed(int count) {
        this.count = count;
    }

    @Override
    public @Nullable Unit next(int fromPart) {
        int piece = taken.getAndUpdate(number -> Math.min(count, number + 1));
        return piece < count ? new Unit(0, piece, null, null) : null;
    }

    @Override
    public boolean isPartOver(int part, int units) {
        return units >= count;
    }

    @Override
    public void close() {
        taken.set(count);
    }
}
