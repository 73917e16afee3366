package io.gpuquery.calcite.exec;

import io.gpuquery.calcite.exec.windowing.WindowFrame;
import java.util.List;
import java.util.Objects;

/**
 * Functions over one window.
 *
 * @param partition columns of the input by which it is partitioned, NULLs being equal; none: all rows are one partition
 * @param order of the rows of a partition; rows with equal keys, which are peers, stay in the order of the input
 * @param frame which rows count for one
 */
public record WindowGroup(List<Integer> partition, List<SortKey> order, WindowFrame frame, List<WindowCall> calls) {
    public WindowGroup {
        Objects.requireNonNull(frame, "frame");
        partition = List.copyOf(partition);
        order = List.copyOf(order);
        calls = List.copyOf(calls);
    }
}
