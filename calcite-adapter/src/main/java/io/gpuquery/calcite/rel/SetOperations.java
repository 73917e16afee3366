package io.gpuquery.calcite.rel;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rel.RelCollations;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rel.core.Intersect;
import org.apache.calcite.rel.core.SetOp;
import org.apache.calcite.rel.core.Window;
import org.apache.calcite.rel.logical.LogicalWindow;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexWindowBounds;
import org.apache.calcite.rex.RexWindowExclusion;
import org.apache.calcite.sql.SqlAggFunction;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.util.ImmutableBitSet;

/**
 * INTERSECT and EXCEPT as what our operators have. Rows of all inputs get columns that say which input they are of, one for each but
 * the first: TRUE, or NULL. Rows are equal if all columns are, NULLs too; so they are grouped, and how many of each input a group has
 * says whether its row is in the result. Where equal rows count each (ALL), they are numbered instead: those of the first input come
 * first, and their number says how many of the other inputs they need beside them.
 */
final class SetOperations {
    private final SetOp operation;
    private final List<RelNode> inputs;
    private final RexBuilder builder;
    private final int columnCount;

    private SetOperations(SetOp operation, List<RelNode> inputs) {
        this.operation = operation;
        this.inputs = inputs;
        this.builder = operation.getCluster().getRexBuilder();
        this.columnCount = operation.getRowType().getFieldCount();
    }

    /** The rows of an INTERSECT or EXCEPT. */
    static RelNode of(SetOp operation, List<RelNode> inputs) {
        SetOperations rewriting = new SetOperations(operation, inputs);
        RelNode marked = rewriting.marked();
        return operation.all ? rewriting.numbered(marked) : rewriting.grouped(marked);
    }

    /** All rows, with marks behind their columns. */
    private RelNode marked() {
        RelDataTypeFactory types = operation.getCluster().getTypeFactory();
        RelDataType flag = types.createTypeWithNullability(types.createSqlType(SqlTypeName.BOOLEAN), true);
        List<RelNode> branches = new ArrayList<>();
        for (int input = 0; input < inputs.size(); input++) {
            RelNode branch = inputs.get(input);
            List<RexNode> columns = new ArrayList<>(columns(branch));
            for (int other = 1; other < inputs.size(); other++) {
                columns.add(
                        other == input
                                ? builder.makeAbstractCast(flag, builder.makeLiteral(true), false)
                                : builder.makeNullLiteral(flag));
            }
            branches.add(DeviceProject.of(branch, columns, rowType(columns)));
        }
        return DeviceUnion.of(branches);
    }

    private List<RexNode> columns(RelNode rel) {
        List<RexNode> columns = new ArrayList<>();
        for (int column = 0; column < columnCount; column++) {
            columns.add(RexInputRef.of(column, rel.getRowType()));
        }
        return columns;
    }

    private RelDataType rowType(List<RexNode> columns) {
        List<String> names = new ArrayList<>(operation.getRowType().getFieldNames());
        for (int mark = names.size(); mark < columns.size(); mark++) {
            names.add("$m" + mark);
        }
        return operation
                .getCluster()
                .getTypeFactory()
                .createStructType(columns.stream().map(RexNode::getType).toList(), names);
    }

    private RelNode grouped(RelNode marked) {
        ImmutableBitSet keys = ImmutableBitSet.range(columnCount);
        List<AggregateCall> counts = new ArrayList<>();
        counts.add(count(List.of(), marked));
        for (int mark = columnCount; mark < marked.getRowType().getFieldCount(); mark++) {
            counts.add(count(List.of(mark), marked));
        }
        RelNode groups = DeviceAggregate.of(marked, keys, List.of(keys), counts);
        RexNode zero = builder.makeExactLiteral(
                BigDecimal.ZERO,
                groups.getRowType().getFieldList().get(columnCount).getType());
        List<RexNode> conditions = new ArrayList<>();
        boolean intersect = operation instanceof Intersect;
        RexNode ofOthers = null;
        for (int count = columnCount + 1; count < groups.getRowType().getFieldCount(); count++) {
            RexNode reference = RexInputRef.of(count, groups.getRowType());
            conditions.add(compare(
                    intersect ? SqlStdOperatorTable.GREATER_THAN : SqlStdOperatorTable.EQUALS, reference, zero));
            ofOthers = ofOthers == null ? reference : compare(SqlStdOperatorTable.PLUS, ofOthers, reference);
        }
        if (intersect && ofOthers != null) {
            // There are more rows than those of the other inputs: some are of the first one.
            conditions.add(compare(
                    SqlStdOperatorTable.GREATER_THAN, RexInputRef.of(columnCount, groups.getRowType()), ofOthers));
        }
        return result(groups, conditions);
    }

    private static AggregateCall count(List<Integer> arguments, RelNode input) {
        return AggregateCall.create(
                SqlParserPos.ZERO,
                SqlStdOperatorTable.COUNT,
                false,
                false,
                false,
                List.of(),
                arguments,
                -1,
                null,
                RelCollations.EMPTY,
                false,
                input,
                null,
                "$c" + arguments);
    }

    private RelNode numbered(RelNode marked) {
        RelDataTypeFactory types = operation.getCluster().getTypeFactory();
        RelDataType number = types.createSqlType(SqlTypeName.BIGINT);
        List<Window.RexWinAggCall> counts = new ArrayList<>();
        int markCount = inputs.size() - 1;
        for (int mark = 0; mark < markCount; mark++) {
            counts.add(call(
                    SqlStdOperatorTable.COUNT,
                    number,
                    List.of(RexInputRef.of(columnCount + mark, marked.getRowType())),
                    mark));
        }
        Window.Group all = group(counts);
        Window.Group place = group(List.of(call(SqlStdOperatorTable.ROW_NUMBER, number, List.of(), markCount)));
        RelDataTypeFactory.Builder columns =
                types.builder().addAll(marked.getRowType().getFieldList());
        for (int i = 0; i <= markCount; i++) {
            columns.add("$n" + i, number);
        }
        LogicalWindow window = LogicalWindow.create(
                marked.getTraitSet(), List.of(), marked, List.of(), columns.build(), List.of(all, place));
        RelNode numbered = DeviceWindow.of(window, marked);
        int firstCount = columnCount + markCount;
        RexNode placeOfRow = RexInputRef.of(firstCount + markCount, numbered.getRowType());
        List<RexNode> conditions = new ArrayList<>();
        RexNode ofOthers = null;
        for (int mark = 0; mark < markCount; mark++) {
            RexNode count = RexInputRef.of(firstCount + mark, numbered.getRowType());
            conditions.add(builder.makeCall(
                    SqlStdOperatorTable.IS_NULL, RexInputRef.of(columnCount + mark, numbered.getRowType())));
            ofOthers = ofOthers == null ? count : compare(SqlStdOperatorTable.PLUS, ofOthers, count);
            if (operation instanceof Intersect) {
                conditions.add(compare(SqlStdOperatorTable.LESS_THAN_OR_EQUAL, placeOfRow, count));
            }
        }
        if (!(operation instanceof Intersect) && ofOthers != null) {
            conditions.add(compare(SqlStdOperatorTable.GREATER_THAN, placeOfRow, ofOthers));
        }
        return result(numbered, conditions);
    }

    private Window.Group group(List<Window.RexWinAggCall> calls) {
        return new Window.Group(
                ImmutableBitSet.range(columnCount),
                true,
                RexWindowBounds.UNBOUNDED_PRECEDING,
                RexWindowBounds.UNBOUNDED_FOLLOWING,
                RexWindowExclusion.EXCLUDE_NO_OTHER,
                RelCollations.EMPTY,
                calls);
    }

    private static Window.RexWinAggCall call(
            SqlAggFunction function, RelDataType type, List<RexNode> arguments, int ordinal) {
        return new Window.RexWinAggCall(SqlParserPos.ZERO, function, type, arguments, ordinal, false, false);
    }

    private RexNode compare(SqlOperator operator, RexNode left, RexNode right) {
        return builder.makeCall(operator, left, right);
    }

    private RelNode result(RelNode counted, List<RexNode> conditions) {
        RelNode kept = counted;
        for (RexNode condition : conditions) {
            kept = DeviceFilter.of(kept, condition);
        }
        return DeviceProject.of(kept, columns(kept), operation.getRowType());
    }
}
