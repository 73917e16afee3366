package io.gpuquery.calcite.exec.joining;

import static org.assertj.core.api.Assertions.assertThat;

import io.gpuquery.calcite.exec.grouping.MemoryAccount;
import io.gpuquery.calcite.exec.vector.IntVector;
import io.gpuquery.calcite.exec.vector.LongVector;
import io.gpuquery.calcite.exec.vector.Vector;
import io.gpuquery.column.ColumnType;
import io.gpuquery.engine.MemoryBudget;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a table finds is what a map of lists finds, wherever the words of its keys lie. */
class JoinTableTest {
    private static final int ROWS = 3_000;
    private static final int LOOKED_UP = 5_000;

    /**
     * Of each key: whether it is of 64 bits, the middle of its values, and how far these reach. Array by word, exact bits and hashes, in
     * turn.
     */
    static Stream<Arguments> keys() {
        return Stream.of(
                Arguments.of("array", new boolean[] {false}, new long[] {-17}, new long[] {2_000}),
                Arguments.of(
                        "array at the end", new boolean[] {false}, new long[] {Integer.MAX_VALUE - 1_000}, new long[] {
                            1_000
                        }),
                Arguments.of(
                        "array from the start",
                        new boolean[] {false},
                        new long[] {Integer.MIN_VALUE + 1_000},
                        new long[] {1_000}),
                Arguments.of("bits", new boolean[] {false}, new long[] {5_000_000}, new long[] {180_000}),
                Arguments.of("hashes", new boolean[] {false}, new long[] {0}, new long[] {Integer.MAX_VALUE}),
                Arguments.of("array of longs", new boolean[] {true}, new long[] {1L << 40}, new long[] {2_000}),
                Arguments.of("bits of longs", new boolean[] {true}, new long[] {1L << 40}, new long[] {180_000}),
                Arguments.of("hashes of longs", new boolean[] {true}, new long[] {0}, new long[] {Long.MAX_VALUE / 2}),
                Arguments.of("array of two", new boolean[] {false, true}, new long[] {5, 9}, new long[] {20, 1_000}),
                Arguments.of(
                        "hashes of two", new boolean[] {false, true}, new long[] {5, 9}, new long[] {50_000, 50_000}),
                Arguments.of("numbers of two", new boolean[] {true, true}, new long[] {0, 0}, new long[] {
                    Long.MAX_VALUE / 2, Long.MAX_VALUE / 2
                }));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("keys")
    void findsWhatAMapFinds(String name, boolean[] isLong, long[] middles, long[] reaches) {
        Random random = new Random(name.hashCode());
        List<List<@Nullable Long>> rows = new ArrayList<>();
        List<List<@Nullable Long>> lookedUp = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            boolean again = i > 0 && random.nextInt(3) == 0;
            rows.add(again ? rows.get(random.nextInt(i)) : key(isLong, middles, reaches, random));
        }
        for (int i = 0; i < LOOKED_UP; i++) {
            boolean known = random.nextBoolean();
            lookedUp.add(known ? rows.get(random.nextInt(ROWS)) : key(isLong, middles, times(reaches, 2), random));
        }
        Map<List<@Nullable Long>, List<Integer>> expected = new HashMap<>();
        for (int row = 0; row < ROWS; row++) {
            if (!rows.get(row).contains(null)) {
                expected.computeIfAbsent(rows.get(row), key -> new ArrayList<>())
                        .add(row);
            }
        }
        List<ColumnType> types = new ArrayList<>();
        for (boolean wide : isLong) {
            types.add(wide ? ColumnType.BIGINT : ColumnType.INTEGER);
        }
        try (MemoryAccount memory = new MemoryAccount(MemoryBudget.ofProcess())) {
            JoinTable table = JoinTable.of(new Vector[0], vectors(rows, isLong), types, ROWS, memory, () -> {});
            JoinTable.Lookup lookup = table.lookup();
            int[] found = new int[LOOKED_UP];
            lookup.find(vectors(lookedUp, isLong), LOOKED_UP, found);
            for (int i = 0; i < LOOKED_UP; i++) {
                List<Integer> matches = new ArrayList<>();
                for (int row = found[i]; row >= 0; row = table.next(row)) {
                    matches.add(row);
                }
                assertThat(matches)
                        .as("%s", lookedUp.get(i))
                        .isEqualTo(expected.getOrDefault(lookedUp.get(i), List.of()));
            }
        }
    }

    /** Now and then a null; now and then what is at the ends of the type. */
    private static List<@Nullable Long> key(boolean[] isLong, long[] middles, long[] reaches, Random random) {
        List<@Nullable Long> key = new ArrayList<>();
        for (int i = 0; i < isLong.length; i++) {
            long value = middles[i] + Math.floorMod(random.nextLong(), reaches[i]) * (random.nextBoolean() ? 1 : -1);
            if (!isLong[i]) {
                value = Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, value));
            }
            key.add(random.nextInt(40) == 0 ? null : value);
        }
        return key;
    }

    private static long[] times(long[] reaches, int factor) {
        return Arrays.stream(reaches)
                .map(reach -> reach > Long.MAX_VALUE / 4 ? reach : reach * factor)
                .toArray();
    }

    private static Vector[] vectors(List<List<@Nullable Long>> keys, boolean[] isLong) {
        Vector[] vectors = new Vector[isLong.length];
        for (int key = 0; key < isLong.length; key++) {
            int count = keys.size();
            int[] nulls = new int[count];
            int[] ints = new int[count];
            long[] longs = new long[count];
            for (int i = 0; i < count; i++) {
                Long value = keys.get(i).get(key);
                nulls[i] = value == null ? 1 : 0;
                longs[i] = value == null ? 12_345 : value;
                ints[i] = (int) longs[i];
            }
            vectors[key] = isLong[key] ? new LongVector(longs, count, nulls) : new IntVector(ints, count, nulls);
        }
        return vectors;
    }

    @Test
    void aFilterLetsAllItsWordsPass() {
        Random random = new Random(3);
        for (long places : new long[] {0, 64, 1_000, 70_000, 1L << 40}) {
            try (MemoryAccount memory = new MemoryAccount(MemoryBudget.ofProcess())) {
                WordFilter filter = WordFilter.of(places, 1_000, memory);
                assertThat(filter.isExact()).isEqualTo(places > 0 && places < 1 << 20);
                long[] words = random.longs(1_000, 0, places == 0 ? Long.MAX_VALUE : places)
                        .toArray();
                Arrays.stream(words).forEach(filter::add);
                int[] rows = new int[words.length];
                filter.look(words, words.length, rows);
                assertThat(rows).containsOnly(0);
                long[] others = random.longs(1_000, 0, places == 0 ? Long.MAX_VALUE : places)
                        .toArray();
                filter.look(others, others.length, rows);
                long passed = Arrays.stream(rows).filter(row -> row == 0).count();
                long known = Arrays.stream(others)
                        .filter(word -> Arrays.stream(words).anyMatch(each -> each == word))
                        .count();
                if (filter.isExact()) {
                    assertThat(passed).isEqualTo(known);
                } else {
                    assertThat(passed).isBetween(known, 250L);
                }
            }
        }
    }
}
