package io.gpuquery.calcite.shell;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;
import java.util.ResourceBundle;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What {@code --help} prints: our usage, which is short, and sqlline's options. */
final class Usage {
    private static final String OURS = "usage.txt";
    private static final int NAME_WIDTH = 34;

    /** An option, and what is said of it up to the next one. */
    private static final Pattern OPTION = Pattern.compile("(--[a-zA-Z]+=\\S+)((?s:.)*?)(?=\\R *--|\\z)");

    private Usage() {}

    static String text() throws IOException {
        try (InputStream resource = Objects.requireNonNull(Usage.class.getResourceAsStream(OURS), OURS)) {
            String ours = new String(resource.readAllBytes(), StandardCharsets.UTF_8);
            return ours + sqlLineOptions();
        }
    }

    /** The lines of sqlline's own usage that are about its properties; what it says of flags is in ours. */
    private static String sqlLineOptions() {
        StringBuilder options = new StringBuilder();
        String all = ResourceBundle.getBundle("sqlline.SqlLine", Locale.ROOT).getString("cmd-usage");
        Matcher option = OPTION.matcher(all);
        while (option.find()) {
            String name = option.group(1);
            String meaning = option.group(2).strip().replaceAll("\\s+", " ");
            options.append("  ").append(name);
            if (name.length() >= NAME_WIDTH) {
                options.append("\n  ").append(" ".repeat(NAME_WIDTH));
            } else {
                options.append(" ".repeat(NAME_WIDTH - name.length()));
            }
            options.append(meaning).append('\n');
        }
        return options.toString();
    }

    static void print(OutputStream out) throws IOException {
        out.write(text().getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
