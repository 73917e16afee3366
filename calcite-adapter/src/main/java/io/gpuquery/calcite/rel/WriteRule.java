package io.gpuquery.calcite.rel;

import io.gpuquery.calcite.rewrite.RuleConfig;
import io.gpuquery.calcite.table.DeviceTable;
import io.gpuquery.calcite.table.WriteRefusal;
import org.apache.calcite.plan.RelOptRule;
import org.apache.calcite.plan.RelOptRuleCall;
import org.apache.calcite.plan.RelRule;
import org.apache.calcite.rel.core.TableModify;

/**
 * Refuses to change rows of our tables in our words, where Calcite would find out only in the end that nothing can. An {@code INSERT}
 * is refused earlier, by the table itself.
 *
 * <p>It does so when asked whether it matches: what a rule throws later, Calcite hides behind a message of its own.
 */
final class WriteRule extends RelRule<RuleConfig> {
    static final RelOptRule INSTANCE = new RuleConfig(
                    "DirectoryTableWriteRule", b -> b.operand(TableModify.class).anyInputs(), WriteRule::new)
            .toRule();

    private WriteRule(RuleConfig config) {
        super(config);
    }

    @Override
    public boolean matches(RelOptRuleCall call) {
        TableModify write = call.rel(0);
        if (write.getTable().unwrap(DeviceTable.class) != null) {
            throw WriteRefusal.of(write.getOperation().name());
        }
        return false;
    }

    @Override
    public void onMatch(RelOptRuleCall call) {
        throw new IllegalStateException("it never matches");
    }
}
