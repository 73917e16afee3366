package io.gpuquery.calcite.rewrite;

import io.gpuquery.calcite.table.QueryScope;
import java.lang.reflect.Method;
import java.util.List;
import org.apache.calcite.DataContext;
import org.apache.calcite.adapter.enumerable.EnumerableConvention;
import org.apache.calcite.adapter.enumerable.EnumerableRel;
import org.apache.calcite.adapter.enumerable.EnumerableRelImplementor;
import org.apache.calcite.linq4j.Enumerable;
import org.apache.calcite.linq4j.function.Function2;
import org.apache.calcite.linq4j.tree.BlockBuilder;
import org.apache.calcite.linq4j.tree.Expression;
import org.apache.calcite.linq4j.tree.Expressions;
import org.apache.calcite.linq4j.tree.Types;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.SingleRel;

/**
 * Keeps its input's rows, so that they can be read again and again.
 *
 * <p>Calcite's nested-loop join reads its right input anew for each row of the left one. If that is a file, it would be
 * parsed as often. Rows are read at the first use, and held on the heap until the statement's result is closed. Whoever goes
 * through them asks now and then whether the statement is to stop: a join may do nothing else for hours.
 */
final class EnumerableKeptRows extends SingleRel implements EnumerableRel {
    private static final Method APPLY = Types.lookupMethod(Function2.class, "apply", Object.class, Object.class);

    private EnumerableKeptRows(RelNode input, RelTraitSet traits) {
        super(input.getCluster(), traits, input);
    }

    static EnumerableKeptRows of(RelNode input) {
        return new EnumerableKeptRows(input, input.getCluster().traitSetOf(EnumerableConvention.INSTANCE));
    }

    @Override
    public RelNode copy(RelTraitSet traitSet, List<RelNode> inputs) {
        return new EnumerableKeptRows(inputs.get(0), traitSet);
    }

    @Override
    public Result implement(EnumerableRelImplementor implementor, Prefer preference) {
        BlockBuilder block = new BlockBuilder();
        Result input = implementor.visitChild(this, 0, (EnumerableRel) getInput(), preference);
        Expression rows = block.append("rows", input.block);
        // The generated code names none of our classes: it is loaded by Calcite's class loader.
        Function2<DataContext, Enumerable<?>, Enumerable<?>> keeping =
                (context, kept) -> new KeptRows<>(kept, QueryScope.of(context));
        Expression keep = implementor.stash(keeping, Function2.class);
        block.add(Expressions.return_(
                null, Expressions.convert_(Expressions.call(keep, APPLY, DataContext.ROOT, rows), Enumerable.class)));
        return implementor.result(input.physType, block.toBlock());
    }
}
