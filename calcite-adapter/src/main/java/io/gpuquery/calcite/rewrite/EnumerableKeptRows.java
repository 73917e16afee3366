package io.gpuquery.calcite.rewrite;

import java.lang.reflect.Method;
import java.util.List;
import org.apache.calcite.adapter.enumerable.EnumerableConvention;
import org.apache.calcite.adapter.enumerable.EnumerableRel;
import org.apache.calcite.adapter.enumerable.EnumerableRelImplementor;
import org.apache.calcite.linq4j.AbstractEnumerable;
import org.apache.calcite.linq4j.Enumerable;
import org.apache.calcite.linq4j.Enumerator;
import org.apache.calcite.linq4j.Linq4j;
import org.apache.calcite.linq4j.function.Function1;
import org.apache.calcite.linq4j.tree.BlockBuilder;
import org.apache.calcite.linq4j.tree.Expression;
import org.apache.calcite.linq4j.tree.Expressions;
import org.apache.calcite.linq4j.tree.Types;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.SingleRel;
import org.jspecify.annotations.Nullable;

/**
 * Keeps its input's rows, so that they can be read again and again.
 *
 * <p>Calcite's nested-loop join reads its right input anew for each row of the left one. If that is a file, it would be
 * parsed as often. Rows are read at the first use, and held on the heap until the statement's result is closed.
 */
final class EnumerableKeptRows extends SingleRel implements EnumerableRel {
    private static final Method APPLY = Types.lookupMethod(Function1.class, "apply", Object.class);

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
        Expression keep = implementor.stash((Function1<Enumerable<?>, Enumerable<?>>) KeptRows::new, Function1.class);
        block.add(
                Expressions.return_(null, Expressions.convert_(Expressions.call(keep, APPLY, rows), Enumerable.class)));
        return implementor.result(input.physType, block.toBlock());
    }

    private static final class KeptRows<T> extends AbstractEnumerable<T> {
        private final Enumerable<T> rows;
        private @Nullable List<T> kept;

        KeptRows(Enumerable<T> rows) {
            this.rows = rows;
        }

        @Override
        public Enumerator<T> enumerator() {
            if (kept == null) {
                kept = rows.toList();
            }
            return Linq4j.enumerator(kept);
        }
    }
}
