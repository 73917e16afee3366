package io.gpuquery.calcite.shell;

import java.lang.reflect.Field;

/**
 * Keeps a warning about a library off the standard error of the shell, whose users can do nothing about it.
 *
 * <p>From JDK 24 on the first use of {@code sun.misc.Unsafe} for memory is reported, once for each process. Avatica uses
 * protobuf, which uses it. A command line can say {@code --sun-misc-unsafe-memory-access=allow}; for {@code java -jar} there is
 * no other way than to say that the report has been made. JDKs without that field are left as they are.
 */
final class LibraryWarnings {
    private LibraryWarnings() {}

    static void silence() {
        try {
            Field reported = Class.forName("sun.misc.Unsafe").getDeclaredField("memoryAccessWarned");
            reported.setAccessible(true);
            reported.setBoolean(null, true);
        } catch (ReflectiveOperationException | RuntimeException e) {
            // An older JDK that reports nothing, or a newer one: at worst there are four lines more.
            return;
        }
    }
}
