package io.gpuquery.calcite.table;

import io.gpuquery.calcite.exec.Receipt;
import io.gpuquery.device.Device;
import io.gpuquery.device.DeviceBuffer;
import io.gpuquery.memory.MappedFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The bytes of a table's files as they are on disk, in buffers of a device: for kernels that parse text by themselves. Owns mappings
 * and buffers, and closes them. Any thread may use it.
 */
public final class DeviceFiles implements AutoCloseable {
    private final List<MappedFile> mappings = new ArrayList<>();
    private final List<DeviceFile> files = new ArrayList<>();

    private DeviceFiles() {}

    /**
     * One file.
     *
     * @param path where it is
     * @param sizeBytes how many of the bytes are the file's: what follows in the last buffer, to the end of a page, is not
     * @param buffers follow each other without a gap; one, unless the file is longer than a buffer can be
     */
    public record DeviceFile(Path path, long sizeBytes, List<DeviceBuffer> buffers) {
        public DeviceFile {
            buffers = List.copyOf(buffers);
        }
    }

    /** Maps files, and counts what became of them. */
    static DeviceFiles open(Device device, List<Path> paths, Receipt receipt) {
        DeviceFiles opened = new DeviceFiles();
        try {
            for (Path path : paths) {
                opened.add(device, path, receipt);
            }
            return opened;
        } catch (RuntimeException | Error e) {
            opened.close();
            throw e;
        }
    }

    private void add(Device device, Path path, Receipt receipt) {
        MappedFile mapping = MappedFile.open(path);
        mappings.add(mapping);
        DeviceFile file = new DeviceFile(path, mapping.fileSizeBytes(), mapping.windows(device));
        files.add(file);
        file.buffers().forEach(buffer -> count(buffer, receipt));
    }

    /** Counts a buffer that a consumer is given. */
    static void count(DeviceBuffer buffer, Receipt receipt) {
        if (buffer.isShared()) {
            receipt.buffersWrapped.increment();
            receipt.bufferBytesShared.add(buffer.lengthBytes());
        } else {
            receipt.bufferBytesCopied.add(buffer.lengthBytes());
        }
    }

    /** The files, in the order of their rows. */
    public List<DeviceFile> files() {
        return List.copyOf(files);
    }

    /**
     * Checks that the bytes are still those that were there when this was opened; to be called before results are handed on.
     *
     * @throws io.gpuquery.error.DataException if a file was cut or rewritten in place
     */
    public void ensureUnchanged() {
        mappings.forEach(MappedFile::ensureUnchanged);
    }

    /** Closes the buffers, then the mappings. Idempotent. */
    @Override
    public void close() {
        files.forEach(file -> file.buffers().forEach(DeviceBuffer::close));
        mappings.forEach(MappedFile::close);
    }
}
