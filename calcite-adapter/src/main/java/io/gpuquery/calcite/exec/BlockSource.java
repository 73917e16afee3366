package io.gpuquery.calcite.exec;

import io.gpuquery.calcite.exec.vector.Block;
import org.jspecify.annotations.Nullable;

/** Rows that an operator has got together. */
interface BlockSource {
    /** The next rows; null if there are no more. */
    @Nullable
    Block next();
}
