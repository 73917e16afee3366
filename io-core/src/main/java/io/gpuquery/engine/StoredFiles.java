package io.gpuquery.engine;

import io.gpuquery.error.DataException;
import io.gpuquery.memory.FileVersion;
import io.gpuquery.scan.FormatReader;
import io.gpuquery.scan.ReadOptions;
import io.gpuquery.scan.ScanRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The files of a store, by version and by path: of each path the last version that somebody asked for. Guarded by the store. */
final class StoredFiles {
    /** What is known of a file costs some heap, also where no column is in memory. */
    private static final int MOST_FILES = 50_000;

    private final Map<StoredFile.Key, StoredFile> files = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<Path, List<StoredFile>> ofPath = new HashMap<>();

    /** The file of a request; those of other versions of it are taken out, and handed to {@code retire}. */
    StoredFile of(FormatReader reader, ScanRequest request, Consumer<StoredFile> retire) {
        FileVersion version = request.contents().version();
        StoredFile.Key key = new StoredFile.Key(
                version,
                request.contents().sizeBytes(),
                reader,
                request.options(),
                request.description().schema());
        StoredFile file = files.get(key);
        if (file == null) {
            Path path = request.contents().path();
            List.copyOf(ofPath.getOrDefault(path, List.of())).stream()
                    .filter(other -> !other.key.version().equals(version))
                    .forEach(other -> remove(other, retire));
            if (files.size() >= MOST_FILES) {
                removeEldest(retire);
            }
            file = new StoredFile(
                    key,
                    path,
                    request.description().schema(),
                    request.description().details().morselRows());
            files.put(key, file);
            ofPath.computeIfAbsent(path, any -> new ArrayList<>()).add(file);
        }
        return file;
    }

    private void removeEldest(Consumer<StoredFile> retire) {
        Iterator<StoredFile> eldest = files.values().iterator();
        remove(eldest.next(), retire);
    }

    private void remove(StoredFile file, Consumer<StoredFile> retire) {
        files.remove(file.key);
        List<StoredFile> siblings = ofPath.getOrDefault(file.path, new ArrayList<>());
        siblings.remove(file);
        if (siblings.isEmpty()) {
            ofPath.remove(file.path);
        }
        retire.accept(file);
    }

    /** What is known of the present version of a file that is read in one way; null if nothing is. */
    @Nullable
    StoredFile present(Path path, ReadOptions options) {
        List<StoredFile> known = ofPath.get(path);
        if (known == null) {
            return null;
        }
        FileVersion version;
        try {
            version = FileVersion.of(path);
        } catch (DataException e) {
            // It is gone, which whoever reads it will hear.
            return null;
        }
        for (StoredFile file : known) {
            if (file.key.version().equals(version) && file.key.options().equals(options)) {
                return file;
            }
        }
        return null;
    }

    Collection<StoredFile> all() {
        return files.values();
    }

    void clear() {
        files.clear();
        ofPath.clear();
    }
}
