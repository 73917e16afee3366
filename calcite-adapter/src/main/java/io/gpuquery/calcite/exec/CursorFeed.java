package io.gpuquery.calcite.exec;

import io.gpuquery.calcite.exec.vector.Block;
import org.jspecify.annotations.Nullable;

/** The blocks of another operator: one part, a unit for each block. */
final class CursorFeed implements Feed {
    private final BlockCursor cursor;
    private int taken;
    private boolean over;

    CursorFeed(BlockCursor cursor) {
        this.cursor = cursor;
    }

    @Override
    public synchronized @Nullable Unit next(int fromPart) {
        Block block = over ? null : cursor.next();
        if (block == null) {
            over = true;
            return null;
        }
        return Unit.of(taken++, block);
    }

    @Override
    public synchronized boolean isPartOver(int part, int units) {
        return part == 0 && over && units >= taken;
    }

    @Override
    public void close() {
        cursor.close();
    }
}
