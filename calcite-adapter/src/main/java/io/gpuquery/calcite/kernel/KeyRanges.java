package io.gpuquery.calcite.kernel;

import io.gpuquery.calcite.expression.Expression;
import io.gpuquery.column.Column;
import io.gpuquery.column.ColumnBatch;
import io.gpuquery.column.DictionaryColumn;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Finds out which values the columns that are keys have in a batch, so that each has a place in a table. */
final class KeyRanges {
    private final KernelRequest request;

    KeyRanges(KernelRequest request) {
        this.request = request;
    }

    /** Whether values of the keys' columns can have places at all. */
    static boolean canBeDense(KernelRequest request, List<ColumnShape> shapes) {
        return GroupKernel.keyColumns(request).stream()
                .allMatch(column -> GroupKernel.places(
                                shapes.get(column), request.types().get(column).type())
                        != null);
    }

    /** Asks the device for the bounds of integers. Null where there are too many values. */
    @Nullable
    Map<Integer, KernelRun.KeyRange> of(ColumnBatch batch, DeviceWork work) {
        Map<Integer, KernelRun.KeyRange> ranges = new HashMap<>();
        List<Integer> numbers = new ArrayList<>();
        if (!canBeDense(request, batch.columns().stream().map(ColumnShape::of).toList())) {
            return null;
        }
        for (int column : GroupKernel.keyColumns(request)) {
            Column values = batch.column(column);
            switch (Objects.requireNonNull(GroupKernel.places(ColumnShape.of(values), values.type()))) {
                case CODES ->
                    ranges.put(
                            column,
                            new KernelRun.KeyRange(
                                    0, ((DictionaryColumn) values).dictionary().rowCount() + 1L));
                case LOGICAL -> ranges.put(column, new KernelRun.KeyRange(0, 3));
                case RANGE -> numbers.add(column);
            }
        }
        if (!numbers.isEmpty() && batch.selectedCount() > 0) {
            // What is known need not be asked for if there are too many places already.
            if (placesOf(ranges) > GroupKernel.MOST_PLACES || !addBounds(numbers, batch, work, ranges)) {
                return null;
            }
        }
        return placesOf(ranges) > GroupKernel.MOST_PLACES ? null : ranges;
    }

    /** Whether all are of a narrow range. */
    private boolean addBounds(
            List<Integer> columns, ColumnBatch batch, DeviceWork work, Map<Integer, KernelRun.KeyRange> ranges) {
        List<PartialCall> calls = new ArrayList<>();
        for (int column : columns) {
            List<Expression> value = List.of(
                    new Expression.InputReference(column, request.types().get(column)));
            calls.add(new PartialCall(PartialCall.Function.MIN, value, null));
            calls.add(new PartialCall(PartialCall.Function.MAX, value, null));
        }
        KernelRequest bounds = new KernelRequest(
                request.types(), List.of(), List.of(), calls, request.parameters(), request.blockRows());
        Partials found = work.alsoOf(bounds, batch);
        if (found == null) {
            return false;
        }
        for (int i = 0; i < columns.size(); i++) {
            Partials.Call least = found.calls()[2 * i];
            long min = least.counts()[0] == 0 ? 0 : least.low()[0];
            long max = least.counts()[0] == 0 ? 0 : found.calls()[2 * i + 1].low()[0];
            long span = max - min;
            if (span < 0 || span > GroupKernel.MOST_PLACES) {
                return false;
            }
            ranges.put(columns.get(i), new KernelRun.KeyRange(min, span + 2));
        }
        return true;
    }

    /** How many places there are in a table for all keys; some number that is too great where there are too many. */
    static long placesOf(Map<Integer, KernelRun.KeyRange> ranges) {
        long places = 1;
        for (KernelRun.KeyRange range : ranges.values()) {
            places *= range.places();
            if (places > GroupKernel.MOST_PLACES) {
                return places;
            }
        }
        return places;
    }
}
