package io.gpuquery.calcite.shell;

import io.gpuquery.catalog.NearestNames;
import io.gpuquery.error.DataException;
import io.gpuquery.error.Location;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import sqlline.BuiltInProperty;
import sqlline.SqlLineProperty;

/**
 * The command line, taken apart: our own arguments and those of sqlline.
 *
 * @param target the folder, file or model to open; null where a URL is given, or nothing
 * @param connection the URL, user, password, driver and the options to add to the URL
 * @param steps what to run; nothing: whatever comes on standard input
 * @param properties sqlline's properties, by their names
 * @param commands commands of sqlline's to give once there is a connection, such as {@code !record}
 * @param help whether to print the usage and end
 */
record Arguments(
        @Nullable String target,
        Connection connection,
        List<Step> steps,
        Map<SqlLineProperty, String> properties,
        List<Command> commands,
        boolean help) {

    /**
     * How to connect.
     *
     * @param url null where the target gives it
     * @param driver the name of a class; null where the URL finds it
     * @param options of the URL, by name
     */
    record Connection(
            @Nullable String url,
            String user,
            String password,
            @Nullable String driver,
            Map<String, String> options) {}

    /** Something to run. */
    sealed interface Step {}

    /** A text of statements, from {@code -e}. */
    record Text(String sql) implements Step {}

    /** A file of statements, from {@code -f}. */
    record Script(String file) implements Step {}

    /** A command of sqlline's that an argument stands for. */
    record Command(String name, String argument) {}

    private static final Map<String, String> COMMANDS = Map.of(
            "-log", "record",
            "-nn", "nickname",
            "-ch", "commandhandler",
            "-ph", "prompthandler",
            "-c", "connect -c",
            "-cn", "connect -cn");

    private static final Set<String> FLAGS =
            new TreeSet<>(List.of("-e", "-f", "-o", "-u", "-n", "-p", "-d", "-h", "--help", "--run"));

    private static final Set<String> FORMATS = new TreeSet<>(
            List.of("ansiconsole", "csv", "json", "table", "tsv", "vertical", "xmlattr", "xmlattrs", "xmlelements"));

    private static final Set<String> TRUE = Set.of("true", "1", "on", "yes");
    private static final Set<String> FALSE = Set.of("false", "0", "off", "no");

    Arguments {
        steps = List.copyOf(steps);
        properties = Map.copyOf(properties);
        commands = List.copyOf(commands);
    }

    static Arguments parse(String... arguments) {
        return new Parser(Arrays.asList(arguments)).parse();
    }

    private static final class Parser {
        private final List<String> arguments;
        private final List<String> targets = new ArrayList<>();
        private final List<Step> steps = new ArrayList<>();
        private final Map<SqlLineProperty, String> properties = new LinkedHashMap<>();
        private final List<Command> commands = new ArrayList<>();
        private final Map<String, String> options = new LinkedHashMap<>();
        private @Nullable String url;
        private String user = "";
        private String password = "";
        private @Nullable String driver;
        private boolean help;
        private int next;

        Parser(List<String> arguments) {
            this.arguments = arguments;
        }

        Arguments parse() {
            while (next < arguments.size()) {
                String argument = arguments.get(next++);
                if (argument.equals("--help") || argument.equals("-h")) {
                    help = true;
                } else if (argument.startsWith("--")) {
                    property(argument);
                } else if (argument.startsWith("-") && argument.length() > 1) {
                    flag(argument);
                } else {
                    targets.add(argument);
                }
            }
            if (targets.size() > 1) {
                throw usage(
                        targets.size() + " folders or files are given, and the shell opens one: "
                                + String.join(", ", targets),
                        "Put a path with blanks into quotes, and SQL after -e.");
            }
            if (!targets.isEmpty() && url != null) {
                throw usage(
                        "Both a path and a URL are given: " + targets.get(0) + " and " + url,
                        "Give the path alone, or -u alone.");
            }
            return new Arguments(
                    targets.isEmpty() ? null : targets.get(0),
                    new Connection(url, user, password, driver, Map.copyOf(options)),
                    steps,
                    properties,
                    commands,
                    help);
        }

        private void flag(String flag) {
            switch (flag) {
                case "-e" -> steps.add(new Text(value(flag)));
                case "-f" -> steps.add(new Script(value(flag)));
                case "-o" -> option(value(flag));
                case "-u" -> url = value(flag);
                case "-n" -> user = value(flag);
                case "-p" -> password = value(flag);
                case "-d" -> driver = value(flag);
                default -> {
                    String command = COMMANDS.get(flag);
                    if (command == null) {
                        throw unknown(flag);
                    }
                    commands.add(new Command(command, value(flag)));
                }
            }
        }

        private String value(String flag) {
            if (next == arguments.size()) {
                throw usage("Nothing follows " + flag, "See --help for what it takes.");
            }
            return arguments.get(next++);
        }

        private void option(String assignment) {
            int equals = assignment.indexOf('=');
            if (equals < 1) {
                throw usage("-o " + assignment + " is no assignment", "Write -o name=value, such as -o onError=null.");
            }
            options.put(assignment.substring(0, equals), assignment.substring(equals + 1));
        }

        private void property(String argument) {
            int equals = argument.indexOf('=');
            String name = argument.substring(2, equals < 0 ? argument.length() : equals);
            String value = equals < 0 ? null : argument.substring(equals + 1);
            if (name.equals("run")) {
                steps.add(new Script(value == null ? value(argument) : value));
                return;
            }
            SqlLineProperty property = BuiltInProperty.valueOf(name, true);
            if (property == null && value == null && name.startsWith("no-")) {
                property = BuiltInProperty.valueOf(name.substring("no-".length()), true);
                value = "";
            }
            if (property == null || property.isReadOnly()) {
                throw unknown(argument);
            }
            properties.put(property, checked(argument, property, value));
        }

        /** sqlline takes any text for a truth value, and goes on after a number that is none. */
        private static String checked(String argument, SqlLineProperty property, @Nullable String given) {
            String value = given == null && property.type() == SqlLineProperty.Type.BOOLEAN ? "true" : given;
            if (value == null) {
                throw usage(argument + " has no value", "Write " + argument + "=VALUE.");
            }
            String lower = value.toLowerCase(Locale.ROOT);
            switch (property.type()) {
                case BOOLEAN -> {
                    if (!TRUE.contains(lower) && !FALSE.contains(lower)) {
                        throw usage(argument + " is neither true nor false", "Write true or false after the =.");
                    }
                }
                case INTEGER -> {
                    if (!value.matches("-?[0-9]{1,9}")) {
                        throw usage(argument + " is no whole number", "Write a number after the =.");
                    }
                }
                case CHAR -> {
                    if (value.length() != 1) {
                        throw usage(argument + " is not one character", "Write one character after the =.");
                    }
                }
                case STRING, FILE_PATH -> {
                    Set<String> allowed =
                            property == BuiltInProperty.OUTPUT_FORMAT ? FORMATS : property.getAvailableValues();
                    if (!allowed.isEmpty()
                            && !allowed.contains(value)
                            && !value.equalsIgnoreCase(BuiltInProperty.DEFAULT)) {
                        throw usage(
                                argument + " is none of the values that are known",
                                "Write one of " + String.join(", ", new TreeSet<>(allowed)) + '.');
                    }
                }
            }
            return value;
        }

        private static DataException unknown(String argument) {
            String name = argument.replaceFirst("=.*", "");
            List<String> known = Stream.of(
                            FLAGS.stream(),
                            COMMANDS.keySet().stream(),
                            Arrays.stream(BuiltInProperty.values())
                                    .filter(property -> !property.isReadOnly())
                                    .map(property -> "--" + property.propertyName()))
                    .flatMap(names -> names)
                    .toList();
            // One letter is as near to any other.
            List<String> near = name.startsWith("--") ? NearestNames.nearest(name, known, 1) : List.of();
            return usage(
                    "There is no option " + name,
                    (near.isEmpty() ? "" : "Did you mean " + near.get(0) + "? ") + "See --help for all.");
        }

        private static DataException usage(String problem, String hint) {
            return new DataException(problem, Location.none(), hint);
        }
    }
}
