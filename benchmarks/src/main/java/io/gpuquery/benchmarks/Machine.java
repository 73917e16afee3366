package io.gpuquery.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.stream.Collectors;

/** Where and when numbers were taken, in one sentence. */
final class Machine {
    private Machine() {}

    static String description() throws IOException, SQLException {
        String duckdb;
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:")) {
            duckdb = connection.getMetaData().getDatabaseProductVersion();
        }
        return String.format(
                "%s; %s, %d cores, %s of memory; %s %s; JDK %s with %s; DuckDB %s, threads = cores.",
                LocalDate.now(ZoneOffset.UTC),
                after(Path.of("/proc/cpuinfo"), "model name", System.getProperty("os.arch")),
                Runtime.getRuntime().availableProcessors(),
                after(Path.of("/proc/meminfo"), "MemTotal", "an unknown amount"),
                System.getProperty("os.name"),
                System.getProperty("os.version"),
                Runtime.version(),
                ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                        .filter(argument -> argument.startsWith("-X"))
                        .collect(Collectors.joining(" ")),
                duckdb);
    }

    private static String after(Path file, String name, String otherwise) throws IOException {
        if (Files.isReadable(file)) {
            for (String line : Files.readAllLines(file)) {
                if (line.startsWith(name)) {
                    return line.substring(line.indexOf(':') + 1).strip();
                }
            }
        }
        return otherwise;
    }
}
