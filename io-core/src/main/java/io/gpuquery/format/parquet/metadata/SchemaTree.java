package io.gpuquery.format.parquet.metadata;

import io.gpuquery.column.ColumnType;
import io.gpuquery.format.parquet.metadata.ParquetFooter.LeafColumn;
import io.gpuquery.format.parquet.metadata.ParquetFooter.NestedField;
import io.gpuquery.format.text.ColumnNames;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.SchemaElement;

/** The schema, which a file holds as a list of elements in depth-first order. */
final class SchemaTree {
    private final List<SchemaElement> elements;
    private final List<LeafColumn> columns = new ArrayList<>();
    private final Map<String, String> leftOut = new LinkedHashMap<>();
    private final List<SchemaElement> leaves = new ArrayList<>();
    private final List<String> leafNames = new ArrayList<>();

    private SchemaTree(List<SchemaElement> elements) {
        this.elements = elements;
    }

    /**
     * Checks and reads the elements.
     *
     * @throws IllegalArgumentException if they are no tree
     */
    static SchemaTree of(List<SchemaElement> elements) {
        SchemaTree tree = new SchemaTree(elements);
        tree.read();
        return tree;
    }

    /** The columns that can be read. */
    List<LeafColumn> columns() {
        return columns;
    }

    /** Name to reason, of the top-level columns that are not among {@link #columns()}. */
    Map<String, String> leftOut() {
        return leftOut;
    }

    /** All leaves, nested ones too. */
    List<SchemaElement> leaves() {
        return leaves;
    }

    /** The top-level column that a leaf belongs to. */
    String topLevelName(int leafIndex) {
        return leafNames.get(leafIndex);
    }

    private void read() {
        if (elements.isEmpty()) {
            throw new IllegalArgumentException("the schema is empty");
        }
        List<Integer> topLevel = new ArrayList<>();
        int at = 1;
        for (int child = 0; child < childCount(elements.get(0)); child++) {
            topLevel.add(at);
            at = endOfSubtree(at);
        }
        if (at != elements.size()) {
            throw new IllegalArgumentException(
                    "the schema has " + elements.size() + " elements, of which " + at + " are in its tree");
        }
        List<String> names = ColumnNames.unique(
                topLevel.stream().map(index -> elements.get(index).getName()).toList());
        for (int i = 0; i < names.size(); i++) {
            int end = i + 1 < names.size() ? topLevel.get(i + 1) : elements.size();
            addTopLevel(names.get(i), topLevel.get(i), end);
        }
    }

    /** Without recursion: a file may claim any depth. */
    private int endOfSubtree(int start) {
        int at = start;
        long pending = 1;
        while (pending > 0) {
            if (at >= elements.size()) {
                throw new IllegalArgumentException("the schema ends within a group");
            }
            pending += childCount(elements.get(at++)) - 1L;
        }
        return at;
    }

    private static int childCount(SchemaElement element) {
        if (element.isSetType()) {
            return 0;
        }
        if (element.getNum_children() < 0) {
            throw new IllegalArgumentException("a group of " + element.getNum_children() + " columns");
        }
        return element.getNum_children();
    }

    private void addTopLevel(String name, int start, int end) {
        SchemaElement top = elements.get(start);
        int leafIndex = leaves.size();
        for (SchemaElement element : elements.subList(start, end)) {
            if (element.isSetType()) {
                leaves.add(element);
                leafNames.add(top.getName());
            }
        }
        if (!top.isSetType() || top.getRepetition_type() == FieldRepetitionType.REPEATED) {
            addNested(name, start, leafIndex);
        } else {
            TypeMapping mapping = TypeMapping.of(top);
            ColumnType type = mapping.type();
            if (type == null) {
                leftOut.put(name, mapping.problem());
            } else {
                columns.add(new LeafColumn(
                        name,
                        top.getName(),
                        leafIndex,
                        top.getType(),
                        top.getType_length(),
                        top.getRepetition_type() != FieldRepetitionType.REQUIRED,
                        type,
                        mapping.unsigned(),
                        top.getRepetition_type() == FieldRepetitionType.REQUIRED ? 0 : 1,
                        List.of(),
                        null));
            }
        }
    }

    private void addNested(String name, int start, int leafIndex) {
        SchemaElement top = elements.get(start);
        try {
            NestedField field = new NestedFields(elements, leafIndex).read(name, start);
            LeafColumn first = field.leaves().get(0);
            columns.add(new LeafColumn(
                    name,
                    top.getName(),
                    leafIndex,
                    first.physicalType(),
                    first.typeLengthBytes(),
                    field.nullable(),
                    field.type(),
                    false,
                    field.definition(),
                    List.of(),
                    field));
        } catch (UnreadableFieldException e) {
            leftOut.put(name, e.getMessage());
        }
    }
}
