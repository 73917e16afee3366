package io.gpuquery.memory;

import static org.assertj.core.api.Assertions.assertThat;

/** For the end of every test of native resources. */
public final class OpenResources {
    private OpenResources() {}

    public static void assertNone() {
        assertThat(LiveResources.snapshot().values())
                .as("%s", LiveResources.snapshot())
                .containsOnly(0L);
    }
}
