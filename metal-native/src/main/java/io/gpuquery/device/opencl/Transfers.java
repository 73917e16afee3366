package io.gpuquery.device.opencl;

import io.gpuquery.device.DeviceTransfers;
import io.gpuquery.memory.MemoryBlock;
import io.gpuquery.memory.MemoryFaults;
import io.gpuquery.memory.MemoryRegion;
import java.nio.ByteBuffer;
import java.util.List;

/** Copies between the host and memory that is the device's alone, by way of a block: drivers never read a mapped file. */
final class Transfers {
    private static final int BLOCK_BYTES = 4 << 20;

    private Transfers() {}

    /** Fills a piece of a block with what is to be written. */
    @FunctionalInterface
    private interface Source {
        void fill(ByteBuffer piece, long doneBytes);
    }

    static void write(OpenClMemory memory, MemoryRegion region, long offsetBytes, long lengthBytes) {
        write(
                memory,
                0,
                lengthBytes,
                (piece, done) -> MemoryFaults.guard(
                        List.of(region), () -> piece.put(region.slice(offsetBytes + done, piece.remaining()))));
    }

    static void write(OpenClMemory memory, long offsetBytes, ByteBuffer source) {
        write(memory, offsetBytes, source.remaining(), (piece, done) -> {
            ByteBuffer part = source.slice(source.position(), piece.remaining());
            piece.put(part);
            source.position(source.position() + part.limit());
        });
    }

    private static void write(OpenClMemory memory, long offsetBytes, long lengthBytes, Source source) {
        if (lengthBytes == 0) {
            return;
        }
        Session session = memory.session();
        long[] event = new long[1];
        try (MemoryBlock block = MemoryBlock.allocate(Math.min(lengthBytes, BLOCK_BYTES))) {
            for (long done = 0; done < lengthBytes; done += BLOCK_BYTES) {
                int count = (int) Math.min(BLOCK_BYTES, lengthBytes - done);
                source.fill(block.slice(0, count), done);
                int status = OpenCl.clEnqueueWriteBuffer(
                        session.transferQueue(),
                        memory.argument(),
                        0,
                        offsetBytes + done,
                        count,
                        block.address(),
                        0,
                        null,
                        event);
                Status.check(session.deviceName(), "write to a buffer", status);
                session.finishTransfer(event[0], block);
            }
        }
        DeviceTransfers.copied(lengthBytes);
    }

    static void read(OpenClMemory memory, long offsetBytes, ByteBuffer target) {
        int lengthBytes = target.remaining();
        if (lengthBytes == 0) {
            return;
        }
        Session session = memory.session();
        long[] event = new long[1];
        try (MemoryBlock block = MemoryBlock.allocate(Math.min(lengthBytes, BLOCK_BYTES))) {
            while (target.hasRemaining()) {
                int count = Math.min(BLOCK_BYTES, target.remaining());
                long from = offsetBytes + lengthBytes - target.remaining();
                int status = OpenCl.clEnqueueReadBuffer(
                        session.transferQueue(), memory.argument(), 0, from, count, block.address(), 0, null, event);
                Status.check(session.deviceName(), "read a buffer", status);
                session.finishTransfer(event[0], block);
                target.put(block.slice(0, count));
            }
        }
        DeviceTransfers.readBack(lengthBytes);
    }

    static void clear(OpenClMemory memory, long lengthBytes) {
        if (lengthBytes == 0) {
            return;
        }
        Session session = memory.session();
        long[] event = new long[1];
        int status = OpenCl.clEnqueueFillBuffer(
                session.transferQueue(), memory.argument(), new byte[1], 1, 0, lengthBytes, 0, null, event);
        Status.check(session.deviceName(), "clear a buffer", status);
        try (MemoryBlock none = MemoryBlock.allocate(0)) {
            session.finishTransfer(event[0], none);
        }
    }
}
