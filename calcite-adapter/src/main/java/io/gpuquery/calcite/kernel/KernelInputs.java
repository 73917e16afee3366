package io.gpuquery.calcite.kernel;

import io.gpuquery.calcite.expression.Expression;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a kernel reads: which buffers in which order, the literals, and tables of what is computed of each entry of a dictionary. */
final class KernelInputs {
    /** Metal's limit, without the outputs and the numbers of rows. */
    private static final int MOST_BUFFERS = 24;

    private final List<Buffer> buffers = new ArrayList<>();
    private final List<Long> literals = new ArrayList<>();
    private final List<Lookup> lookups = new ArrayList<>();
    private final Map<Integer, Integer> entryPlaces = new TreeMap<>();
    private final Map<Integer, Integer> leastPlaces = new TreeMap<>();
    private final Map<Integer, Integer> placePlaces = new TreeMap<>();
    private final List<long[]> lists = new ArrayList<>();
    private final List<Integer> listPlaces = new ArrayList<>();

    /** What a buffer holds. */
    enum Content {
        VALUES,
        VALIDITY,
        /** Of a {@link Lookup}: 1 where the value is TRUE, 2 where it is NULL. */
        FLAGS,
        /** Of a {@link Lookup}: values that are no booleans. */
        NUMBERS,
        /** Of a {@link KeyProbe}: a bit for each place of a key. */
        MEMBERS
    }

    /**
     * A buffer.
     *
     * @param content what it holds
     * @param index of the column, of the lookup, or of the probe
     * @param elementType of its elements, in the kernel's language
     */
    record Buffer(Content content, int index, String elementType) {
        String name() {
            return switch (content) {
                case VALUES -> "c" + index;
                case VALIDITY -> "v" + index;
                case FLAGS -> "f" + index;
                case NUMBERS -> "t" + index;
                case MEMBERS -> "m" + index;
            };
        }
    }

    /**
     * An expression over one column of texts, computed for each entry of its dictionary, and last for NULL.
     *
     * @param own what computes it; null: what computes all
     */
    record Lookup(
            Expression expression, int column, @Nullable EntryEvaluation own) {}

    String values(int column, String elementType) {
        return buffer(new Buffer(Content.VALUES, column, elementType));
    }

    String validity(int column) {
        return buffer(new Buffer(Content.VALIDITY, column, "uchar"));
    }

    String flags(int lookup) {
        return buffer(new Buffer(Content.FLAGS, lookup, "uchar"));
    }

    String numbers(int lookup) {
        return buffer(new Buffer(Content.NUMBERS, lookup, "long"));
    }

    String members(int probe) {
        return buffer(new Buffer(Content.MEMBERS, probe, "uint"));
    }

    private String buffer(Buffer wanted) {
        if (!buffers.contains(wanted)) {
            if (buffers.size() == MOST_BUFFERS) {
                throw new IneligibleException("more than " + MOST_BUFFERS + " buffers");
            }
            buffers.add(wanted);
        }
        return wanted.name();
    }

    int lookup(Expression expression, int column) {
        return lookup(expression, column, null);
    }

    /** With what computes this one. */
    int lookup(Expression expression, int column, @Nullable EntryEvaluation own) {
        Lookup wanted = new Lookup(expression, column, own);
        int known = lookups.indexOf(wanted);
        if (known >= 0) {
            return known;
        }
        lookups.add(wanted);
        return lookups.size() - 1;
    }

    /** Where a literal is among the arguments. */
    String literal(long value) {
        literals.add(value);
        return "p[" + (literals.size() - 1) + "]";
    }

    /** Where it is said how many entries, without that of NULL, the dictionary of a lookup has. */
    String entryCount(int lookup) {
        Integer known = entryPlaces.get(lookup);
        if (known == null) {
            literals.add(0L);
            known = literals.size() - 1;
            entryPlaces.put(lookup, known);
        }
        return "p[" + known + "]";
    }

    /** Where the least number of a column is, which has the first place. */
    String leastOf(int column) {
        literals.add(0L);
        leastPlaces.put(column, literals.size() - 1);
        return "p[" + (literals.size() - 1) + "]";
    }

    /** Where the least numbers of columns are among the arguments, by column. */
    Map<Integer, Integer> leastPlaces() {
        return leastPlaces;
    }

    /** Where it is said how many places the keys of a column take. */
    String placeCount(int column) {
        literals.add(0L);
        placePlaces.put(column, literals.size() - 1);
        return "p[" + (literals.size() - 1) + "]";
    }

    /** Where the numbers of places are among the arguments, by column. */
    Map<Integer, Integer> placePlaces() {
        return placePlaces;
    }

    /** Where the numbers of entries are among the arguments, by lookup. */
    Map<Integer, Integer> entryPlaces() {
        return entryPlaces;
    }

    /** Where the start of a sorted list is among the arguments; its length is the next. */
    int list(long[] sorted) {
        listPlaces.add(literals.size());
        lists.add(sorted.clone());
        literals.add(0L);
        literals.add((long) sorted.length);
        return literals.size() - 2;
    }

    List<Buffer> buffers() {
        return buffers;
    }

    List<Lookup> lookups() {
        return lookups;
    }

    /** All literals, lists behind the others, at least one. */
    long[] literals() {
        int length =
                literals.size() + lists.stream().mapToInt(list -> list.length).sum();
        long[] all = new long[Math.max(1, length)];
        for (int i = 0; i < literals.size(); i++) {
            all[i] = literals.get(i);
        }
        int next = literals.size();
        for (int i = 0; i < lists.size(); i++) {
            long[] list = lists.get(i);
            all[listPlaces.get(i)] = next;
            System.arraycopy(list, 0, all, next, list.length);
            next += list.length;
        }
        return all;
    }

    /** For comparisons in tests and messages. */
    @Override
    public String toString() {
        return buffers + " " + Arrays.toString(literals());
    }
}
