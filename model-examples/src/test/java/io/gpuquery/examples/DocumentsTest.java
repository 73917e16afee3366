package io.gpuquery.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.gpuquery.calcite.schema.Options;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the documents name exists, and the list of options is the list of options. */
class DocumentsTest {
    private static final List<String> MODULES =
            List.of("metal-native", "io-core", "calcite-adapter", "model-examples", "benchmarks");
    private static final Pattern QUOTED = Pattern.compile("`([^`\n]+)`");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#]+)(?:#[^)]*)?\\)");

    /** A package or a class of ours, and perhaps a member of the class. */
    private static final Pattern QUALIFIED = Pattern.compile("io\\.gpuquery(?:\\.[a-z]+)*(?:\\.[A-Z]\\w*)?");

    /** A class by its simple name, and perhaps a member with parentheses. */
    private static final Pattern SIMPLE = Pattern.compile("([A-Z][a-z]+\\w*[a-z]\\w*)(?:\\.\\w+\\(.*\\))?");

    /** Capitalised words in backticks that are others' types, or none. */
    private static final Set<String> FOREIGN = Set.of(
            "Frameworks",
            "RelBuilder",
            "ServiceLoader",
            "RelRunners",
            "AutoCloseable",
            "Cleaner",
            "SchemaFactory",
            "TableFactory",
            "TranslatableTable",
            "InternalError",
            "ByteBuffer",
            "SQLException",
            "ResultSet",
            "Statement",
            "DatabaseMetaData",
            "LIKE",
            "FileSchemaFactory",
            "CsvTableFactory",
            "DateTimeFormatter",
            "EmptyFileHasNoColumns");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "README.md",
                "ARCHITECTURE.md",
                "CONTRIBUTING.md",
                "docs/OPTIONS.md",
                "docs/DEVICES.md",
                "model-examples/README.md"
            })
    void everyTypeAndPackageThatIsNamedExists(String document) throws IOException {
        Set<String> packages = new TreeSet<>();
        Set<String> classes = new TreeSet<>();
        for (Path source : sources()) {
            String file = source.getFileName().toString().replace(".java", "");
            String name = packageOf(source);
            packages.add(name);
            classes.add(name + '.' + file);
            classes.add(file);
        }
        List<String> unknown = new ArrayList<>();
        Matcher quoted = QUOTED.matcher(withoutBlocks(document));
        while (quoted.find()) {
            String text = quoted.group(1);
            Matcher simple = SIMPLE.matcher(text);
            if (QUALIFIED.matcher(text).matches()) {
                boolean isKnown = classes.contains(text)
                        || packages.stream().anyMatch(name -> name.equals(text) || name.startsWith(text + '.'));
                if (!isKnown) {
                    unknown.add(text);
                }
            } else if (simple.matches() && !classes.contains(simple.group(1)) && !FOREIGN.contains(simple.group(1))) {
                unknown.add(text);
            }
        }
        assertThat(unknown).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "README.md",
                "ARCHITECTURE.md",
                "CONTRIBUTING.md",
                "docs/OPTIONS.md",
                "docs/DEVICES.md",
                "model-examples/README.md"
            })
    void everyLinkWithinTheProjectLeadsSomewhere(String document) throws IOException {
        Path file = Markdown.ROOT.resolve(document);
        Matcher link = LINK.matcher(withoutBlocks(document));
        while (link.find()) {
            if (!link.group(1).startsWith("http")) {
                assertThat(file.resolveSibling(link.group(1))).exists();
            }
        }
    }

    @Test
    void theTablesOfOptionsAreThoseOfTheCode() throws IOException {
        assertThat(tableBelow("docs/OPTIONS.md", "| option | meaning |"))
                .isEqualTo(new TreeMap<>(Options.descriptions()));
        assertThat(tableBelow("docs/OPTIONS.md", "| option of a table | meaning |"))
                .isEqualTo(new TreeMap<>(Options.tableDescriptions()));
        assertThat(tableBelow("docs/OPTIONS.md", "| option of a column | meaning |"))
                .isEqualTo(new TreeMap<>(Options.columnDescriptions()));
    }

    @Test
    void everyPackageHasItsPlaceInTheArchitecture() throws IOException {
        String text = Files.readString(Markdown.ROOT.resolve("ARCHITECTURE.md"));
        Set<String> packages = new TreeSet<>();
        for (Path source : sources()) {
            if (source.toString().contains("main") && source.endsWith("package-info.java")) {
                packages.add(packageOf(source));
            }
        }
        assertThat(packages).isNotEmpty().allSatisfy(name -> assertThat(text).contains('`' + name + '`'));
    }

    /** The rows of a table with two columns, the first in backticks. */
    private static Map<String, String> tableBelow(String document, String header) throws IOException {
        Map<String, String> rows = new TreeMap<>();
        List<String> lines = Markdown.lines(document);
        int first = lines.indexOf(header);
        assertThat(first).as(header).isNotNegative();
        for (String line : lines.subList(first + 2, lines.size())) {
            if (!line.startsWith("|")) {
                break;
            }
            String[] cells = line.split("\\|", -1);
            rows.put(cells[1].strip().replace("`", ""), cells[2].strip());
        }
        return rows;
    }

    private static String withoutBlocks(String document) throws IOException {
        StringBuilder text = new StringBuilder();
        boolean inBlock = false;
        for (String line : Markdown.lines(document)) {
            if (line.startsWith("```")) {
                inBlock = !inBlock;
            } else if (!inBlock) {
                text.append(line).append('\n');
            }
        }
        return text.toString();
    }

    private static String packageOf(Path source) {
        String folder = source.resolveSibling("").toString().replace('\\', '/');
        return folder.substring(folder.indexOf("/java/") + "/java/".length()).replace('/', '.');
    }

    private static List<Path> sources() throws IOException {
        List<Path> sources = new ArrayList<>();
        for (String module : MODULES) {
            try (Stream<Path> files = Files.walk(Markdown.ROOT.resolve(module).resolve("src"))) {
                files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
            }
        }
        return sources;
    }
}
