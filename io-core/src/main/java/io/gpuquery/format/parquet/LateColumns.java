package io.gpuquery.format.parquet;

import io.gpuquery.column.Column;
import io.gpuquery.column.ColumnBatch;
import io.gpuquery.column.Selection;
import io.gpuquery.column.TableSchema;
import io.gpuquery.scan.PredicateEvaluation;
import io.gpuquery.scan.ScanPredicate;
import io.gpuquery.scan.ScanRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Which columns of a scan are read first, since predicates are over them, and the rows of a block that are worth reading the others
 * for. Where hardly a row is left out, nothing is looked at any more.
 */
final class LateColumns {
    /** Blocks after which it is known whether looking at them pays. */
    private static final int TRIAL_BLOCKS = 4;
    /** It pays where one of so many rows need not be read in full. */
    private static final int WORTHWHILE_PART = 8;

    private final List<ScanPredicate> predicates;
    private final List<Integer> first;
    private final TableSchema schema;
    private final List<Integer> indexes;
    private int blocks;
    private long rowsSeen;
    private long rowsLeftOut;

    private LateColumns(ScanRequest request, List<ScanPredicate> predicates, List<Integer> first) {
        this.predicates = predicates;
        this.first = first;
        this.indexes = first.stream().map(request.columns()::get).toList();
        this.schema = request.description().schema().project(indexes);
    }

    /** Null where all columns are needed to begin with. */
    static @Nullable LateColumns of(ScanRequest request) {
        List<ScanPredicate> predicates = request.predicates().stream()
                .filter(predicate -> predicate.columns().allMatch(column -> isUsable(request, column)))
                .toList();
        List<Integer> first = IntStream.range(0, request.columns().size())
                .filter(i -> predicates.stream()
                        .anyMatch(predicate -> predicate
                                .columns()
                                .anyMatch(column -> column == request.columns().get(i))))
                .boxed()
                .toList();
        boolean any = !first.isEmpty() && first.size() < request.columns().size();
        return any ? new LateColumns(request, predicates, first) : null;
    }

    private static boolean isUsable(ScanRequest request, int column) {
        return request.columns().contains(column)
                && !request.description().schema().column(column).type().isNested();
    }

    /** Positions among the scan's columns of those that are read first. */
    List<Integer> first() {
        return first;
    }

    /** Whether it is still worth to look at predicates before the other columns are read. */
    boolean isWorthwhile() {
        return blocks < TRIAL_BLOCKS || rowsLeftOut * WORTHWHILE_PART >= rowsSeen;
    }

    /**
     * The rows of a block between the first and the last that satisfy the predicates: both of them, or null if none does. The first is
     * a multiple of eight.
     */
    int @Nullable [] wanted(int rowCount, List<Column> columns) {
        Selection selection =
                new PredicateEvaluation(new ColumnBatch(schema, rowCount, columns), indexes).select(predicates);
        blocks++;
        rowsSeen += rowCount;
        if (selection == null) {
            return new int[] {0, rowCount};
        }
        int matches = selection.count();
        if (matches == 0) {
            rowsLeftOut += rowCount;
            return null;
        }
        int from = selection.row(0) & -Byte.SIZE;
        int to = selection.row(matches - 1) + 1;
        rowsLeftOut += rowCount - (to - from);
        return new int[] {from, to};
    }

    /** The columns in the order of the scan: those read first, and the others. */
    List<Column> inOrder(List<Column> read, List<Column> others) {
        List<Column> all = new ArrayList<>(others);
        for (int i = 0; i < first.size(); i++) {
            all.add(first.get(i), read.get(i));
        }
        return all;
    }
}
