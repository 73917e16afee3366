package io.gpuquery.calcite.exec.windowing;

import io.gpuquery.calcite.exec.vector.Vector;
import io.gpuquery.column.ColumnType;
import java.util.List;

/** The results of one function for all rows, written partition by partition. */
public abstract class WindowColumn {
    private final boolean needsPeers;
    private final boolean needsFrame;

    WindowColumn(boolean needsPeers, boolean needsFrame) {
        this.needsPeers = needsPeers;
        this.needsFrame = needsFrame;
    }

    /** Computes results for partitions; of one thread. */
    interface Evaluator {
        void evaluate(Partition partition);
    }

    /**
     * Makes room for results.
     *
     * @param arguments a value for each row, or one for all
     * @param argumentTypes of the arguments
     * @param type of the result
     * @param frame as far as the function looks at it
     * @param rowCount of all partitions
     */
    public static WindowColumn of(
            WindowFunction function,
            boolean ignoreNulls,
            List<Vector> arguments,
            List<ColumnType> argumentTypes,
            ColumnType type,
            WindowFrame frame,
            int rowCount) {
        return switch (function) {
            case ROW_NUMBER, RANK, DENSE_RANK -> new RankColumn(function, rowCount);
            case PERCENT_RANK, CUME_DIST -> new ShareColumn(function == WindowFunction.CUME_DIST, rowCount);
            case NTILE -> new TileColumn(new WholeNumbers(arguments.get(0), argumentTypes.get(0)), rowCount);
            case LAG, LEAD -> new OffsetColumn(function, ignoreNulls, arguments, argumentTypes, rowCount);
            case FIRST_VALUE, LAST_VALUE, NTH_VALUE ->
                new FrameValueColumn(function, ignoreNulls, arguments, argumentTypes, rowCount);
            case COUNT -> new CountColumn(arguments, rowCount);
            case SUM, SUM0 ->
                switch (type.storage()) {
                    case FLOAT32, FLOAT64 ->
                        new DoubleSumColumn(
                                arguments.get(0), function == WindowFunction.SUM0, frame.isGrowing(), rowCount);
                    case INT8, INT16, INT32, INT64, INT128 ->
                        new ExactSumColumn(arguments.get(0), type, function == WindowFunction.SUM0, rowCount);
                    case VIEW, NESTED -> throw new IllegalArgumentException("a sum of values of " + type);
                };
            case MIN, MAX ->
                new ExtremeColumn(
                        arguments.get(0),
                        argumentTypes.get(0),
                        function == WindowFunction.MAX,
                        frame.isGrowing(),
                        rowCount);
        };
    }

    /** About how many bytes the results, and what is needed on the way, take for each row. */
    public static long bytesPerRow(WindowFunction function) {
        return switch (function) {
            case ROW_NUMBER, RANK, DENSE_RANK, PERCENT_RANK, CUME_DIST, NTILE, COUNT -> 2L * Long.BYTES;
            case LAG, LEAD, FIRST_VALUE, LAST_VALUE, NTH_VALUE -> 3L * Integer.BYTES;
            case MIN, MAX -> 3L * Long.BYTES;
            case SUM, SUM0 -> 6L * Long.BYTES;
        };
    }

    final boolean needsPeers() {
        return needsPeers;
    }

    final boolean needsFrame() {
        return needsFrame;
    }

    /** For one thread. */
    abstract Evaluator evaluator();

    /** A value for each row, once all partitions are done. */
    public abstract Vector result();
}
