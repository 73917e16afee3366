package io.gpuquery.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gpuquery.memory.LiveResources;
import io.gpuquery.memory.MemoryBlock;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What devices that compile kernels from text keep to besides. */
public interface TextKernelContract extends DeviceContract {

    /**
     * A kernel {@code sum}: {@code int* sums, const int* in, int length} and group memory of an int for each thread, where sums[g]
     * is the sum of the values of group g.
     */
    KernelSource sum();

    /** A kernel of {@code int* flag} that does not end before flag[0] is not 0, and sets flag[1] to 42 then. */
    KernelSource waiting();

    @Test
    default void groupsShareMemoryAndMeetAtBarriers() throws InterruptedException {
        int length = 100_000;
        int groupThreads = 64;
        int groups = (length + groupThreads - 1) / groupThreads;
        try (Device device = open(DeviceOptions.defaults());
                DeviceKernel kernel = device.compile(sum());
                MemoryBlock block = MemoryBlock.allocate(4L * length);
                DeviceBuffer sums = device.allocate(4L * groups)) {
            ByteBuffer values = block.slice(0, 4 * length);
            long expected = 0;
            for (int i = 0; i < length; i++) {
                values.putInt(4 * i, i * 31);
                expected += i * 31L;
            }
            try (DeviceBuffer wrapped = device.wrap(block, 0, 4L * length);
                    DeviceBuffer copied = device.copy(block, 0, 4L * length)) {
                for (DeviceBuffer in : List.of(wrapped, copied)) {
                    sums.clear();
                    List<KernelArgument> arguments = List.of(
                            KernelArgument.of(sums),
                            KernelArgument.of(in),
                            KernelArgument.ofInt(length),
                            new KernelArgument.GroupMemory(4 * groupThreads));
                    device.submit(List.of(new Dispatch(kernel, arguments, length, groupThreads)))
                            .await(LONG_ENOUGH);
                    assertThat(total(sums, groups)).isEqualTo(expected);
                }
            }
        }
    }

    private static long total(DeviceBuffer sums, int groups) {
        ByteBuffer read = ByteBuffer.allocate(4 * groups).order(ByteOrder.LITTLE_ENDIAN);
        sums.read(0, read);
        long total = 0;
        for (int i = 0; i < groups; i++) {
            total += read.getInt(4 * i);
        }
        return total;
    }

    @Test
    default void memoryUnderAKernelThatDoesNotEndInTimeIsKeptUntilItEnds() throws InterruptedException {
        Submission submission;
        ByteBuffer view;
        try (Device device = open(DeviceOptions.defaults());
                DeviceBuffer flag = device.allocate(8)) {
            assumeTrue(flag.isHostVisible(), "the device has memory of its own, so nobody could end the kernel");
            try (DeviceKernel kernel = device.compile(waiting())) {
                view = flag.hostView(0, 8);
                submission = device.submit(List.of(new Dispatch(kernel, List.of(KernelArgument.of(flag)), 1, 1)));
                assertThatExceptionOfType(DeviceException.class)
                        .isThrownBy(() -> submission.await(Duration.ofMillis(50)))
                        .matches(e -> e.reason() == DeviceException.Reason.TIMEOUT)
                        .withMessageContaining("50 ms");
            }
        }
        assertThat(submission.isDone()).isFalse();
        assertThat(LiveResources.count(LiveResources.Kind.BLOCK)).isEqualTo(1);
        assertThat(LiveResources.count(LiveResources.Kind.KERNEL)).isEqualTo(1);

        // The submission holds the memory.
        view.putInt(0, 1);
        submission.await(LONG_ENOUGH);
        assertThat(LiveResources.count(LiveResources.Kind.BLOCK)).isZero();
    }
}
