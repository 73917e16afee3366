package io.gpuquery.calcite.jdbc;

import io.gpuquery.catalog.CatalogTable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Plans of statements that were prepared before, least recently used out first. Safe for any number of threads.
 *
 * <p>A plan is given out while each name of the statement means the same table as when it was made, with the same columns. What the
 * files hold is none of its business: an execution looks for itself.
 */
final class PlanCache {
    private static final int MOST_PLANS = 256;

    /** Plans of long statements, such as lists of keys that a program wrote, are as long. */
    private static final long MOST_CHARACTERS = 4L << 20;

    private static final int MOST_CHARACTERS_OF_ONE = 256 << 10;

    private final int mostPlans;
    private final Map<Key, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);
    private long characters;
    private long hitCount;

    /**
     * What a plan depends on beside the tables.
     *
     * @param sql the statement
     * @param defaultSchema where its names are looked up first
     * @param settings all else: equal where statements mean the same
     */
    record Key(String sql, List<String> defaultSchema, Settings settings) {
        /** The settings of connections are mostly the same, and many. */
        @Override
        public int hashCode() {
            return sql.hashCode();
        }
    }

    /**
     * How a connection understands statements.
     *
     * @param schemas the directories, by the names that they have
     * @param properties of Calcite and ours
     * @param timeZone what the process says, which counts where the connection says nothing
     */
    record Settings(List<Object> schemas, Map<Object, Object> properties, String timeZone) {}

    private record Entry(CachedPlan<?> plan, List<List<CatalogTable>> names) {}

    PlanCache() {
        this(MOST_PLANS);
    }

    /** @param mostPlans how many are kept */
    PlanCache(int mostPlans) {
        this.mostPlans = mostPlans;
    }

    /**
     * The plan of a statement; null where there is none, or it is of no use any more.
     *
     * @param names the tables of the moment, a list for each directory
     */
    @Nullable
    CachedPlan<?> find(Key key, List<List<CatalogTable>> names) {
        Entry entry;
        synchronized (this) {
            entry = entries.get(key);
        }
        if (entry == null) {
            return null;
        }
        // Lists of thousands of tables are mostly the same list. One looks at files, both can be long: not while others
        // wait.
        if (!entry.names.equals(names) || !entry.plan.isUpToDate()) {
            remove(key, entry);
            return null;
        }
        synchronized (this) {
            hitCount++;
            // The same list needs no comparison next time.
            entries.replace(key, entry, new Entry(entry.plan, names));
        }
        return entry.plan;
    }

    /** Keeps a plan, instead of another one of the same statement. */
    void put(Key key, List<List<CatalogTable>> names, CachedPlan<?> plan) {
        if (key.sql().length() > MOST_CHARACTERS_OF_ONE) {
            return;
        }
        synchronized (this) {
            characters += key.sql().length();
            if (entries.put(key, new Entry(plan, names)) != null) {
                characters -= key.sql().length();
            }
            var eldest = entries.entrySet().iterator();
            while (entries.size() > mostPlans || characters > MOST_CHARACTERS) {
                characters -= eldest.next().getKey().sql().length();
                eldest.remove();
            }
        }
    }

    private synchronized void remove(Key key, Entry entry) {
        if (entries.remove(key, entry)) {
            characters -= key.sql().length();
        }
    }

    /** How many plans there are. */
    synchronized int size() {
        return entries.size();
    }

    /** How often a plan was found. */
    synchronized long hitCount() {
        return hitCount;
    }
}
