package io.gpuquery.calcite.exec.evaluation;

import io.gpuquery.calcite.exec.vector.IntVector;
import io.gpuquery.calcite.exec.vector.LikePattern;
import io.gpuquery.calcite.exec.vector.TextLoops;
import io.gpuquery.calcite.exec.vector.TextVector;
import io.gpuquery.calcite.expression.Operation;
import io.gpuquery.column.ColumnType;
import org.jspecify.annotations.Nullable;

/** Makes nodes of functions of texts. */
final class Texts {
    private final NodeFactory factory;

    Texts(NodeFactory factory) {
        this.factory = factory;
    }

    Node call(Operation operation, ColumnType type, Node... operands) {
        return switch (operation) {
            case LIKE -> like(operands);
            case SUBSTRING -> substring(type, operands);
            case UPPER -> factory.function(operation, type, false, (v, s) -> TextLoops.upper(v[0], s), operands);
            case LOWER -> factory.function(operation, type, false, (v, s) -> TextLoops.lower(v[0], s), operands);
            case TRIM_BOTH -> trim(operation, type, true, true, operands);
            case TRIM_LEADING -> trim(operation, type, true, false, operands);
            case TRIM_TRAILING -> trim(operation, type, false, true, operands);
            case CHAR_LENGTH ->
                factory.function(operation, type, false, (v, s) -> TextLoops.charLength(v[0], s), operands);
            case OCTET_LENGTH ->
                factory.function(operation, type, false, (v, s) -> TextLoops.octetLength(v[0], s), operands);
            case CONCAT -> factory.function(operation, type, false, TextLoops::concatenate, operands);
            case POSITION ->
                factory.function(operation, type, false, (v, s) -> TextLoops.position(v[0], v[1], s), operands);
            default -> throw new IllegalArgumentException(operation + " is no function of a text");
        };
    }

    private Node trim(Operation operation, ColumnType type, boolean leading, boolean trailing, Node... operands) {
        return factory.function(
                operation, type, false, (v, s) -> TextLoops.trim(v[0], v[1], leading, trailing, s), operands);
    }

    private Node substring(ColumnType type, Node... operands) {
        boolean canFail = operands.length > 2 && !isNotNegative(operands[2]);
        return factory.function(
                Operation.SUBSTRING,
                type,
                canFail,
                (v, s) -> TextLoops.substring(v[0], v[1], v.length > 2 ? v[2] : null, s),
                operands);
    }

    private static boolean isNotNegative(Node node) {
        return node instanceof ConstantNode constant && constant.value instanceof IntVector ints && ints.min() >= 0;
    }

    private Node like(Node... operands) {
        LikePattern pattern = pattern(operands);
        return pattern == null
                ? factory.function(
                        Operation.LIKE,
                        ColumnType.BOOLEAN,
                        true,
                        (v, s) -> TextLoops.like(v[0], v[1], v.length > 2 ? v[2] : null, s),
                        operands)
                : factory.function(
                        Operation.LIKE,
                        ColumnType.BOOLEAN,
                        false,
                        (v, s) -> TextLoops.like(v[0], pattern, s),
                        operands);
    }

    /** Made once; null where the pattern is not constant, or not valid, which is then told for the rows that have it. */
    private static @Nullable LikePattern pattern(Node... operands) {
        String[] texts = new String[] {"", "", ""};
        for (int i = 1; i < operands.length; i++) {
            if (!(operands[i] instanceof ConstantNode constant) || constant.isNull()) {
                return null;
            }
            texts[i] = ((TextVector) constant.value).getString(0);
        }
        try {
            return new LikePattern(texts[1], texts[2]);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
