package io.gpuquery.calcite.rel;

import io.gpuquery.calcite.exec.PlanNode;
import java.util.List;
import org.apache.calcite.rel.RelNode;
import org.jspecify.annotations.Nullable;

/** A node of {@link DeviceConvention}: what one operator of ours does. */
public interface DeviceRel extends RelNode {
    /**
     * What to execute, over what its inputs do; pure data.
     *
     * @param inputs of this node's inputs, in order
     * @return null if our operators cannot do it
     */
    @Nullable
    PlanNode node(PlanTranslation translation, List<PlanNode> inputs);
}
