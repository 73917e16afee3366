package io.gpuquery.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gpuquery.error.DataException;
import io.gpuquery.memory.FilePool;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TableNamingTest {
    private static final List<String> FOLDERS = List.of("", "a/", "b/", "a/b/", "b/a/", "root/");
    private static final List<String> BASES = List.of("x", "X", "y", "x_csv", "a_x_csv", "root_x_csv", "x.y");
    private static final List<String> EXTENSIONS = List.of(".csv", ".json", ".CSV", ".csv.csv", ".tsv");

    @TempDir
    private Path folder;

    static Stream<Path> cases() throws IOException, URISyntaxException {
        URL resource = Objects.requireNonNull(TableNamingTest.class.getResource("/catalog/naming"));
        try (Stream<Path> files = Files.list(Path.of(resource.toURI()))) {
            return files.sorted().toList().stream();
        }
    }

    /**
     * Lines are {@code path -> table} (with {@code <- "content"} before the arrow if it is not empty), {@code ? name} for one that is
     * ambiguous, {@code = name or path -> table} for a look-up, and comments.
     */
    @ParameterizedTest
    @MethodSource("cases")
    void filesAreNamedAsTheCaseSays(Path rules) throws IOException {
        Path root = Files.createDirectory(folder.resolve("root"));
        Map<String, String> expected = new HashMap<>();
        List<String> ambiguous = new ArrayList<>();
        Map<String, String> lookups = new LinkedHashMap<>();
        for (String line : Files.readAllLines(rules)) {
            String[] sides = line.split(" -> ", -1);
            if (line.startsWith("?")) {
                ambiguous.add(line.substring(2));
            } else if (line.startsWith("=")) {
                lookups.put(sides[0].substring(2), sides[1]);
            } else if (!line.startsWith("#")) {
                String path = create(root, sides[0]);
                expected.put(path, sides[1]);
            }
        }

        CatalogSnapshot snapshot = open(root).snapshot();

        assertThat(snapshot.tables())
                .extracting(CatalogTable::relativePath, CatalogTable::name)
                .containsExactlyInAnyOrderElementsOf(expected.entrySet().stream()
                        .map(each -> org.assertj.core.groups.Tuple.tuple(each.getKey(), each.getValue()))
                        .toList());
        expected.values().forEach(name -> assertThat(snapshot.get(name).name()).isEqualTo(name));
        lookups.forEach(
                (name, table) -> assertThat(snapshot.get(name).name()).as(name).isEqualTo(table));
        for (String name : ambiguous) {
            assertThatThrownBy(() -> snapshot.find(name))
                    .as(name)
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("\"" + name + "\" may be any of");
        }
    }

    private String create(Path root, String description) throws IOException {
        String[] parts = description.replace("[case] ", "").split(" <- ", -1);
        Path file = root.resolve(parts[0]);
        assumeTrue(!Files.exists(file), "this file system does not tell upper from lower case");
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        String content = parts.length == 1 ? "" : parts[1].substring(1, parts[1].length() - 1);
        Files.writeString(file, content.translateEscapes());
        return parts[0];
    }

    private static Catalog open(Path root) {
        return Catalog.open(root, CatalogOptions.DEFAULT, FilePool.shared(), FormatReaders.of());
    }

    @Test
    void namesDoNotDependOnTheOrderOfTheListing() {
        Random random = new Random(5);
        for (int round = 0; round < 300; round++) {
            List<String> paths = new ArrayList<>(paths(random, 12));
            Map<String, String> names = assign(paths);
            assertThat(names.values().stream().map(TableNaming::fold)).doesNotHaveDuplicates();
            Collections.shuffle(paths, random);
            assertThat(assign(paths)).isEqualTo(names);
        }
    }

    @Test
    void aFurtherFileNeverMovesANameToAnotherFile() {
        Random random = new Random(6);
        int disputed = 0;
        for (int round = 0; round < 2000; round++) {
            Set<String> before = paths(random, 8);
            Set<String> after = new TreeSet<>(before);
            after.addAll(paths(random, 2));
            Lookup old = new Lookup(before);
            Lookup now = new Lookup(after);
            Set<String> asked = new TreeSet<>(before);
            old.names.names().forEach(asked::add);
            now.names.names().forEach(asked::add);
            for (String name : asked) {
                String meant = old.find(name);
                String means = now.find(name);
                if (meant != null && means != null) {
                    assertThat(means)
                            .as("%s in %s, then %s", name, before, after)
                            .isEqualTo(meant);
                }
                disputed += meant != null && means == null ? 1 : 0;
            }
        }
        assertThat(disputed).isPositive();
    }

    /** What a name means, in the order in which a snapshot looks. */
    private static final class Lookup {
        private final List<String> paths;
        private final TableNaming.Names names;

        Lookup(Set<String> paths) {
            this.paths = List.copyOf(paths);
            this.names = TableNaming.assign("root", candidates(this.paths), Set.of());
        }

        /** The path of the file; null where there is none, or too many. */
        @org.jspecify.annotations.Nullable
        String find(String name) {
            String folded = TableNaming.fold(name);
            for (int i = 0; i < paths.size(); i++) {
                if (TableNaming.fold(names.names().get(i)).equals(folded)) {
                    return paths.get(i);
                }
            }
            return !names.ambiguous().containsKey(folded) && paths.contains(name) ? name : null;
        }
    }

    private static Set<String> paths(Random random, int most) {
        Set<String> paths = new TreeSet<>();
        for (int i = 0; i <= random.nextInt(most); i++) {
            paths.add(pick(random, FOLDERS) + pick(random, BASES) + pick(random, EXTENSIONS));
        }
        return paths;
    }

    private static String pick(Random random, List<String> from) {
        return from.get(random.nextInt(from.size()));
    }

    private static Map<String, String> assign(List<String> paths) {
        TableNaming.Names names = TableNaming.assign("root", candidates(paths), Set.of());
        Map<String, String> byPath = new HashMap<>();
        for (int i = 0; i < paths.size(); i++) {
            byPath.put(paths.get(i), names.names().get(i));
        }
        return byPath;
    }

    private static List<TableNaming.Candidate> candidates(List<String> paths) {
        return paths.stream()
                .map(path -> new TableNaming.Candidate(path, FileName.of(path.substring(path.lastIndexOf('/') + 1))))
                .toList();
    }
}
