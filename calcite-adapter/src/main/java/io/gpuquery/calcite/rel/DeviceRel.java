package io.gpuquery.calcite.rel;

import org.apache.calcite.rel.RelNode;

/** A node of {@link DeviceConvention}. */
public interface DeviceRel extends RelNode {
    /** What to run; stable, so that a plan can be executed any number of times. */
    DevicePlan plan();
}
