package io.gpuquery.calcite.robustness;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * In a container of plug-ins we have a class loader of our own, threads have another one as their context, and the plug-in may
 * end. JNA is the container's: its native part is loaded once a process.
 */
class PluginTest {
    private static final long PATIENCE_NANOS = 10_000_000_000L;

    @TempDir
    private Path folder;

    @BeforeEach
    void write() throws IOException {
        Files.writeString(folder.resolve("good_lines.csv"), "id,name\n1,a\n2,b\n");
        Files.writeString(folder.resolve("good_objects.ndjson"), "{\"id\":1}\n{\"id\":2}\n{\"id\":3}\n");
        Files.write(folder.resolve("good_columns.parquet"), TableKind.PARQUET_ZSTD.bytes(50, 0));
    }

    private static List<URL> classPath(boolean ofContainer) throws MalformedURLException {
        List<URL> urls = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            String name = Path.of(entry).getFileName().toString();
            boolean shared = name.startsWith("jna-");
            if (!entry.isEmpty() && shared == ofContainer) {
                urls.add(Path.of(entry).toUri().toURL());
            }
        }
        return urls;
    }

    private static URLClassLoader container() throws MalformedURLException {
        return new URLClassLoader(classPath(true).toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    }

    @Test
    @Timeout(60)
    void aPluginAnswersUnderAnyContextClassLoader() throws Exception {
        try (URLClassLoader container = container()) {
            run(container);
        }
    }

    private void run(ClassLoader container) throws Exception {
        try (URLClassLoader plugin = new URLClassLoader(classPath(false).toArray(URL[]::new), container)) {
            Object program = Class.forName(PluginProgram.class.getName(), true, plugin)
                    .getConstructor()
                    .newInstance();
            @SuppressWarnings("unchecked")
            Function<Path, String> query = (Function<Path, String>) program;
            assertThat(inThread(container, () -> query.apply(folder))).isEqualTo("2,3,b 3 49 2,3,b 3 49");
            @SuppressWarnings("unchecked")
            Callable<String> end = (Callable<String>) program;
            assertThat(inThread(container, end)).isEqualTo("unloaded");
            long limitNanos = System.nanoTime() + PATIENCE_NANOS;
            while (!threads(plugin).isEmpty() && System.nanoTime() < limitNanos) {
                Thread.sleep(20);
            }
            assertThat(threads(plugin)).isEmpty();
        }
    }

    /** Those that keep a class loader. */
    private static List<Thread> threads(ClassLoader plugin) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread ->
                        thread.getClass().getClassLoader() == plugin || thread.getContextClassLoader() == plugin)
                .toList();
    }

    /** In a thread that ends: what Calcite leaves with threads is not ours to clear. */
    private static String inThread(ClassLoader context, Callable<String> work) throws Exception {
        FutureTask<String> task = new FutureTask<>(work);
        Thread thread = new Thread(task);
        thread.setContextClassLoader(context);
        thread.start();
        return task.get();
    }
}
