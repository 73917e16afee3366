package io.gpuquery.calcite.schema;

import io.gpuquery.calcite.kernel.KernelDevices;
import io.gpuquery.calcite.system.SystemSchema;
import io.gpuquery.calcite.system.SystemSource;
import io.gpuquery.catalog.Catalog;
import io.gpuquery.catalog.CatalogSnapshot;
import io.gpuquery.catalog.CatalogTable;
import io.gpuquery.catalog.FormatReaders;
import io.gpuquery.engine.Engine;
import io.gpuquery.engine.EngineReference;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.calcite.schema.Schema;
import org.apache.calcite.schema.SchemaPlus;
import org.apache.calcite.schema.SchemaVersion;
import org.apache.calcite.schema.Table;
import org.apache.calcite.schema.impl.AbstractSchema;
import org.apache.calcite.schema.lookup.Lookup;
import org.jspecify.annotations.Nullable;

/**
 * The files of a directory, or one file, as a schema.
 *
 * <p>Model files name {@link DirectorySchemaFactory}; those who embed Calcite open one and put it under their root:
 *
 * <pre>{@code
 * try (DirectorySchema files = DirectorySchema.open(Path.of("/data"), Options.DEFAULT)) {
 *     SchemaPlus root = Frameworks.createRootSchema(true);
 *     SchemaPlus schema = files.addTo(root, "files");
 *     FrameworkConfig config = Frameworks.newConfigBuilder()
 *             .defaultSchema(schema)
 *             .typeSystem(GpuQueryTypeSystem.INSTANCE)
 *             .build();
 *     ...
 * }
 * }</pre>
 *
 * <p>Listing reads no file, and a table keeps its identity while its file changes. Ownership: holds a reference to the engine of
 * the directory until {@link #close()}, or until nobody refers to the schema. Safe for any number of threads.
 */
public final class DirectorySchema extends AbstractSchema implements AutoCloseable {
    /** How long somebody may take to ask for the tables that were listed. */
    private static final long LISTING_NANOS = Duration.ofSeconds(10).toNanos();

    private final EngineReference engine;
    private final EngineReference tablesEngine;
    private final Options options;
    private final OperatorDevices devices;
    private final boolean outlivedByTables;
    private final Map<CatalogTable, DirectoryTable> known = new ConcurrentHashMap<>();
    private final Lookup<Table> lookup;
    private final SystemSchema system = new SystemSchema(() -> List.of(source()));
    private final Lookup<Schema> subSchemas;
    private volatile @Nullable String name;
    private volatile WeakReference<@Nullable SchemaPlus> parent = new WeakReference<>(null);
    private volatile @Nullable Listed listed;
    private @Nullable CatalogSnapshot latest;

    private DirectorySchema(EngineReference engine, Options options, boolean outlivedByTables) {
        this.engine = engine;
        this.tablesEngine = engine.withoutClaim();
        this.options = options;
        this.devices = new OperatorDevices(engine.companion(KernelDevices.class, KernelDevices::new), options);
        this.outlivedByTables = outlivedByTables;
        this.lookup = new CatalogLookup(this::listing, this::find, this::table);
        this.subSchemas =
                new SystemLookup(system, () -> this.name, name -> catalog().find(name));
    }

    /**
     * Opens a directory or one file. The caller closes it.
     *
     * @throws io.gpuquery.error.DataException if there is nothing at the path or it cannot be read
     */
    public static DirectorySchema open(Path directory, Options options) {
        return open(directory, options, FormatReaders.standard());
    }

    /**
     * As {@link #open(Path, Options)}, with tables that do not keep the schema: for somebody who closes it, and keeps plans that
     * are used again where another schema of the same directory is open.
     */
    public static DirectorySchema openForSharedPlans(Path directory, Options options) {
        return open(directory, options, FormatReaders.standard(), true);
    }

    /** As {@link #open(Path, Options)}, with other readers. */
    static DirectorySchema open(Path directory, Options options, FormatReaders readers) {
        return open(directory, options, readers, false);
    }

    private static DirectorySchema open(
            Path directory, Options options, FormatReaders readers, boolean outlivedByTables) {
        options.requireDevice();
        return new DirectorySchema(Engine.acquire(directory, options.engine(), readers), options, outlivedByTables);
    }

    /**
     * Puts this schema under another one, and keeps Calcite from remembering its first list of tables for ever, which it does
     * outside JDBC statements.
     */
    public SchemaPlus addTo(SchemaPlus parent, String name) {
        SchemaPlus added = parent.add(name, this);
        this.name = name;
        dropCache(added);
        return added;
    }

    /** Switches off only the caches that exist, and they come into being when asked for. */
    private static void dropCache(SchemaPlus added) {
        if (added.isCacheEnabled()) {
            Objects.requireNonNull(added.tables());
            Objects.requireNonNull(added.subSchemas());
            added.setCacheEnabled(false);
        }
    }

    /** The directory's tables and other files. */
    public Catalog catalog() {
        return engine.catalog();
    }

    /** The claim of this schema on the engine of the directory, which closes it. */
    public EngineReference engine() {
        return engine;
    }

    /** Calcite makes this for a model, and will put it under the parent as soon as it has it. */
    void madeFor(SchemaPlus newParent, String newName) {
        parent = new WeakReference<>(newParent);
        name = newName;
    }

    /** The names at the moment, for listings. The first listing is the time to keep Calcite from remembering it for ever. */
    private CatalogSnapshot listing() {
        SchemaPlus above = parent.get();
        String own = name;
        if (above != null && own != null) {
            SchemaPlus added = above.subSchemas().get(own);
            if (added != null) {
                parent.clear();
                dropCache(added);
            }
        }
        CatalogSnapshot snapshot = snapshot();
        listed = new Listed(snapshot, System.nanoTime());
        return snapshot;
    }

    /** A table that vanishes while its neighbours are listed is still found for a while: Calcite's listing would break. */
    private @Nullable CatalogTable find(String table) {
        CatalogTable found = catalog().find(table);
        Listed last = listed;
        boolean recent = last != null && System.nanoTime() - last.timeNanos() < LISTING_NANOS;
        return found == null && last != null && recent ? last.snapshot().find(table) : found;
    }

    private record Listed(CatalogSnapshot snapshot, long timeNanos) {}

    /** This directory, for tables about it: {@link SystemSchema}. */
    public SystemSource source() {
        return new SystemSource(name, engine);
    }

    /**
     * What names meant when Calcite took a snapshot of a schema such as this: lists are equal where the same names mean the same
     * tables. Null for other schemas.
     */
    public static @Nullable List<CatalogTable> tablesOf(Schema snapshot) {
        return snapshot instanceof Snapshot own ? own.tables : null;
    }

    /** What it was opened with. */
    public Options options() {
        return options;
    }

    @Override
    public Lookup<Table> tables() {
        return lookup;
    }

    @Override
    public Lookup<? extends Schema> subSchemas() {
        return subSchemas;
    }

    /** The tables of the moment, for one statement. */
    @Override
    public Schema snapshot(SchemaVersion version) {
        return new Snapshot(this, snapshot());
    }

    /** Gives the reference to the engine back. Statements that are under way go on. Idempotent. */
    @Override
    public void close() {
        engine.close();
    }

    private synchronized CatalogSnapshot snapshot() {
        CatalogSnapshot snapshot = catalog().snapshot();
        if (snapshot != latest) {
            latest = snapshot;
            known.keySet().retainAll(new HashSet<>(snapshot.tables()));
        }
        return snapshot;
    }

    private DirectoryTable table(CatalogTable table) {
        return known.computeIfAbsent(
                table, each -> new DirectoryTable(each, tablesEngine, devices, outlivedByTables ? null : this));
    }

    /** What one statement sees. */
    private static final class Snapshot extends AbstractSchema {
        private final List<CatalogTable> tables;
        private final Lookup<Table> lookup;
        private final Lookup<Schema> subSchemas;

        Snapshot(DirectorySchema schema, CatalogSnapshot snapshot) {
            this.subSchemas = new SystemLookup(schema.system, () -> schema.name, snapshot::find);
            this.tables = snapshot.tables();
            this.lookup = new CatalogLookup(() -> snapshot, snapshot::find, schema::table);
        }

        @Override
        public Lookup<Table> tables() {
            return lookup;
        }

        @Override
        public Lookup<? extends Schema> subSchemas() {
            return subSchemas;
        }
    }
}
