package io.gpuquery.calcite.rewrite;

import java.util.EnumSet;
import java.util.List;
import org.apache.calcite.plan.AbstractRelOptPlanner;
import org.apache.calcite.plan.RelOptPlanner;
import org.apache.calcite.plan.RelOptRule;
import org.apache.calcite.plan.hep.HepMatchOrder;
import org.apache.calcite.plan.hep.HepPlanner;
import org.apache.calcite.plan.hep.HepProgram;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.rules.AggregateReduceFunctionsRule;
import org.apache.calcite.rel.rules.CoreRules;
import org.apache.calcite.rel.rules.PruneEmptyRules;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql2rel.RelFieldTrimmer;

/**
 * Rewrites the logical plan of a whole query, by rules that are always right, in a fixed order of phases:
 *
 * <ol>
 *   <li>arrays and maps that are taken apart, see {@link NestedValues};
 *   <li>arithmetic as the types say, see {@link ExactArithmetic};
 *   <li>common factors out of disjunctions, predicates down to the tables that they speak of, and away with what
 *       cannot have rows;
 *   <li>counts before left joins, see {@link EagerCounts};
 *   <li>semi-joins and anti-joins, see {@link SemiJoins};
 *   <li>the order of joins, see {@link JoinOrder};
 *   <li>what the new order leaves to tidy up;
 *   <li>window functions out of projections, into nodes of their own.
 * </ol>
 */
final class QueryRewrite {
    /** AVG and its relatives: into sums and counts. SUM itself stays. */
    private static final RelOptRule REDUCE_MEANS = AggregateReduceFunctionsRule.Config.DEFAULT
            .withFunctionsToReduce(EnumSet.of(
                    SqlKind.AVG,
                    SqlKind.STDDEV_POP,
                    SqlKind.STDDEV_SAMP,
                    SqlKind.VAR_POP,
                    SqlKind.VAR_SAMP,
                    SqlKind.COVAR_POP,
                    SqlKind.COVAR_SAMP,
                    SqlKind.REGR_SXX,
                    SqlKind.REGR_SYY))
            .toRule();

    private static final List<RelOptRule> PREDICATES = List.of(
            CommonFactorsRule.FILTER,
            CommonFactorsRule.JOIN,
            CoreRules.FILTER_MERGE,
            CoreRules.FILTER_REDUCE_EXPRESSIONS,
            CoreRules.FILTER_INTO_JOIN,
            CoreRules.JOIN_CONDITION_PUSH,
            CoreRules.FILTER_PROJECT_TRANSPOSE,
            CoreRules.FILTER_AGGREGATE_TRANSPOSE,
            CoreRules.FILTER_SET_OP_TRANSPOSE,
            PruneEmptyRules.FILTER_INSTANCE,
            PruneEmptyRules.PROJECT_INSTANCE,
            PruneEmptyRules.UNION_INSTANCE,
            PruneEmptyRules.JOIN_LEFT_INSTANCE,
            PruneEmptyRules.JOIN_RIGHT_INSTANCE);

    private static final List<RelOptRule> TIDY_UP =
            List.of(CoreRules.PROJECT_MERGE, CoreRules.PROJECT_REMOVE, CoreRules.FILTER_MERGE);

    /** Joins with distinct values of which no column is wanted. */
    private static final List<RelOptRule> SEMI_JOINS =
            List.of(CoreRules.PROJECT_TO_SEMI_JOIN, CoreRules.JOIN_TO_SEMI_JOIN);

    private static final List<RelOptRule> WINDOWS = List.of(CoreRules.PROJECT_TO_LOGICAL_PROJECT_AND_WINDOW);

    private QueryRewrite() {}

    /** The rewritten query: the same rows, columns and types. */
    static RelNode apply(RelNode query) {
        RelNode result = byRules(NestedValues.apply(query), List.of(REDUCE_MEANS, CoreRules.UNION_MERGE));
        result = ExactArithmetic.apply(result);
        result = byRules(result, PREDICATES);
        result = EagerCounts.apply(result);
        result = SemiJoins.apply(result);
        result = JoinOrder.apply(result);
        result = byRules(result, TIDY_UP);
        result = byRules(result, SEMI_JOINS);
        result = new RelFieldTrimmer(null, JoinOrder.builder(result)).trim(result);
        result = byRules(result, TIDY_UP);
        return hasWindows(result) ? byRules(result, WINDOWS) : result;
    }

    private static boolean hasWindows(RelNode rel) {
        return (rel instanceof Project project && project.containsOver())
                || rel.getInputs().stream().anyMatch(QueryRewrite::hasWindows);
    }

    private static RelNode byRules(RelNode query, List<RelOptRule> rules) {
        HepProgram program = HepProgram.builder()
                .addMatchOrder(HepMatchOrder.ARBITRARY)
                .addRuleCollection(rules)
                .build();
        RelOptPlanner outer = query.getCluster().getPlanner();
        HepPlanner planner = new HepPlanner(program, outer.getContext()) {
            @Override
            public void checkCancel() {
                if (outer instanceof AbstractRelOptPlanner stoppable) {
                    stoppable.checkCancel();
                }
            }
        };
        planner.setRoot(query);
        return planner.findBestExp();
    }
}
