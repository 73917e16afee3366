package io.gpuquery.calcite.kernel;

import io.gpuquery.calcite.expression.Expression;
import io.gpuquery.column.Column;
import io.gpuquery.column.ColumnBatch;
import io.gpuquery.column.DictionaryColumn;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Finds out which values the columns that are keys have in a batch, so that each has a place in a table. */
final class KeyRanges {
    private final KernelRequest request;

    KeyRanges(KernelRequest request) {
        this.request = request;
    }

    /** Asks the device for the bounds of integers. */
    Map<Integer, KernelRun.KeyRange> of(ColumnBatch batch, DeviceWork work) {
        Map<Integer, KernelRun.KeyRange> ranges = new HashMap<>();
        List<Integer> numbers = new ArrayList<>();
        for (int column : GroupKernel.keyColumns(request)) {
            Column values = batch.column(column);
            switch (GroupKernel.places(ColumnShape.of(values), values.type())) {
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
            placesOf(ranges);
            addBounds(numbers, batch, work, ranges);
        }
        return ranges;
    }

    private void addBounds(
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
            throw new IneligibleException("keys of more than 64 bits");
        }
        for (int i = 0; i < columns.size(); i++) {
            Partials.Call least = found.calls()[2 * i];
            long min = least.counts()[0] == 0 ? 0 : least.low()[0];
            long max = least.counts()[0] == 0 ? 0 : found.calls()[2 * i + 1].low()[0];
            long span = max - min;
            if (span < 0 || span > GroupKernel.MOST_PLACES) {
                throw tooMany();
            }
            ranges.put(columns.get(i), new KernelRun.KeyRange(min, span + 2));
        }
    }

    /** How many places there are in a table for all keys. */
    static long placesOf(Map<Integer, KernelRun.KeyRange> ranges) {
        long places = 1;
        for (KernelRun.KeyRange range : ranges.values()) {
            places *= range.places();
            if (places > GroupKernel.MOST_PLACES) {
                throw tooMany();
            }
        }
        return places;
    }

    private static IneligibleException tooMany() {
        return new IneligibleException("more than " + GroupKernel.MOST_PLACES + " groups");
    }
}
