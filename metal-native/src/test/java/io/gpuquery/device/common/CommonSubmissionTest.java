package io.gpuquery.device.common;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CommonSubmissionTest {

    @Test
    void groupsHaveAllThreads() {
        assertThat(CommonSubmission.groups(1, 32)).isEqualTo(1);
        assertThat(CommonSubmission.groups(32, 32)).isEqualTo(1);
        assertThat(CommonSubmission.groups(33, 32)).isEqualTo(2);
        assertThat(CommonSubmission.groups(Long.MAX_VALUE, 1)).isEqualTo(Long.MAX_VALUE);
    }
}
