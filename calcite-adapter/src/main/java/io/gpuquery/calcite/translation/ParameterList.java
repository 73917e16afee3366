package io.gpuquery.calcite.translation;

import io.gpuquery.calcite.expression.Expression.Parameter;
import io.gpuquery.calcite.expression.ValueType;
import io.gpuquery.scan.Literal;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.DataContext;
import org.jspecify.annotations.Nullable;

/**
 * What a plan has to be told at each execution: parameters of the statement, and functions of the moment such as {@code
 * CURRENT_DATE}. Filled while a plan is translated, then only read.
 */
public final class ParameterList {
    private final List<Source> sources = new ArrayList<>();

    /** Makes an empty one. */
    public ParameterList() {}

    /** Where a value comes from. Equal sources give equal values in one execution. */
    interface Source {
        /** Its type, which a parameter has throughout. */
        ValueType type();

        /** The value in an execution, boxed as Calcite's runtime does; null is NULL. */
        @Nullable
        Object value(DataContext context);
    }

    /** The parameter that stands for a value. */
    Parameter parameter(Source source) {
        int ordinal = sources.indexOf(source);
        if (ordinal < 0) {
            ordinal = sources.size();
            sources.add(source);
        }
        return new Parameter(ordinal, source.type());
    }

    /** How many there are so far. */
    public int count() {
        return sources.size();
    }

    /** The values for an execution, by ordinal. */
    public List<@Nullable Literal> values(DataContext context) {
        List<@Nullable Literal> values = new ArrayList<>();
        for (Source source : sources) {
            values.add(BoxedValues.literal(source.type().type(), source.value(context)));
        }
        return values;
    }
}
