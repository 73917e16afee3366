package io.gpuquery.device.metal;

import io.gpuquery.memory.OpenResources;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Tests that run on the stand-in, break none of its rules and leave nothing. */
interface OnStandIn {

    @BeforeEach
    default void requireStandIn() {
        MetalStandIn.require();
        MetalStandIn.reset();
    }

    @AfterEach
    default void nothingIsLeftAndNoRuleWasBroken() {
        OpenResources.assertNone();
        MetalStandIn.verify();
        MetalStandIn.reset();
    }
}
