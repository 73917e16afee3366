package io.gpuquery.calcite.exec;

import io.gpuquery.calcite.exec.grouping.MemoryAccount;
import java.util.function.IntConsumer;

/** Works on parts of rows that lie in temporary files: with several threads, if memory has room for as many parts at a time. */
final class PartWork {
    private PartWork() {}

    /**
     * Returns when all parts are done.
     *
     * @param neededBytes about what the largest part takes in memory
     * @param work takes the number of a part; called by any thread
     */
    static void run(int partCount, long neededBytes, Environment environment, IntConsumer work) {
        ExecutionContext context = environment.context();
        Workers.run(new PieceFeed(partCount), context, threads(neededBytes, environment), () -> unit -> {
            context.cancellation().check();
            work.accept(unit.index());
        });
    }

    /** Half of what is left: what is made of the rows takes some, too. */
    private static int threads(long neededBytes, Environment environment) {
        MemoryAccount memory = environment.memory();
        long left = Math.max(0, memory.limitBytes() - memory.usedBytes());
        long room = left / 2 / Math.max(1, neededBytes);
        return (int) Math.max(1, Math.min(environment.context().threads(), room));
    }
}
