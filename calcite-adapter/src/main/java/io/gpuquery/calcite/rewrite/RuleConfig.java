package io.gpuquery.calcite.rewrite;

import java.util.function.Function;
import org.apache.calcite.plan.RelOptRule;
import org.apache.calcite.plan.RelRule;
import org.apache.calcite.rel.core.RelFactories;
import org.apache.calcite.tools.RelBuilderFactory;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of a rule: its name, what it matches and how it is made.
 *
 * @param description the rule's name, unique within a planner
 */
public record RuleConfig(
        @Nullable String description,
        RelRule.OperandTransform operandSupplier,
        RelBuilderFactory relBuilderFactory,
        Function<RuleConfig, RelOptRule> constructor)
        implements RelRule.Config {

    /** For a rule that builds logical expressions. */
    public RuleConfig(
            String description,
            RelRule.OperandTransform operandSupplier,
            Function<RuleConfig, RelOptRule> constructor) {
        this(description, operandSupplier, RelFactories.LOGICAL_BUILDER, constructor);
    }

    @Override
    public RelOptRule toRule() {
        return constructor.apply(this);
    }

    @Override
    public RuleConfig withRelBuilderFactory(RelBuilderFactory factory) {
        return new RuleConfig(description, operandSupplier, factory, constructor);
    }

    @Override
    public RuleConfig withDescription(@Nullable String newDescription) {
        return new RuleConfig(newDescription, operandSupplier, relBuilderFactory, constructor);
    }

    @Override
    public RuleConfig withOperandSupplier(RelRule.OperandTransform transform) {
        return new RuleConfig(description, transform, relBuilderFactory, constructor);
    }
}
