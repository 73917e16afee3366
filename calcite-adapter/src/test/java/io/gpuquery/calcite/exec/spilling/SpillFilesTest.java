package io.gpuquery.calcite.exec.spilling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.gpuquery.calcite.exec.vector.Block;
import io.gpuquery.calcite.exec.vector.CodedVector;
import io.gpuquery.calcite.exec.vector.Dictionary;
import io.gpuquery.calcite.exec.vector.DoubleVector;
import io.gpuquery.calcite.exec.vector.IntVector;
import io.gpuquery.calcite.exec.vector.LongVector;
import io.gpuquery.calcite.exec.vector.NestedVector;
import io.gpuquery.calcite.exec.vector.Scratch;
import io.gpuquery.calcite.exec.vector.TextVector;
import io.gpuquery.calcite.exec.vector.Vector;
import io.gpuquery.calcite.exec.vector.WideVector;
import io.gpuquery.calcite.expression.ValueType;
import io.gpuquery.column.ColumnType;
import io.gpuquery.engine.QueryLimits;
import io.gpuquery.error.DataException;
import io.gpuquery.memory.LiveResources;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpillFilesTest {
    private static final List<ValueType> TYPES = List.of(
            ValueType.nullable(ColumnType.INTEGER),
            ValueType.nullable(ColumnType.BIGINT),
            ValueType.nullable(ColumnType.decimal(38, 0)),
            ValueType.nullable(ColumnType.DOUBLE),
            ValueType.nullable(ColumnType.VARCHAR),
            ValueType.nullable(ColumnType.VARCHAR));

    @TempDir
    private Path folder;

    @AfterEach
    void nothingIsLeft() {
        assertThat(LiveResources.count(LiveResources.Kind.SPILL_FILE)).isZero();
        assertThat(SpillFolder.bytesOfProcess()).isZero();
        assertThat(SpillFolder.current(folder)).isNull();
    }

    private QueryLimits limits(long bytes) {
        return new QueryLimits(0, Duration.ZERO, folder, bytes);
    }

    private SpillStore store(long bytes) {
        return new SpillStore(limits(bytes), written -> {});
    }

    private static int @Nullable [] nulls(Random random, int count) {
        if (random.nextBoolean()) {
            return null;
        }
        int share = 1 + random.nextInt(4);
        return random.ints(count).map(each -> each % share == 0 ? 1 : 0).toArray();
    }

    private static long anyLong(Random random) {
        return switch (random.nextInt(5)) {
            case 0 -> Long.MIN_VALUE;
            case 1 -> Long.MAX_VALUE;
            default -> random.nextLong() >> random.nextInt(64);
        };
    }

    private static Vector[] columns(Random random, int count) {
        int shift = random.nextInt(32);
        long base = anyLong(random);
        long[] longs = new long[count];
        for (int i = 0; i < count; i++) {
            longs[i] = random.nextBoolean() ? base + random.nextInt(1 + random.nextInt(70_000)) : anyLong(random);
        }
        double[] doubles = random.doubles(count).map(value -> 1 / (value - 0.5)).toArray();
        doubles[0] = -0.0;
        doubles[count - 1] = Double.NaN;
        byte[] bytes = new byte[1000];
        random.nextBytes(bytes);
        int[] starts = random.ints(count, 0, 900).toArray();
        int[] lengths = random.ints(count, 0, 100).toArray();
        TextVector entries = new TextVector(bytes, new int[] {3, 50, 0}, new int[] {0, 77, 0}, 3, new int[] {0, 0, 1});
        Dictionary dictionary = new Dictionary(entries);
        return new Vector[] {
            new IntVector(random.ints(count).map(value -> value >> shift).toArray(), count, nulls(random, count)),
            new LongVector(longs, count, nulls(random, count)),
            new WideVector(longs, longs.clone(), count, nulls(random, count), WideVector.ANY_BITS),
            new DoubleVector(doubles, count, nulls(random, count)),
            new TextVector(bytes, starts, lengths, count, nulls(random, count)),
            new CodedVector(random.ints(count, 0, 2).toArray(), dictionary, count, null).withNulls(nulls(random, count))
        };
    }

    @Test
    void rowsComeBackAsTheyWere() {
        try (SpillStore store = store(QueryLimits.FREE_SPACE)) {
            SpillRun run = new SpillRun(store.create());
            List<Block> blocks = new java.util.ArrayList<>();
            for (int seed = 0; seed < 200; seed++) {
                Random random = new Random(seed);
                int count = 1 + random.nextInt(300);
                Vector[] columns = columns(random, count);
                blocks.add(new Block(TYPES, columns, count));
                run.append(columns, count);
            }
            assertThat(run.blockCount()).isEqualTo(200);
            for (int seed = 199; seed >= 0; seed--) {
                Block read = new Block(TYPES, run.read(seed), run.blockRows(seed));
                assertThat(read.toString())
                        .as("seed %d", seed)
                        .isEqualTo(blocks.get(seed).toString());
            }
            assertThat(run.rowCount())
                    .isEqualTo(blocks.stream().mapToLong(Block::rowCount).sum());
        }
    }

    @Test
    void nestedValuesComeBackAsTheyWere() {
        ColumnType lists = ColumnType.array(ColumnType.INTEGER, true);
        List<ValueType> types = List.of(ValueType.nullable(lists), ValueType.nullable(ColumnType.array(lists, true)));
        try (SpillStore store = store(QueryLimits.FREE_SPACE)) {
            SpillRun run = new SpillRun(store.create());
            for (int seed = 0; seed < 50; seed++) {
                Random random = new Random(seed);
                int count = 1 + random.nextInt(200);
                NestedVector inner = lists(random, count, null);
                NestedVector outer = lists(random, count, lists(random, 4 * count, null));
                // Some of the rows, so that the first list does not begin where its elements do.
                int[] rows = random.ints(count / 2 + 1, 0, count).sorted().toArray();
                Vector[] columns = {
                    inner.gather(rows, rows.length, new Scratch(0)), outer.gather(rows, rows.length, new Scratch(0))
                };
                run.append(columns, rows.length);
                Block read = new Block(types, run.read(seed), run.blockRows(seed));
                assertThat(read.toString())
                        .as("seed %d", seed)
                        .isEqualTo(new Block(types, columns, rows.length).toString());
            }
        }
    }

    /** Lists of at most four elements each: ints, or what is given. */
    private static NestedVector lists(Random random, int count, @Nullable Vector elements) {
        int[] nulls = nulls(random, count);
        int[] offsets = new int[count + 1];
        for (int i = 0; i < count; i++) {
            boolean isNull = nulls != null && nulls[i] != 0;
            offsets[i + 1] = offsets[i] + (isNull ? 0 : random.nextInt(5));
        }
        int length = offsets[count];
        Vector values = elements == null
                ? new IntVector(random.ints(length).toArray(), length, nulls(random, length))
                : elements;
        return NestedVector.lists(new Vector[] {values}, offsets, count, nulls);
    }

    @Test
    void rowsOfOneKeyAreInOnePartInOrderWhateverTheirLane() {
        int[] ints = new Random(1).ints(5000, -300, 300).toArray();
        long[] longs = java.util.Arrays.stream(ints).mapToLong(value -> value).toArray();
        long[] high = java.util.Arrays.stream(longs).map(value -> value >> 63).toArray();
        Vector narrow = new IntVector(ints, ints.length, null);
        Vector wide = new WideVector(high, longs, ints.length, null, WideVector.ANY_BITS);
        Vector number =
                new LongVector(java.util.stream.LongStream.range(0, 5000).toArray(), 5000, null);
        try (SpillStore store = store(QueryLimits.FREE_SPACE)) {
            for (int level = 0; level < RunPartitions.LEVELS; level++) {
                RunPartitions parts = new RunPartitions(store.create(), level);
                parts.add(new Vector[] {narrow, number}, new Vector[] {narrow}, 5000);
                RunPartitions others = new RunPartitions(store.create(), level);
                others.add(new Vector[] {wide, number}, new Vector[] {wide}, 5000);
                long rows = 0;
                for (int part = 0; part < RunPartitions.PARTS; part++) {
                    SpillRun run = parts.runs()[part];
                    assertThat(run.rowCount()).isPositive().isEqualTo(others.runs()[part].rowCount());
                    long[] numbers = ((LongVector) run.read(0)[1]).values();
                    assertThat(numbers)
                            .isSorted()
                            .isEqualTo(((LongVector) others.runs()[part].read(0)[1]).values());
                    rows += run.rowCount();
                }
                assertThat(rows).isEqualTo(5000);
            }
        }
    }

    private Path onlyFolder() throws IOException {
        try (Stream<Path> folders = Files.list(folder)) {
            return folders.findAny().orElseThrow();
        }
    }

    private static void append(SpillStore store) {
        new SpillRun(store.create()).append(columns(new Random(1), 100), 100);
    }

    @Test
    @SuppressWarnings("try") // one store is closed early
    void theFolderOfTheProcessIsThereWhileItHasFiles() throws IOException {
        try (SpillStore store = store(QueryLimits.FREE_SPACE);
                SpillStore other = store(QueryLimits.FREE_SPACE)) {
            assertThat(folder).isEmptyDirectory();
            append(store);
            append(store);
            append(other);
            assertThat(onlyFolder().getFileName().toString())
                    .startsWith("gpu-query-spill-" + ProcessHandle.current().pid() + "-");
            assertThat(LiveResources.count(LiveResources.Kind.SPILL_FILE)).isEqualTo(3);
            store.close();
            assertThat(LiveResources.count(LiveResources.Kind.SPILL_FILE)).isEqualTo(1);
            assertThat(onlyFolder())
                    .isDirectoryContaining(path -> path.getFileName().toString().startsWith("rows-"));
        }
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void whatACrashedProcessLeftIsRemovedAndWhatALivingOneHasIsNot() throws IOException {
        Path left = Files.createDirectory(folder.resolve("gpu-query-spill-1-x"));
        Files.createFile(left.resolve("lock"));
        Files.writeString(left.resolve("rows-1"), "rows");
        Path young = Files.createDirectory(folder.resolve("gpu-query-spill-2-x"));
        Path others = Files.createDirectory(folder.resolve("gpu-query"));
        try (SpillStore store = store(QueryLimits.FREE_SPACE)) {
            append(store);
            assertThat(left).doesNotExist();
            assertThat(young).exists();
            assertThat(others).exists();
        }
        Path living = Files.createDirectory(folder.resolve("gpu-query-spill-3-x"));
        Files.createFile(living.resolve("lock"));
        try (RandomAccessFile held = new RandomAccessFile(living.resolve("lock").toFile(), "rw");
                var lock = held.getChannel().lock();
                SpillStore store = store(QueryLimits.FREE_SPACE)) {
            assertThat(lock.isValid()).isTrue();
            append(store);
            assertThat(living).exists();
        }
    }

    @Test
    void moreThanTheLimitIsAnErrorThatNamesTheOption() {
        try (SpillStore store = store(50_000)) {
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 100; i++) {
                            append(store);
                        }
                    })
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("Temporary files have no more room: ")
                    .hasMessageContaining(folder.toString())
                    .hasMessageContaining("\"spillLimit\"");
            assertThat(SpillFolder.bytesOfProcess()).isBetween(1L, 50_000L);
        }
    }

    @Test
    void aFolderThatIsNotThereIsAnErrorThatNamesTheOption() {
        QueryLimits nowhere = new QueryLimits(0, Duration.ZERO, folder.resolve("missing"), QueryLimits.FREE_SPACE);
        try (SpillStore store = new SpillStore(nowhere, written -> {})) {
            assertThatThrownBy(() -> append(store))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("A folder for temporary files cannot be made: the folder is not there")
                    .hasMessageContaining(folder.resolve("missing").toString())
                    .hasMessageContaining("\"spillDirectory\"");
        }
    }

    @Test
    void aFolderThatIsAFileIsAnError() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "x");
        QueryLimits wrong = new QueryLimits(0, Duration.ZERO, file, QueryLimits.FREE_SPACE);
        try (SpillStore store = new SpillStore(wrong, written -> {})) {
            assertThatThrownBy(() -> append(store))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("A folder for temporary files cannot be made");
        }
    }

    @Test
    void aFolderThatGoesMeanwhileIsMadeAgainForTheNextFile() throws IOException {
        try (SpillStore store = store(QueryLimits.FREE_SPACE)) {
            SpillRun run = new SpillRun(store.create());
            Vector[] columns = columns(new Random(1), 100);
            run.append(columns, 100);
            Path first = onlyFolder();
            try (Stream<Path> files = Files.list(first)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(first);
            append(store);
            assertThat(onlyFolder()).isNotEqualTo(first);
            assertThat(new Block(TYPES, run.read(0), 100).toString())
                    .isEqualTo(new Block(TYPES, columns, 100).toString());
        }
    }

    @Test
    void bytesThatChangedAreAnError() throws IOException {
        try (SpillStore store = store(QueryLimits.FREE_SPACE)) {
            SpillRun run = new SpillRun(store.create());
            run.append(columns(new Random(1), 100), 100);
            Path file;
            try (Stream<Path> files = Files.list(onlyFolder())) {
                file = files.filter(path -> path.getFileName().toString().startsWith("rows-"))
                        .findAny()
                        .orElseThrow();
            }
            byte[] bytes = Files.readAllBytes(file);
            bytes[bytes.length / 2] ^= 1;
            Files.write(file, bytes);
            assertThatThrownBy(() -> run.read(0))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("A temporary file is not as it was written, from byte 0 on")
                    .hasMessageContaining(file.toString());
            Files.write(file, java.util.Arrays.copyOf(bytes, 10));
            assertThatThrownBy(() -> run.read(0))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("A temporary file cannot be read");
        }
    }

    @Test
    void afterTheExecutionThereAreNoMoreFiles() {
        SpillStore store = store(QueryLimits.FREE_SPACE);
        SpillRun run = new SpillRun(store.create());
        Vector[] columns = columns(new Random(1), 100);
        run.append(columns, 100);
        store.close();
        store.close();
        assertThatThrownBy(store::create).isInstanceOf(CancellationException.class);
        assertThatThrownBy(() -> run.append(columns, 100)).isInstanceOf(CancellationException.class);
        assertThatThrownBy(() -> run.read(0)).isInstanceOf(CancellationException.class);
    }

    @Test
    void anInterruptedThreadWritesAndReads() {
        try (SpillStore store = store(QueryLimits.FREE_SPACE)) {
            SpillRun run = new SpillRun(store.create());
            Vector[] columns = columns(new Random(1), 100);
            Thread.currentThread().interrupt();
            run.append(columns, 100);
            assertThat(run.read(0)).hasSize(columns.length);
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    /** On a small file system of its own, which only the superuser can make. */
    @Test
    void aFullDiskIsAnErrorThatSaysSo() throws IOException, InterruptedException {
        Path disk = Files.createDirectory(folder.resolve("disk"));
        int mounted = mount("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", disk.toString());
        assumeThat(mounted).as("a file system of 64 KiB cannot be mounted here").isZero();
        try {
            QueryLimits limits = new QueryLimits(0, Duration.ZERO, disk, 1 << 30);
            try (SpillStore store = new SpillStore(limits, written -> {})) {
                assertThatThrownBy(() -> {
                            for (int i = 0; i < 100; i++) {
                                append(store);
                            }
                        })
                        .isInstanceOf(DataException.class)
                        .hasMessageContaining("A temporary file cannot be written: No space left on device")
                        .hasMessageContaining(disk.toString())
                        .hasMessageContaining("\"spillDirectory\"");
            }
            assertThat(disk).isEmptyDirectory();
        } finally {
            mount("umount", disk.toString());
        }
    }

    private static int mount(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            return -1;
        }
    }
}
