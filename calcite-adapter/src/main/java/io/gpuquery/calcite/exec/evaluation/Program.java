package io.gpuquery.calcite.exec.evaluation;

import io.gpuquery.column.ColumnType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Conditions and outputs over the columns of a source, as a graph of nodes in which each computation occurs once. Immutable; each
 * thread evaluates it with an {@link Evaluator} of its own.
 */
public final class Program {
    private final List<Node> conditions;
    private final List<Node> joinedConditions;
    private final List<Node> outputs;
    private final @Nullable Node[] columnNodes;
    private final int nodeCount;

    /** Takes the conditions one by one, and with intervals in the place of two comparisons. */
    Program(
            List<Node> conditions,
            List<Node> joinedConditions,
            List<Node> outputs,
            @Nullable Node[] columnNodes,
            int nodeCount) {
        this.conditions = List.copyOf(conditions);
        this.joinedConditions = List.copyOf(joinedConditions);
        this.outputs = List.copyOf(outputs);
        this.columnNodes = columnNodes.clone();
        this.nodeCount = nodeCount;
    }

    /** Whether an output can fail for a row, so that which rows it is asked for matters. */
    public boolean canFail() {
        return outputs.stream().anyMatch(output -> output.canFail);
    }

    /** Whether it asks for nothing of its input but how many rows it has. */
    public boolean isEmpty() {
        return conditions.isEmpty() && outputs.isEmpty();
    }

    List<Node> conditions() {
        return conditions;
    }

    /** The same, of which there may be fewer. */
    List<Node> joinedConditions() {
        return joinedConditions;
    }

    List<Node> outputs() {
        return outputs;
    }

    int nodeCount() {
        return nodeCount;
    }

    Node columnNode(int column) {
        Node node = columnNodes[column];
        if (node == null) {
            throw new IllegalArgumentException("column " + column + " is not read");
        }
        return node;
    }

    boolean isText(int column) {
        Node node = columnNodes[column];
        return node != null && isText(node.type);
    }

    static boolean isText(ColumnType type) {
        return type.kind() == ColumnType.Kind.VARCHAR || type.kind() == ColumnType.Kind.VARBINARY;
    }
}
