package io.gpuquery.device.metal;

/** Chooses among the GPUs of a Mac. */
final class MetalDevices {
    private MetalDevices() {}

    /**
     * The system's default; where it has none, as for programs without a window of some versions of macOS, the first that
     * shares the host's memory, and at last the first of all.
     *
     * @return the device, owned by the caller; 0 if there is none
     */
    static long best() {
        long device = MetalFramework.MTLCreateSystemDefaultDevice();
        return device != 0 ? device : bestOfAll();
    }

    private static long bestOfAll() {
        long all = MetalFramework.MTLCopyAllDevices();
        if (all == 0) {
            return 0;
        }
        try {
            long best = 0;
            long count = ObjC.send(all, ObjC.selector("count"));
            for (long i = 0; i < count; i++) {
                long device = ObjC.send(all, ObjC.selector("objectAtIndex:"), i);
                if (best == 0 || (isUnified(device) && !isUnified(best))) {
                    best = device;
                }
            }
            return best == 0 ? 0 : ObjC.retain(best);
        } finally {
            ObjC.release(all);
        }
    }

    /** Whether a device computes on the host's own memory. */
    static boolean isUnified(long device) {
        return ObjC.sendBoolean(device, ObjC.selector("hasUnifiedMemory")) != 0;
    }

    /** What a device is called. */
    static String name(long device) {
        return ObjC.text(ObjC.send(device, ObjC.selector("name"))) + " (Metal)";
    }
}
