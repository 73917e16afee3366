package io.gpuquery.calcite.kernel;

import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * The kernels that add up rows by groups.
 *
 * @param rows adds all rows
 * @param lowHalves goes over the rows again, for the low halves of MIN and MAX; null where none is needed
 * @param wide the calls that have low halves
 */
record GroupPrograms(KernelProgram rows, @Nullable KernelProgram lowHalves, BitSet wide) {}
