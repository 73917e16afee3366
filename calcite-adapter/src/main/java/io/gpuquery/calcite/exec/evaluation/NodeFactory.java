package io.gpuquery.calcite.exec.evaluation;

import io.gpuquery.calcite.exec.vector.Lanes;
import io.gpuquery.calcite.exec.vector.Scratch;
import io.gpuquery.calcite.exec.vector.Vector;
import io.gpuquery.column.ColumnType;
import io.gpuquery.scan.Literal;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes the nodes of one program: what was made before is not made again, and what is constant is computed at once. */
final class NodeFactory {
    private final Map<Key, Node> nodes = new HashMap<>();
    private final @Nullable Node[] columns;

    /** Nodes are equal whose meaning, operands and type are. */
    private record Key(Object meaning, List<Node> operands, ColumnType type) {}

    @FunctionalInterface
    interface Maker {
        Node make(int id);
    }

    NodeFactory(int columnCount) {
        columns = new @Nullable Node[columnCount];
    }

    int nodeCount() {
        return nodes.size();
    }

    @Nullable
    Node[] columns() {
        return columns;
    }

    Node column(int column, ColumnType type) {
        Node node = make("column " + column, type, id -> new ColumnNode(id, type, column));
        columns[column] = node;
        return node;
    }

    ConstantNode constant(@Nullable Literal value, ColumnType type) {
        Object meaning = value == null ? "NULL" : value;
        return (ConstantNode) make(meaning, type, id -> new ConstantNode(id, type, Lanes.constant(value, type)));
    }

    /** Takes what the node means, apart from its operands. */
    Node make(Object meaning, ColumnType type, Maker maker, Node... operands) {
        Key key = new Key(meaning, Arrays.asList(operands), type);
        Node known = nodes.get(key);
        if (known == null) {
            known = maker.make(nodes.size());
            nodes.put(key, known);
        }
        return known;
    }

    /** A function that can fail where the flag says so. */
    Node function(Object meaning, ColumnType type, boolean canFail, FunctionNode.Loop loop, Node... operands) {
        if (operands.length > 0 && Arrays.stream(operands).allMatch(Node::isConstant)) {
            Vector value = fold(loop, operands);
            if (value != null) {
                return make(List.of("folded", meaning), type, id -> new ConstantNode(id, type, value), operands);
            }
        }
        return make(meaning, type, id -> new FunctionNode(id, type, canFail, loop, operands), operands);
    }

    /** Null where it fails, which is then told when, and only if, it is evaluated. */
    private static @Nullable Vector fold(FunctionNode.Loop loop, Node[] operands) {
        Vector[] values = new Vector[operands.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = ((ConstantNode) operands[i]).value;
        }
        try {
            return loop.run(values, new Scratch(0)).copy();
        } catch (RuntimeException e) {
            return null;
        }
    }
}
