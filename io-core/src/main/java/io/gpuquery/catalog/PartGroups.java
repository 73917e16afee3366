package io.gpuquery.catalog;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds the folders that are one table, by names alone:
 *
 * <ol>
 *   <li>folders called {@code key=value}, at any depth: the folder that holds the outermost of them, with all files below them;
 *   <li>a folder with a {@code _SUCCESS} in it, if its files claim one format;
 *   <li>the files called {@code part-…} of a folder, if they are two at least; one, if it goes on with a number or a UUID and is
 *       the only file;
 *   <li>a folder whose files are all called alike but for a number of four digits or more, {@code events.0001.csv}.
 * </ol>
 */
final class PartGroups {
    static final String SUCCESS = "_SUCCESS";

    private static final Pattern PART = Pattern.compile("part-.*", Pattern.CASE_INSENSITIVE);
    private static final Pattern NUMBERED_PART =
            Pattern.compile("part-(?:[mr]-)?(?:\\d.*|[0-9a-f]{8}-.*)", Pattern.CASE_INSENSITIVE);
    private static final Pattern NUMBERED = Pattern.compile("(.+)\\.(\\d{4,})\\.(.+)");

    private PartGroups() {}

    /**
     * The folder whose table each file belongs to, as a path below the root, empty for the root itself; null for files that are
     * tables of their own.
     *
     * @param relativePaths files that are tables or parts of tables, joined by {@code /}
     * @param names what their names say
     * @param successes folders with a {@code _SUCCESS} in them
     */
    static List<@Nullable String> of(List<String> relativePaths, List<FileName> names, Set<String> successes) {
        List<@Nullable String> groups = new ArrayList<>(relativePaths.size());
        Map<String, List<Integer>> byFolder = new HashMap<>();
        for (int i = 0; i < relativePaths.size(); i++) {
            String path = relativePaths.get(i);
            String keyed = folderOfKeys(path);
            groups.add(keyed);
            if (keyed == null) {
                byFolder.computeIfAbsent(folder(path), folder -> new ArrayList<>())
                        .add(i);
            }
        }
        byFolder.forEach((folder, files) -> {
            for (int file : parts(files, relativePaths, names, successes.contains(folder))) {
                groups.set(file, folder);
            }
        });
        return groups;
    }

    /** The path of the folder that an entry lies in; empty for the root. */
    static String folder(String relativePath) {
        return relativePath.substring(0, Math.max(0, relativePath.lastIndexOf('/')));
    }

    private static @Nullable String folderOfKeys(String path) {
        if (path.indexOf('=') < 0) {
            return null;
        }
        int start = 0;
        for (int end = path.indexOf('/'); end >= 0; end = path.indexOf('/', start)) {
            if (PartitionPath.isKeyFolder(path.substring(start, end))) {
                return path.substring(0, Math.max(0, start - 1));
            }
            start = end + 1;
        }
        return null;
    }

    /** Those files of a folder that are parts of one table. */
    private static List<Integer> parts(List<Integer> files, List<String> paths, List<FileName> names, boolean success) {
        if (success
                && files.stream()
                                .map(file -> names.get(file).format())
                                .distinct()
                                .count()
                        == 1) {
            return files;
        }
        List<Integer> parts = new ArrayList<>();
        boolean numbered = false;
        for (int file : files) {
            String name = fileName(paths.get(file));
            if (PART.matcher(name).matches()) {
                parts.add(file);
                numbered |= NUMBERED_PART.matcher(name).matches();
            }
        }
        if (parts.size() > 1 || (numbered && files.size() == 1)) {
            return parts;
        }
        return files.size() > 1 && areNumberedAlike(files, paths) ? files : List.of();
    }

    private static boolean areNumberedAlike(List<Integer> files, List<String> paths) {
        Set<List<String>> shapes = new HashSet<>();
        for (int file : files) {
            Matcher name = NUMBERED.matcher(fileName(paths.get(file)));
            if (!name.matches()) {
                return false;
            }
            String digits =
                    Integer.toString(Objects.requireNonNull(name.group(2)).length());
            shapes.add(List.of(Objects.requireNonNull(name.group(1)), digits, Objects.requireNonNull(name.group(3))));
            if (shapes.size() > 1) {
                return false;
            }
        }
        return true;
    }

    private static String fileName(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
