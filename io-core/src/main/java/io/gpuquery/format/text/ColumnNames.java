package io.gpuquery.format.text;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Makes column names of what a file says: trimmed, none blank, all different without regard to case. */
public final class ColumnNames {
    private ColumnNames() {}

    /**
     * One name for each given one, in order. A blank one becomes {@code column} and its position, counted from 1. Of names that
     * differ in case at most, the first stays, and the others get {@code _2}, {@code _3} and so on: the first number that gives a
     * name that occurs nowhere else. The same names in the same order always give the same result.
     */
    public static List<String> unique(List<String> names) {
        List<String> wanted = new ArrayList<>(names.size());
        Set<String> reserved = new HashSet<>();
        for (String name : names) {
            String trimmed = name.strip();
            wanted.add(trimmed.isEmpty() ? "column" + (wanted.size() + 1) : trimmed);
        }
        wanted.forEach(name -> reserved.add(folded(name)));
        List<String> unique = new ArrayList<>(wanted.size());
        Set<String> used = new HashSet<>();
        for (String name : wanted) {
            String free = name;
            if (!used.add(folded(name))) {
                int number = 1;
                do {
                    free = name + "_" + ++number;
                } while (!reserved.add(folded(free)));
                used.add(folded(free));
            }
            unique.add(free);
        }
        return unique;
    }

    /** What {@link String#equalsIgnoreCase} takes for equal gives equal texts: it folds character by character. */
    private static String folded(String name) {
        StringBuilder folded = new StringBuilder(name.length());
        name.chars().forEach(c -> folded.append((char) Character.toLowerCase(Character.toUpperCase(c))));
        return folded.toString();
    }
}
