package io.gpuquery.catalog;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Gives each file a table name.
 *
 * <p>A file is first called by its name without extensions. Files that want the same name (case does not count) all give it up for
 * ever longer ones: with the extension, with the folder, with all folders, with a digest of the path. A name that was given up
 * stays given up, so a further file can make a name ambiguous but never move it to another file. The result depends on the set
 * of paths alone.
 */
final class TableNaming {
    private static final int SHORT_DIGEST_CHARACTERS = 8;

    private final String rootName;
    private final List<Candidate> files;
    private final Map<String, Integer> paths = new HashMap<>();
    private final Map<String, Set<Integer>> givenUp = new TreeMap<>();
    private final int[] levels;
    private final String[] folded;

    /** A file that wants a name: its path below the root, joined by {@code /}, and what its name says. */
    record Candidate(String relativePath, FileName fileName) {}

    /**
     * The names.
     *
     * @param names one for each file, distinct also without regard to case
     * @param ambiguous names that several files would answer to, folded, each with the indexes of the files
     */
    record Names(List<String> names, Map<String, Set<Integer>> ambiguous) {}

    private TableNaming(String rootName, List<Candidate> files) {
        this.rootName = rootName;
        this.files = files;
        this.levels = new int[files.size()];
        this.folded = new String[files.size()];
    }

    /**
     * Names all files.
     *
     * @param rootName the name of the root folder, for files that lie in no other
     * @param taken folded names that others have
     */
    static Names assign(String rootName, List<Candidate> files, Set<String> taken) {
        return new TableNaming(rootName, files).assign(taken);
    }

    /** A name as it is compared: composed, without case. */
    static String fold(String name) {
        return Normalizer.normalize(name, Normalizer.Form.NFC)
                .toUpperCase(Locale.ROOT)
                .toLowerCase(Locale.ROOT);
    }

    private Names assign(Set<String> taken) {
        for (int file = 0; file < files.size(); file++) {
            paths.put(fold(files.get(file).relativePath()), file);
            folded[file] = fold(name(file));
        }
        while (promoteThoseWhoDisagree(taken)) {
            // Until everybody has a name of their own; each round takes at least one file a level up.
        }
        List<String> names = new ArrayList<>(files.size());
        for (int file = 0; file < files.size(); file++) {
            names.add(name(file));
        }
        return new Names(List.copyOf(names), Map.copyOf(givenUp));
    }

    private boolean promoteThoseWhoDisagree(Set<String> taken) {
        Map<String, List<Integer>> claims = new HashMap<>();
        for (int file = 0; file < files.size(); file++) {
            claims.computeIfAbsent(folded[file], name -> new ArrayList<>(1)).add(file);
        }
        boolean promoted = false;
        for (Map.Entry<String, List<Integer>> claim : claims.entrySet()) {
            String name = claim.getKey();
            List<Integer> claimants = claim.getValue();
            int pathOwner = paths.getOrDefault(name, claimants.get(0));
            boolean disputed = claimants.size() > 1
                    || pathOwner != claimants.get(0)
                    || givenUp.containsKey(name)
                    || taken.contains(name);
            if (disputed) {
                Set<Integer> all = givenUp.computeIfAbsent(name, key -> new TreeSet<>());
                all.addAll(claimants);
                all.add(pathOwner);
                for (int claimant : claimants) {
                    levels[claimant]++;
                    folded[claimant] = fold(name(claimant));
                }
                promoted = true;
            }
        }
        return promoted;
    }

    private String name(int file) {
        Candidate candidate = files.get(file);
        FileName fileName = candidate.fileName();
        String base = fileName.base();
        if (levels[file] == 0) {
            return base;
        }
        String extension =
                fileName.extensions().isEmpty() ? "file" : fileName.extensions().replace('.', '_');
        String[] parts = candidate.relativePath().split("/", -1);
        String folder = parts.length > 1 ? parts[parts.length - 2] : rootName;
        String qualified = base + "_" + extension;
        return switch (levels[file]) {
            case 1 -> qualified;
            case 2 -> folder + "_" + qualified;
            case 3 -> folders(parts) + qualified;
            case 4 -> qualified + "_" + digest(candidate.relativePath()).substring(0, SHORT_DIGEST_CHARACTERS);
            case 5 -> qualified + "_" + digest(candidate.relativePath());
            // Only for paths that no text can tell apart.
            default -> qualified + "_" + digest(candidate.relativePath()) + "_" + levels[file] + "_" + file;
        };
    }

    private String folders(String[] parts) {
        StringBuilder folders = new StringBuilder();
        for (int i = 0; i < parts.length - 1; i++) {
            folders.append(parts[i]).append('_');
        }
        return folders.isEmpty() ? rootName + "_" : folders.toString();
    }

    private static String digest(String text) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
