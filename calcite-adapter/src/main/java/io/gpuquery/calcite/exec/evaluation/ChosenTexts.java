package io.gpuquery.calcite.exec.evaluation;

import io.gpuquery.calcite.exec.vector.CodedVector;
import io.gpuquery.calcite.exec.vector.Dictionary;
import io.gpuquery.calcite.exec.vector.IntVector;
import io.gpuquery.calcite.exec.vector.Scratch;
import io.gpuquery.calcite.exec.vector.TextBuilder;
import io.gpuquery.calcite.exec.vector.TextVector;
import io.gpuquery.calcite.exec.vector.Vector;
import io.gpuquery.column.ColumnType;
import io.gpuquery.scan.Literal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A CASE all of whose values are constant texts: it chooses among their codes, so that no text is copied, and whoever groups or compares
 * them does it by code.
 */
final class ChosenTexts {
    private final NodeFactory factory;
    private final List<@Nullable String> texts = new ArrayList<>();

    ChosenTexts(NodeFactory factory) {
        this.factory = factory;
    }

    /**
     * The node; null where a value is no constant text.
     *
     * @param operands condition, value, and so on, and the value of all other rows
     * @param choice makes the CASE of codes
     */
    @Nullable
    Node of(ColumnType type, Node[] operands, Function<Node[], Node> choice) {
        if (type.kind() != ColumnType.Kind.VARCHAR) {
            return null;
        }
        Node[] coded = operands.clone();
        for (int i = 0; i < operands.length; i++) {
            if (i % 2 == 1 || i == operands.length - 1) {
                boolean isText = operands[i] instanceof ConstantNode constant && constant.value instanceof TextVector;
                if (!isText) {
                    return null;
                }
                coded[i] = factory.constant(new Literal.OfLong(code((ConstantNode) operands[i])), ColumnType.INTEGER);
            }
        }
        Node codes = choice.apply(coded);
        if (codes.isConstant()) {
            return null;
        }
        Dictionary dictionary = dictionary();
        boolean anyNull = texts.contains(null);
        return factory.function(
                List.of("texts", new ArrayList<>(texts)),
                type,
                false,
                (v, scratch) -> coded((IntVector) v[0], dictionary, anyNull, scratch),
                codes);
    }

    private int code(ConstantNode constant) {
        @Nullable String text = constant.isNull() ? null : ((TextVector) constant.value).getString(0);
        int known = texts.indexOf(text);
        if (known < 0) {
            known = texts.size();
            texts.add(text);
        }
        return known;
    }

    private Dictionary dictionary() {
        TextBuilder entries = new TextBuilder(texts.size() + 1);
        int[] nulls = new int[texts.size() + 1];
        for (String text : texts) {
            entries.add(text == null ? "" : text);
        }
        entries.addEmpty();
        nulls[texts.size()] = 1;
        return new Dictionary(entries.build(nulls));
    }

    private Vector coded(IntVector codes, Dictionary dictionary, boolean anyNull, Scratch scratch) {
        int count = codes.length();
        if (!anyNull) {
            return new CodedVector(codes.values(), dictionary, count, null);
        }
        int absent = texts.indexOf(null);
        int[] values = scratch.ints(count);
        int[] nulls = scratch.ints(count);
        for (int i = 0; i < count; i++) {
            boolean isNull = codes.values()[i] == absent;
            values[i] = isNull ? dictionary.nullCode() : codes.values()[i];
            nulls[i] = isNull ? 1 : 0;
        }
        return new CodedVector(values, dictionary, count, nulls);
    }
}
