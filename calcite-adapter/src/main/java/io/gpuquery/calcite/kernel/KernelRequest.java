package io.gpuquery.calcite.kernel;

import io.gpuquery.calcite.expression.Expression;
import io.gpuquery.calcite.expression.ValueType;
import io.gpuquery.scan.Literal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a device is asked to compute of the batches of a scan.
 *
 * @param types the columns of the scan
 * @param conditions rows count for which all are TRUE
 * @param keys of the groups; none: all rows are one
 * @param calls what is added up; none: rows are selected
 * @param parameters values of parameters, by ordinal
 * @param blockRows rows of a block, by which doubles are added up
 * @param top where rows are selected, by what only the first ones are wanted; null: all are
 * @param wide whether numbers of more than 64 bits are computed, instead of left to the CPU
 * @param probes what rows have to pass besides, where they are selected
 */
public record KernelRequest(
        List<ValueType> types,
        List<Expression> conditions,
        List<Expression> keys,
        List<PartialCall> calls,
        List<@Nullable Literal> parameters,
        int blockRows,
        @Nullable TopKey top,
        boolean wide,
        List<KeyProbe> probes) {
    public KernelRequest {
        types = List.copyOf(types);
        conditions = List.copyOf(conditions);
        keys = List.copyOf(keys);
        calls = List.copyOf(calls);
        probes = List.copyOf(probes);
        parameters = Collections.unmodifiableList(new ArrayList<>(parameters));
    }

    /** The same with numbers of up to 128 bits. */
    KernelRequest inWide() {
        return new KernelRequest(types, conditions, keys, calls, parameters, blockRows, top, true, probes);
    }

    /** Without a key to select the first rows by. */
    public KernelRequest(
            List<ValueType> types,
            List<Expression> conditions,
            List<Expression> keys,
            List<PartialCall> calls,
            List<@Nullable Literal> parameters,
            int blockRows) {
        this(types, conditions, keys, calls, parameters, blockRows, null, false);
    }

    /** Without probes. */
    public KernelRequest(
            List<ValueType> types,
            List<Expression> conditions,
            List<Expression> keys,
            List<PartialCall> calls,
            List<@Nullable Literal> parameters,
            int blockRows,
            @Nullable TopKey top,
            boolean wide) {
        this(types, conditions, keys, calls, parameters, blockRows, top, wide, List.of());
    }
}
