package io.gpuquery.memory;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What differs between the systems that this runs on: constants of {@code mman.h} and {@code fcntl.h}, and the layout
 * of {@code struct stat}.
 *
 * <p>MAP_SHARED, MAP_PRIVATE, MAP_FIXED, PROT_* and MADV_* 0 to 3 agree everywhere.
 */
enum HostPlatform {
    LINUX_X86_64(0x20, 0x80000, 0x800, 144, 0, 8, 24, 48, 88, 104, false, 1, 7, 85, 5),
    /** The layout that arm64, riscv64 and loongarch64 share. */
    LINUX_GENERIC(0x20, 0x80000, 0x800, 128, 0, 8, 16, 48, 88, 104, false, 0, 7, 85, 5),
    MACOS(0x1000, 0x1000000, 0x4, 144, 0, 8, 4, 96, 48, 64, true, 0, 8, 200, 0);

    static final String WINDOWS_REFUSAL = "gpu-query runs on Linux and macOS, and on Windows within WSL 2.";

    private static final int FILE_TYPE_MASK = 0xF000;
    private static final int DIRECTORY_TYPE = 0x4000;
    private static final int REGULAR_TYPE = 0x8000;

    final int mapAnonymous;
    final int openCloseOnExec;
    final int openNonBlocking;
    final int statBytes;
    final int deviceOffset;
    final int inodeOffset;
    final int modeOffset;
    final int sizeOffset;
    final int modifiedOffset;
    final int changedOffset;
    /** Whether st_dev has 32 bits and st_mode 16, and not 64 and 32. */
    final boolean narrowDevice;
    /** The version number that {@code __fxstat} of a glibc before 2.33 wants. */
    final int legacyStatVersion;
    /** RLIMIT_NOFILE. */
    final int descriptorLimit;
    /** _SC_PHYS_PAGES. */
    final int physicalPagesName;
    /** The clock that stamps files: CLOCK_REALTIME_COARSE, and CLOCK_REALTIME where there is no other. */
    final int fileClock;

    HostPlatform(
            int mapAnonymous,
            int openCloseOnExec,
            int openNonBlocking,
            int statBytes,
            int deviceOffset,
            int inodeOffset,
            int modeOffset,
            int sizeOffset,
            int modifiedOffset,
            int changedOffset,
            boolean narrowDevice,
            int legacyStatVersion,
            int descriptorLimit,
            int physicalPagesName,
            int fileClock) {
        this.mapAnonymous = mapAnonymous;
        this.openCloseOnExec = openCloseOnExec;
        this.openNonBlocking = openNonBlocking;
        this.statBytes = statBytes;
        this.deviceOffset = deviceOffset;
        this.inodeOffset = inodeOffset;
        this.modeOffset = modeOffset;
        this.sizeOffset = sizeOffset;
        this.modifiedOffset = modifiedOffset;
        this.changedOffset = changedOffset;
        this.narrowDevice = narrowDevice;
        this.legacyStatVersion = legacyStatVersion;
        this.descriptorLimit = descriptorLimit;
        this.physicalPagesName = physicalPagesName;
        this.fileClock = fileClock;
    }

    /**
     * The platform of the system properties {@code os.name} and {@code os.arch}.
     *
     * @throws UnsupportedOperationException with a sentence for the user if there is none
     */
    static HostPlatform of(String osName, String osArch) {
        String os = osName.toLowerCase(Locale.ROOT);
        if (os.startsWith("windows")) {
            throw new UnsupportedOperationException(WINDOWS_REFUSAL);
        }
        if (os.startsWith("mac")) {
            return MACOS;
        }
        if (os.startsWith("linux")) {
            HostPlatform known = ofLinux(osArch.toLowerCase(Locale.ROOT));
            if (known != null) {
                return known;
            }
        }
        throw new UnsupportedOperationException("native calls are not known for " + osName + " on " + osArch);
    }

    private static @Nullable HostPlatform ofLinux(String arch) {
        return switch (arch) {
            case "amd64", "x86_64" -> LINUX_X86_64;
            case "aarch64", "arm64", "riscv64", "loongarch64" -> LINUX_GENERIC;
            default -> null;
        };
    }

    static boolean isRegular(int mode) {
        return (mode & FILE_TYPE_MASK) == REGULAR_TYPE;
    }

    static boolean isDirectory(int mode) {
        return (mode & FILE_TYPE_MASK) == DIRECTORY_TYPE;
    }
}
