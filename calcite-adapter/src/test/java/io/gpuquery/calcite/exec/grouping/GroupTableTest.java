package io.gpuquery.calcite.exec.grouping;

import static org.assertj.core.api.Assertions.assertThat;

import io.gpuquery.calcite.exec.vector.IntVector;
import io.gpuquery.calcite.exec.vector.Vector;
import io.gpuquery.column.ColumnType;
import io.gpuquery.engine.MemoryBudget;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys of one or two integers, of ranges that an array by key covers, that it does not, and that begin narrow and become wide. */
class GroupTableTest {
    private static final int BLOCKS = 40;
    private static final int BLOCK_ROWS = 97;

    private final MemoryAccount memory = new MemoryAccount(MemoryBudget.ofProcess());

    /** A table beside a plain map of the same keys. */
    private final class Both {
        final GroupTable table;
        final Map<List<@Nullable Integer>, Integer> map = new LinkedHashMap<>();

        Both(int keys) {
            table = new GroupTable(
                    new ArrayList<>(java.util.Collections.nCopies(keys, ColumnType.INTEGER)), BLOCK_ROWS, memory);
        }

        void add(Random random, int keys, long range, int nullsOfTen) {
            Block block = new Block(random, keys, range, nullsOfTen);
            int[] groups = new int[BLOCK_ROWS];
            table.find(block.vectors, BLOCK_ROWS, groups);
            for (int i = 0; i < BLOCK_ROWS; i++) {
                assertThat(groups[i]).isEqualTo(number(map, block.keys.get(i)));
            }
        }

        void check(int keys) {
            assertThat(table.size()).isEqualTo(map.size());
            for (int key = 0; key < keys; key++) {
                IntVector values = (IntVector) table.values(key);
                int group = 0;
                for (List<@Nullable Integer> expected : map.keySet()) {
                    Integer actual = values.isNull(group) ? null : Integer.valueOf(values.values()[group]);
                    assertThat(actual).isEqualTo(expected.get(key));
                    group++;
                }
            }
        }

        void addAll(Both other) {
            int[] numbers = new int[other.table.size()];
            GroupTable.Translation translation = table.translationOf(other.table);
            int middle = numbers.length / 2;
            table.addAll(other.table, 0, middle, numbers, translation);
            table.addAll(other.table, middle, numbers.length, numbers, translation);
            int group = 0;
            for (List<@Nullable Integer> key : other.map.keySet()) {
                assertThat(numbers[group++]).isEqualTo(number(map, key));
            }
        }
    }

    /** Rows of random keys, as vectors and as lists. */
    private static final class Block {
        final Vector[] vectors;
        final List<List<@Nullable Integer>> keys = new ArrayList<>();

        Block(Random random, int keyCount, long range, int nullsOfTen) {
            vectors = new Vector[keyCount];
            for (int i = 0; i < BLOCK_ROWS; i++) {
                keys.add(new ArrayList<>());
            }
            for (int key = 0; key < keyCount; key++) {
                int[] values = random.longs(BLOCK_ROWS, -range / 2, range - range / 2)
                        .mapToInt(value -> (int) value)
                        .toArray();
                int[] nulls = random.ints(BLOCK_ROWS, 0, 10)
                        .map(draw -> draw < nullsOfTen ? 1 : 0)
                        .toArray();
                boolean any = Arrays.stream(nulls).anyMatch(flag -> flag == 1);
                // Bounds that some values of other blocks reach, and those of this block seldom.
                int bound = (int) Math.min(Integer.MAX_VALUE, 2 * Long.highestOneBit(range));
                vectors[key] = new IntVector(values, BLOCK_ROWS, any ? nulls : null, -bound, bound);
                for (int i = 0; i < BLOCK_ROWS; i++) {
                    keys.get(i).add(nulls[i] == 1 ? null : Integer.valueOf(values[i]));
                }
            }
        }
    }

    private static int number(Map<List<@Nullable Integer>, Integer> map, List<@Nullable Integer> key) {
        Integer known = map.putIfAbsent(key, map.size());
        return known == null ? map.size() - 1 : known;
    }

    private Both filled(long seed, int keys, int nullsOfTen, long... ranges) {
        Random random = new Random(seed);
        Both both = new Both(keys);
        for (long range : ranges) {
            for (int block = 0; block < BLOCKS; block++) {
                both.add(random, keys, range, nullsOfTen);
            }
            both.check(keys);
        }
        return both;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 100, 5_000, 200_000, 1L << 20, 1L << 32})
    void keysAreNumberedInTheOrderInWhichTheyCame(long range) {
        for (int keys = 1; keys <= 2; keys++) {
            filled(range, keys, 0, range).check(keys);
            filled(range, keys, 3, range).check(keys);
            filled(range, keys, 10, range).check(keys);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void rangesMayGrowAsLongAsTheyLike(int nullsOfTen) {
        for (int keys = 1; keys <= 2; keys++) {
            filled(7, keys, nullsOfTen, 10, 1_000, 70_000, 1L << 18, 1L << 32);
        }
    }

    /** Decimals that need two words, with values so small that a block of them comes as ints. */
    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void smallValuesOfWideDecimalsAreKnownAgainWhenTheRangeGrows(int nullsOfTen) {
        ColumnType wide = ColumnType.decimal(38, 2);
        for (List<ColumnType> types : List.of(
                List.of(wide),
                List.of(wide, ColumnType.INTEGER),
                List.of(ColumnType.INTEGER, wide),
                List.of(wide, wide))) {
            Random random = new Random(7);
            GroupTable table = new GroupTable(types, BLOCK_ROWS, memory);
            Map<List<@Nullable Integer>, Integer> map = new LinkedHashMap<>();
            for (long range : new long[] {10, 100, 300, 5}) {
                for (int block = 0; block < BLOCKS; block++) {
                    Block rows = new Block(random, types.size(), range, nullsOfTen);
                    int[] groups = new int[BLOCK_ROWS];
                    table.find(rows.vectors, BLOCK_ROWS, groups);
                    for (int i = 0; i < BLOCK_ROWS; i++) {
                        assertThat(groups[i]).isEqualTo(number(map, rows.keys.get(i)));
                    }
                }
            }
            assertThat(table.size()).isEqualTo(map.size());
        }
    }

    /** Whichever of them had an array by key. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void tablesAreBroughtTogether(int keys) {
        Both all = new Both(keys);
        all.addAll(filled(1, keys, 0, 300));
        all.addAll(filled(2, keys, 1, 500));
        all.addAll(filled(3, keys, 1, 1L << 32));
        all.addAll(filled(4, keys, 0, 1_000, 200));
        all.add(new Random(5), keys, 100, 5);
        all.check(keys);
        Both wideFirst = new Both(keys);
        wideFirst.addAll(filled(3, keys, 1, 1L << 32));
        wideFirst.addAll(filled(4, keys, 1, 1_000));
        wideFirst.check(keys);
    }
}
