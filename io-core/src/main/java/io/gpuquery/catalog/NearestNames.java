package io.gpuquery.catalog;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Which names somebody may have meant who mistyped one. */
public final class NearestNames {
    private static final int LONGEST_COMPARED = 64;
    private static final int SHORTEST_BEGINNING = 3;

    private NearestNames() {}

    private record Candidate(String name, int distance) {}

    /** The nearest, or null where none is near. */
    static @Nullable String nearest(String wanted, Collection<String> names) {
        List<String> found = nearest(wanted, names, 1);
        return found.isEmpty() ? null : found.get(0);
    }

    /**
     * At most {@code limit} names, the nearest first: those at no more than a third of the length, and then those that begin with
     * what is wanted.
     */
    public static List<String> nearest(String wanted, Collection<String> names, int limit) {
        String folded = fold(wanted);
        // Of a single letter every other one would be near.
        int most = Math.min(folded.length() - 1, Math.max(1, folded.length() / 3));
        List<Candidate> candidates = new ArrayList<>();
        for (String name : names) {
            String other = fold(name);
            int distance = distance(folded, other, most);
            boolean begins = folded.length() >= SHORTEST_BEGINNING && other.startsWith(folded);
            if (distance <= most || begins) {
                candidates.add(new Candidate(name, distance));
            }
        }
        return candidates.stream()
                .sorted(Comparator.comparingInt(Candidate::distance).thenComparing(Candidate::name))
                .limit(limit)
                .map(Candidate::name)
                .toList();
    }

    private static String fold(String name) {
        String cut = name.length() > LONGEST_COMPARED ? name.substring(0, LONGEST_COMPARED) : name;
        return cut.toLowerCase(Locale.ROOT);
    }

    /** Insertions, deletions, replacements and swaps of neighbours (Damerau; optimal string alignment). */
    private static int distance(String a, String b, int most) {
        if (Math.abs(a.length() - b.length()) > most) {
            return most + 1;
        }
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                cost[i][j] = i == 0 || j == 0 ? i + j : step(a, b, cost, i, j);
            }
        }
        return cost[a.length()][b.length()];
    }

    private static int step(String a, String b, int[][] cost, int i, int j) {
        int replaced = cost[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        int least = Math.min(replaced, Math.min(cost[i - 1][j], cost[i][j - 1]) + 1);
        boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(least, cost[i - 2][j - 2] + 1) : least;
    }
}
