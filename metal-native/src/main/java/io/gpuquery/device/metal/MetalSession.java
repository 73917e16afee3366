package io.gpuquery.device.metal;

import io.gpuquery.device.DeviceException;
import io.gpuquery.device.common.DeviceSession;

/** An {@code MTLDevice} and its queue. */
final class MetalSession extends DeviceSession {
    /** {@code MTLGPUFamilyApple4} and {@code MTLGPUFamilyMac2}: from these on groups may be of different sizes. */
    private static final long[] FAMILIES_WITH_UNEVEN_GROUPS = {1004, 2002};

    private final long device;
    private final long queue;
    private final boolean takesUnevenGroups;

    private MetalSession(String name, long device, long queue, long budgetBytes) {
        super(name, "metal", budgetBytes);
        this.device = device;
        this.queue = queue;
        this.takesUnevenGroups = takesUnevenGroups(device);
    }

    static MetalSession open() {
        return ObjC.pooled(() -> {
            long device = MetalDevices.best();
            if (device == 0) {
                throw new DeviceException("Metal", DeviceException.Reason.UNSUPPORTED, "there is no device");
            }
            String name = MetalDevices.name(device);
            long queue = ObjC.send(device, ObjC.selector("newCommandQueue"));
            if (queue == 0) {
                ObjC.release(device);
                throw new DeviceException(name, DeviceException.Reason.OUT_OF_MEMORY, "there is no queue");
            }
            long recommended = ObjC.send(device, ObjC.selector("recommendedMaxWorkingSetSize"));
            return new MetalSession(name, device, queue, recommended > 0 ? recommended : Long.MAX_VALUE);
        });
    }

    private static boolean takesUnevenGroups(long device) {
        for (long family : FAMILIES_WITH_UNEVEN_GROUPS) {
            if (ObjC.sendBoolean(device, ObjC.selector("supportsFamily:"), family) != 0) {
                return true;
            }
        }
        return false;
    }

    long device() {
        return device;
    }

    long queue() {
        return queue;
    }

    /** Whether a grid need not be a multiple of its groups. */
    boolean takesUnevenGroups() {
        return takesUnevenGroups;
    }

    @Override
    protected void free() {
        ObjC.release(queue);
        ObjC.release(device);
    }
}
