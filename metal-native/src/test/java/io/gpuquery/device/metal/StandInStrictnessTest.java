package io.gpuquery.device.metal;

import static org.assertj.core.api.Assertions.assertThat;

import io.gpuquery.device.Device;
import io.gpuquery.device.DeviceOptions;
import io.gpuquery.device.KernelSource;
import io.gpuquery.memory.MappedFile;
import io.gpuquery.memory.MemoryBlock;
import io.gpuquery.memory.OpenResources;
import io.gpuquery.memory.Pages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The stand-in catches what Metal's validation would: each rule is broken here, by bare messages. */
class StandInStrictnessTest {
    private static final String NO_COPY = "newBufferWithBytesNoCopy:length:options:deallocator:";
    private static final long PAGE = Pages.hostPageBytes();

    @BeforeEach
    void requireStandIn() {
        MetalStandIn.require();
        MetalStandIn.reset();
    }

    @AfterEach
    void nothingIsLeft() {
        MetalStandIn.reset();
        assertThat(MetalStandIn.liveObjects()).isEmpty();
        OpenResources.assertNone();
    }

    /** Runs messages within a pool; what they broke. */
    private static List<String> broken(Consumer<Long> messages) {
        ObjC.pooled(() -> {
            long device = MetalFramework.MTLCreateSystemDefaultDevice();
            messages.accept(device);
            ObjC.release(device);
            return device;
        });
        return MetalStandIn.takeViolations();
    }

    private static long noCopy(long device, long address, long lengthBytes) {
        return ObjC.send(device, ObjC.selector(NO_COPY), address, lengthBytes, 0, 0);
    }

    @Test
    void pointersAndLengthsThatAreNoMultiplesOfThePage() {
        try (MemoryBlock block = MemoryBlock.allocate(10 * PAGE)) {
            assertThat(broken(device -> assertThat(noCopy(device, block.address() + 16, PAGE))
                            .isZero()))
                    .singleElement()
                    .asString()
                    .contains("the pointer 0x", "is not a multiple of the page");
            assertThat(broken(device -> assertThat(noCopy(device, block.address(), PAGE - 1))
                            .isZero()))
                    .singleElement()
                    .asString()
                    .contains("the length of " + (PAGE - 1) + " bytes is not a multiple of the page");
            assertThat(broken(device -> noCopy(device, block.address(), 0)))
                    .singleElement()
                    .asString()
                    .contains("a buffer of no bytes");
        }
    }

    @Test
    void rangesThatAreNotOneRegion(@TempDir Path folder) throws IOException {
        Path file = Files.write(folder.resolve("data.bin"), new byte[Math.toIntExact(4 * PAGE)]);
        try (MappedFile mapped = MappedFile.open(file)) {
            assertThat(broken(device -> assertThat(noCopy(device, mapped.address(), 1 << 30))
                            .isZero()))
                    .singleElement()
                    .asString()
                    .contains("are not within one VM region");
            // The reservation around a mapping is another region.
            assertThat(broken(device -> noCopy(device, mapped.address() - PAGE, 2 * PAGE)))
                    .singleElement()
                    .asString()
                    .contains("are not within one VM region");
            assertThat(broken(device -> noCopy(device, 1L << 46, PAGE)))
                    .singleElement()
                    .asString()
                    .contains("are not within one VM region");
        }
    }

    @Test
    void lengthsBeyondTheMaximum() {
        MetalStandIn.configure("maxBufferLength", PAGE);
        try (MemoryBlock block = MemoryBlock.allocate(10 * PAGE)) {
            assertThat(broken(device -> assertThat(noCopy(device, block.address(), 2 * PAGE))
                            .isZero()))
                    .singleElement()
                    .asString()
                    .contains("a length of " + 2 * PAGE + " bytes is beyond the maximum of " + PAGE);
        }
    }

    @Test
    void unknownSelectorsAndWhatIsNoObject() {
        assertThat(broken(device -> ObjC.send(device, ObjC.selector("makeCoffee"))))
                .containsExactly("unknown selector: -[MTLDevice makeCoffee]");
        assertThat(broken(device -> ObjC.send(ObjC.classNamed("NSString"), ObjC.selector("UTF8String"))))
                .containsExactly("unknown selector: [+NSString UTF8String]");
        assertThat(broken(device -> ObjC.send(12345, ObjC.selector("name"))))
                .singleElement()
                .asString()
                .contains("the message name was sent to 0x3039, which is no object");
        assertThat(broken(device -> ObjC.send(device, 12345)))
                .containsExactly("a message by a selector that was not registered");
        assertThat(ObjC.classNamed("NoSuchClass")).isZero();
    }

    @Test
    void messagesToNilGiveZero() {
        assertThat(broken(device -> {
                    assertThat(ObjC.send(0, ObjC.selector("name"))).isZero();
                    assertThat(ObjC.sendDouble(0, ObjC.selector("GPUEndTime"))).isZero();
                }))
                .isEmpty();
    }

    @Test
    void overReleaseAndUseAfterRelease() {
        assertThat(broken(device -> {
                    long queue = ObjC.send(device, ObjC.selector("newCommandQueue"));
                    ObjC.release(queue);
                    ObjC.release(queue);
                    ObjC.send(queue, ObjC.selector("commandBuffer"));
                }))
                .containsExactly(
                        "use after release: -[MTLCommandQueue release]",
                        "use after release: -[MTLCommandQueue commandBuffer]");
        assertThat(broken(ObjC::release)).containsExactly("over-release of MTLDevice, which the system owns");
    }

    @Test
    void leakedObjects() {
        long[] queue = new long[1];
        assertThat(broken(device -> queue[0] = ObjC.send(device, ObjC.selector("newCommandQueue"))))
                .isEmpty();
        assertThat(MetalStandIn.liveObjects()).containsExactly("MTLCommandQueue 1", "MTLDevice 1");
        ObjC.release(queue[0]);
    }

    @Test
    void objectsOfAnotherClassAndReleasedOnesAsArguments() {
        assertThat(broken(device -> ObjC.send(
                        device,
                        ObjC.selector("newComputePipelineStateWithFunction:options:reflection:error:"),
                        device,
                        3,
                        new long[1],
                        new long[1])))
                .containsExactly(
                        "newComputePipelineStateWithFunction:options:reflection:error:: MTLDevice where MTLFunction is wanted");
    }

    @Test
    void poolsThatAreMissingOrOutOfOrder() {
        long device = MetalFramework.MTLCreateSystemDefaultDevice();
        ObjC.send(device, ObjC.selector("name"));
        assertThat(MetalStandIn.takeViolations()).containsExactly("NSString was autoreleased without a pool: it leaks");
        assertThat(MetalStandIn.liveObjects()).containsExactly("MTLDevice 1", "NSString 1");
        ObjC.release(device);
        long outer = ObjC.objc_autoreleasePoolPush();
        long inner = ObjC.objc_autoreleasePoolPush();
        ObjC.objc_autoreleasePoolPop(outer);
        assertThat(MetalStandIn.takeViolations())
                .containsExactly("an autorelease pool was popped out of order, or by another thread");
        ObjC.objc_autoreleasePoolPop(inner);
        ObjC.objc_autoreleasePoolPop(outer);
        MetalStandIn.freeLeaked("NSString");
    }

    @Test
    void commandBuffersCommittedTwiceOrWithAnOpenEncoder() {
        assertThat(withCommands((commands, encoder) -> {
                    ObjC.sendVoid(commands, ObjC.selector("commit"));
                    ObjC.sendVoid(encoder, ObjC.selector("endEncoding"));
                    ObjC.sendVoid(commands, ObjC.selector("commit"));
                    ObjC.sendVoid(commands, ObjC.selector("commit"));
                    ObjC.sendVoid(commands, ObjC.selector("waitUntilCompleted"));
                }))
                .containsExactly(
                        "a command buffer was committed whose encoder has not ended",
                        "a command buffer was committed twice");
    }

    @Test
    void encodersThatHaveEndedOrDidNotEnd() {
        assertThat(withCommands((commands, encoder) -> {
                    assertThat(ObjC.send(commands, ObjC.selector("computeCommandEncoder")))
                            .isZero();
                    ObjC.sendVoid(encoder, ObjC.selector("endEncoding"));
                    ObjC.sendVoid(encoder, ObjC.selector("endEncoding"));
                }))
                .containsExactly(
                        "computeCommandEncoder: the encoder before it has not ended",
                        "endEncoding: the encoder has ended");
        assertThat(withCommands((commands, encoder) -> {}))
                .containsExactly("an encoder was deallocated without endEncoding");
        assertThat(withCommands((commands, encoder) -> {
                    ObjC.sendVoid(encoder, ObjC.selector("endEncoding"));
                    ObjC.sendVoid(commands, ObjC.selector("waitUntilCompleted"));
                }))
                .containsExactly("waitUntilCompleted: the command buffer was not committed");
    }

    @Test
    void groupsOfWrongSizes() {
        MetalStandIn.configure("maxTotalThreadsPerThreadgroup", 64);
        assertThat(adding(encoder -> dispatch(encoder, 1, 65)))
                .containsExactly("dispatchThreadgroups:threadsPerThreadgroup:: groups of 65 threads, where 1 to 64"
                        + " are allowed");
        assertThat(adding(encoder -> dispatch(encoder, 1, 0)))
                .singleElement()
                .asString()
                .contains("groups of 0");
        assertThat(adding(encoder -> dispatch(encoder, 0, 64)))
                .containsExactly("dispatchThreadgroups:threadsPerThreadgroup:: a grid of no threads");
        assertThat(withCommands((commands, encoder) -> {
                    dispatch(encoder, 1, 1);
                    ObjC.sendVoid(encoder, ObjC.selector("endEncoding"));
                }))
                .containsExactly("dispatchThreadgroups:threadsPerThreadgroup:: no pipeline state is set");
    }

    @Test
    void argumentsThatAreUnboundTooShortOrAtWrongOffsets() {
        String bytes = "setBytes:length:atIndex:";
        assertThat(adding(encoder -> {
                    ObjC.sendVoid(encoder, ObjC.selector(bytes), new byte[2], 2, 2);
                    dispatch(encoder, 1, 1);
                }))
                .containsExactly("kernel add: buffer index 2 (summand) has 2 bytes, and one value takes 4");
        assertThat(adding(encoder -> {
                    ObjC.sendVoid(encoder, ObjC.selector(bytes), new byte[8], 8, 0);
                    dispatch(encoder, 1, 1);
                }))
                .containsExactly("kernel add: buffer index 0 (out) may be written, and is a value");
        assertThat(adding(encoder -> ObjC.sendVoid(encoder, ObjC.selector(bytes), new byte[4097], 4097, 2)))
                .containsExactly(bytes + ": 4097 bytes, where 1 to 4096 are allowed");
        assertThat(adding(encoder -> ObjC.sendVoid(encoder, ObjC.selector(bytes), new byte[4], 4, 31)))
                .containsExactly(bytes + ": index 31 is beyond 30");
        assertThat(adding(
                        encoder -> ObjC.sendVoid(encoder, ObjC.selector("setThreadgroupMemoryLength:atIndex:"), 20, 0)))
                .containsExactly("setThreadgroupMemoryLength:atIndex:: 20 bytes are not a multiple of 16");
        assertThat(withKernel(MetalKernels.SUM, (kernel, encoder) -> dispatch(encoder, 1, 1)))
                .containsExactly("kernel sum: buffer index 0 (sums) is unbound");
        assertThat(withBuffer((buffer, encoder) -> {
                    ObjC.sendVoid(encoder, ObjC.selector("setBuffer:offset:atIndex:"), buffer, PAGE, 0);
                    ObjC.sendVoid(encoder, ObjC.selector("setBuffer:offset:atIndex:"), buffer, 4, 0);
                    dispatch(encoder, 1, 1);
                }))
                .containsExactly(
                        "setBuffer:offset:atIndex:: offset " + PAGE + " is beyond the buffer's " + PAGE + " bytes",
                        "kernel add: the offset 4 of buffer index 0 (out) is not a multiple of 8");
    }

    private static void dispatch(long encoder, long groups, long groupThreads) {
        ObjC.sendVoid(
                encoder,
                ObjC.selector("dispatchThreadgroups:threadsPerThreadgroup:"),
                MetalSize.of(groups),
                MetalSize.of(groupThreads));
    }

    /** Two objects to send messages to. */
    private interface Messages {
        void send(long object, long encoder);
    }

    private static List<String> withCommands(Messages messages) {
        return broken(device -> {
            long queue = ObjC.send(device, ObjC.selector("newCommandQueue"));
            long commands = ObjC.send(queue, ObjC.selector("commandBuffer"));
            messages.send(commands, ObjC.send(commands, ObjC.selector("computeCommandEncoder")));
            ObjC.release(queue);
        });
    }

    private static List<String> withKernel(KernelSource source, Messages messages) {
        return withCommands((commands, encoder) -> {
            try (Device device = MetalStandIn.open(DeviceOptions.defaults());
                    MetalKernel kernel = (MetalKernel) device.compile(source)) {
                ObjC.sendVoid(encoder, ObjC.selector("setComputePipelineState:"), kernel.pipeline());
                messages.send(kernel.pipeline(), encoder);
                ObjC.sendVoid(encoder, ObjC.selector("endEncoding"));
            }
        });
    }

    /** The kernel {@code add} with all its arguments, before something is done to them. */
    private static List<String> adding(Consumer<Long> messages) {
        return withBuffer((buffer, encoder) -> messages.accept(encoder));
    }

    private static List<String> withBuffer(Messages messages) {
        try (MemoryBlock block = MemoryBlock.allocate(PAGE)) {
            return withKernel(MetalKernels.ADD, (kernel, encoder) -> {
                long device = MetalFramework.MTLCreateSystemDefaultDevice();
                long buffer = noCopy(device, block.address(), PAGE);
                for (int i = 0; i < 2; i++) {
                    ObjC.sendVoid(encoder, ObjC.selector("setBuffer:offset:atIndex:"), buffer, 0, i);
                    ObjC.sendVoid(encoder, ObjC.selector("setBytes:length:atIndex:"), new byte[4], 4, 2 + i);
                }
                messages.send(buffer, encoder);
                ObjC.release(buffer);
                ObjC.release(device);
            });
        }
    }
}
