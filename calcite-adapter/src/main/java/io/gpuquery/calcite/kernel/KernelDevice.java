package io.gpuquery.calcite.kernel;

import io.gpuquery.device.Device;
import io.gpuquery.device.DeviceException;
import io.gpuquery.device.DeviceKernel;
import io.gpuquery.device.KernelLanguage;
import io.gpuquery.device.KernelSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An open device and the kernels that were compiled for it, by their texts. Any number of statements may use it at a time; what a
 * statement runs when it is closed fails as a lost device does.
 */
public final class KernelDevice implements AutoCloseable {
    private static final int MOST_KERNELS = 256;
    /** Of a table of groups: 16 MiB. */
    private static final int MOST_TABLE_INTS = 1 << 22;
    /** As long as a dispatch of bounded length may take, and much more. */
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Device device;
    private final Dialect dialect;
    private final Duration limit;
    private final boolean wrongForTests;
    private final Map<String, DeviceKernel> kernels = new LinkedHashMap<>(16, 0.75f, true);
    private volatile int mostTableInts = MOST_TABLE_INTS;
    private final ColumnBuffers buffers;
    private volatile @Nullable String lost;

    /**
     * Takes the device over.
     *
     * @throws IneligibleException if it runs no kernels that are texts
     */
    public KernelDevice(Device device) {
        this(device, LIMIT, false, ColumnBuffers.budgetBytes(device));
    }

    /**
     * With another limit of time for dispatches, maybe with kernels that count every row twice and select none, which tests then notice, and
     * with another budget of memory for buffers of columns.
     */
    KernelDevice(Device device, Duration limit, boolean wrongForTests, long budgetBytes) {
        this.device = device;
        this.buffers = new ColumnBuffers(device, budgetBytes);
        this.limit = limit;
        this.wrongForTests = wrongForTests;
        KernelLanguage language = device.supports(KernelLanguage.MSL)
                ? KernelLanguage.MSL
                : device.supports(KernelLanguage.OPENCL_C) ? KernelLanguage.OPENCL_C : KernelLanguage.JAVA;
        this.dialect = Dialect.of(language);
    }

    /** The device. */
    public Device device() {
        return device;
    }

    /** The kind of the device, and its name. */
    public String description() {
        return device.info().kind().optionName() + " (" + device.info().name() + ")";
    }

    Dialect dialect() {
        return dialect;
    }

    /** Whether kernels compute with doubles. */
    boolean fp64() {
        return device.info().fp64() && dialect.language() == KernelLanguage.OPENCL_C;
    }

    Duration limit() {
        return limit;
    }

    /** Ints of a table of groups at most. */
    int mostTableInts() {
        return mostTableInts;
    }

    /** Has tables be smaller than they need to be, so that tests see them full. */
    void limitTables(int newMostTableInts) {
        mostTableInts = newMostTableInts;
    }

    /** Gives up the buffers over columns: they are made anew. For measurements of the first statement. */
    public void forgetColumns() {
        buffers.giveUpAll();
    }

    /** The buffers over columns. */
    ColumnBuffers buffers() {
        return buffers;
    }

    /** Why it is not used any more; null if it is. */
    @Nullable
    String lost() {
        return lost;
    }

    /** Notes that a kernel did not end, or failed: nobody knows what the device will do next. */
    void lose(String reason) {
        lost = reason;
    }

    /** A kernel, compiled at the first ask; it stays this device's. */
    DeviceKernel kernel(KernelProgram program) {
        synchronized (kernels) {
            DeviceKernel known = kernels.get(program.text());
            if (known != null) {
                return known;
            }
        }
        String text = wrongForTests ? wrong(program.text()) : program.text();
        DeviceKernel compiled =
                device.compile(new KernelSource.Text(dialect.language(), program.name(), text, Map.of()));
        List<DeviceKernel> superfluous = new ArrayList<>();
        DeviceKernel kept;
        synchronized (kernels) {
            DeviceKernel other = kernels.putIfAbsent(program.text(), compiled);
            kept = other == null ? compiled : other;
            if (other != null) {
                superfluous.add(compiled);
            }
            while (kernels.size() > MOST_KERNELS) {
                String eldest = kernels.keySet().iterator().next();
                superfluous.add(kernels.remove(eldest));
            }
        }
        superfluous.forEach(DeviceKernel::close);
        return kept;
    }

    private static String wrong(String text) {
        return text.replace(" += 1;", " += 2;").replace(", 1);", ", 2);").replace("selected = 1;", "selected = 0;");
    }

    /** The texts of the kernels that there are now, for tests of what was generated. */
    List<String> texts() {
        synchronized (kernels) {
            return List.copyOf(kernels.keySet());
        }
    }

    /** Closes the kernels, the buffers and the device. Idempotent. */
    @Override
    public void close() {
        List<DeviceKernel> all;
        synchronized (kernels) {
            all = new ArrayList<>(kernels.values());
            kernels.clear();
        }
        all.forEach(DeviceKernel::close);
        buffers.close();
        device.close();
    }

    /** Whether what went wrong is the device's fault for good: the same work would go wrong again. */
    static boolean isLoss(DeviceException failure) {
        return switch (failure.reason()) {
            case TIMEOUT, EXECUTION -> true;
            case COMPILATION, OUT_OF_MEMORY, TOO_LARGE, UNSUPPORTED -> false;
        };
    }
}
