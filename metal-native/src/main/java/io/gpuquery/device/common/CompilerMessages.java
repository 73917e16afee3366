package io.gpuquery.device.common;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a driver's compiler said, made readable: the source line is shown under each message that names one. */
public final class CompilerMessages {
    /** {@code name:LINE:COLUMN: …} as Clang writes it, or {@code name(LINE): …}. */
    private static final Pattern PLACE = Pattern.compile(":(\\d+):\\d+:|\\((\\d+)\\)\\s*:");

    private static final int MOST_CHARACTERS = 8000;

    private CompilerMessages() {}

    /**
     * The messages with source lines.
     *
     * @param messages what the compiler said; lines are counted from 1
     * @param sourceText what it was given
     */
    public static String withSourceLines(String messages, String sourceText) {
        List<String> source = sourceText.lines().toList();
        StringBuilder text = new StringBuilder();
        for (String line : messages.strip().lines().toList()) {
            if (text.length() > MOST_CHARACTERS) {
                return text.append("…").toString();
            }
            text.append(line).append('\n');
            Matcher place = PLACE.matcher(line);
            if (place.find()) {
                append(text, source, number(place.group(1) == null ? place.group(2) : place.group(1)));
            }
        }
        return text.toString().stripTrailing();
    }

    private static void append(StringBuilder text, List<String> source, int lineNumber) {
        if (lineNumber >= 1 && lineNumber <= source.size()) {
            text.append("  ").append(lineNumber).append(" | ");
            text.append(source.get(lineNumber - 1)).append('\n');
        }
    }

    private static int number(String digits) {
        return digits.length() > 9 ? 0 : Integer.parseInt(digits);
    }
}
