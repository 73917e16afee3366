package io.gpuquery.calcite.system;

import io.gpuquery.device.OpenBuffers;
import io.gpuquery.device.OpenBuffers.OpenBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * {@code sys.buffers}: the buffers of devices that are open in this process, whoever opened them. {@code path} is the file whose bytes
 * a buffer holds; NULL for columns in memory and for results, and for files of other directories.
 */
final class BuffersTable {
    private static final List<SystemTable.Column> COLUMNS = List.of(
            SystemTable.text("device"),
            SystemTable.text("device_name"),
            SystemTable.text("path"),
            SystemTable.number("offset_bytes"),
            SystemTable.number("length_bytes"),
            SystemTable.flag("shared"),
            SystemTable.text("copy_reason"));

    private BuffersTable() {}

    static SystemTable of(Supplier<List<SystemSource>> sources) {
        return new SystemTable(COLUMNS, cancellation -> {
            List<@Nullable Object[]> rows = new ArrayList<>();
            List<OpenBuffer> open = OpenBuffers.all();
            Set<Path> known = new HashSet<>();
            if (open.stream().anyMatch(buffer -> buffer.file() != null)) {
                sources.get().forEach(source -> source.tables().forEach(table -> known.addAll(table.files())));
            }
            for (OpenBuffer buffer : open) {
                cancellation.check();
                Path file = buffer.file();
                rows.add(new @Nullable Object[] {
                    buffer.device().kind().optionName(),
                    buffer.device().name(),
                    file != null && known.contains(file) ? file.toString() : null,
                    buffer.offsetBytes(),
                    buffer.lengthBytes(),
                    buffer.shared(),
                    buffer.copyReason()
                });
            }
            return rows;
        });
    }
}
