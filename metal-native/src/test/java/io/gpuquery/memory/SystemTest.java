package io.gpuquery.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.sun.management.OperatingSystemMXBean;
import io.gpuquery.memory.LiveResources.Kind;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is taken from the system: names, limits, counts. */
class SystemTest {

    @ParameterizedTest
    @CsvSource({
        "Linux, amd64, LINUX_X86_64",
        "Linux, aarch64, LINUX_GENERIC",
        "Linux, riscv64, LINUX_GENERIC",
        "Mac OS X, aarch64, MACOS",
        "Mac OS X, x86_64, MACOS",
    })
    void thePlatformFollowsFromTheNamesThatTheJvmGives(String os, String arch, HostPlatform platform) {
        assertThat(HostPlatform.of(os, arch)).isEqualTo(platform);
    }

    @Test
    void windowsIsRefusedInOneSentence() {
        String sentence = "gpu-query runs on Linux and macOS, and on Windows within WSL 2.";
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> NativeAccess.requireSupported("Windows 11"))
                .withMessage(sentence);
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> HostPlatform.of("Windows 11", "amd64"))
                .withMessage(sentence);
        NativeAccess.requireSupported("Linux");
    }

    @Test
    void anUnknownPlatformIsSaidToBeUnknown() {
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> HostPlatform.of("Linux", "s390x"))
                .withMessage("native calls are not known for Linux on s390x");
    }

    @ParameterizedTest
    @CsvSource({
        "9223372036854775807, 9223372036854775807, 4096, 2305843009213693951",
        "1048576, 65530, 4096, 16382",
        "1024, 65530, 256, 512",
        "20000, 8000, 2000, 2000",
        "1, 65530, 1, 1",
    })
    void mappingsStayWellBelowWhatTheSystemAllows(long descriptors, long regions, int kept, long live) {
        assertThat(SystemLimits.defaultMaxMappings(descriptors, regions)).isEqualTo(kept);
        assertThat(SystemLimits.mostLiveMappings(descriptors, regions)).isEqualTo(live);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void limitsAreReadWholly() throws Exception {
        Process cat = new ProcessBuilder("cat", "/proc/sys/vm/max_map_count").start();
        String said = new String(cat.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();

        assertThat(KernelFile.number(Path.of("/proc/sys/vm/max_map_count"))).isEqualTo(Long.parseLong(said));
        assertThat(SystemLimits.mostLiveMappings()).isBetween(100L, Long.parseLong(said) / 4);
        assertThat(SystemLimits.defaultMaxMappings()).isGreaterThan(100);
        assertThat(KernelFile.number(Path.of("/proc/version"))).isEqualTo(KernelFile.UNKNOWN);
        assertThat(KernelFile.number(Path.of("/proc/no-such-file"))).isEqualTo(KernelFile.UNKNOWN);
    }

    @Test
    void filesAreStampedAtLeastEveryTenMilliseconds() {
        assertThat(Clock.tickNanos()).isBetween(1L, 10_000_000L);
    }

    @Test
    void theMemoryIsWhatTheJdkSays() {
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        assertThat(HostMemory.totalBytes()).isEqualTo(system.getTotalMemorySize());
    }

    @Test
    void countsGoUpAndDownAndNeverBelowZero() {
        long before = LiveResources.count(Kind.KERNEL);
        LiveResources.opened(Kind.KERNEL);
        assertThat(LiveResources.snapshot()).hasSize(Kind.values().length).containsEntry(Kind.KERNEL, before + 1);
        LiveResources.closed(Kind.KERNEL);
        assertThat(LiveResources.count(Kind.KERNEL)).isEqualTo(before);

        assertThatIllegalStateException()
                .isThrownBy(() -> LiveResources.closed(Kind.KERNEL))
                .withMessageContaining("given back twice");
        assertThat(LiveResources.count(Kind.KERNEL)).isEqualTo(before);
    }
}
