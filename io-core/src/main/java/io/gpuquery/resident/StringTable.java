package io.gpuquery.resident;

import io.gpuquery.column.Bytes;
import java.util.Arrays;

/** Different strings, numbered from 0 in the order in which they came: open addressing with linear probing. For one thread. */
final class StringTable {
    private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

    private final StringHeap entries = new StringHeap();
    /** Entry and one, 0 where there is none; a power of two, at most half full. */
    private int[] slots = new int[256];

    private int[] hashes = new int[128];
    /** The strings of one byte, likewise: flags and other codes are so short. */
    private final int[] ofByte = new int[256];

    int size() {
        return entries.count();
    }

    StringHeap entries() {
        return entries;
    }

    /** Forgets all strings; the arrays stay. */
    void clear() {
        entries.clear();
        Arrays.fill(slots, 0);
        Arrays.fill(ofByte, 0);
    }

    /** The number of a string of one byte. */
    int intern(byte only) {
        int entry = ofByte[only & 0xff] - 1;
        if (entry < 0) {
            entry = intern((only & 0xffL) << Integer.SIZE | 1, 0);
            ofByte[only & 0xff] = entry + 1;
        }
        return entry;
    }

    /** The number of a string that lies in its view. */
    int intern(long head, long tail) {
        int hash = (int) (Bytes.mix(head * MULTIPLIER ^ tail) >>> Integer.SIZE);
        int mask = slots.length - 1;
        for (int slot = hash & mask; ; slot = slot + 1 & mask) {
            int entry = slots[slot] - 1;
            if (entry < 0) {
                entries.append(head, tail);
                return added(slot, hash);
            }
            if (entries.head(entry) == head && entries.tail(entry) == tail) {
                return entry;
            }
        }
    }

    /** The number of a string that does not fit its view. */
    int intern(long head, byte[] bytes, int offset) {
        int length = StringHeap.length(head);
        int hash = (int) (Bytes.hash(bytes, offset, length) >>> Integer.SIZE);
        int mask = slots.length - 1;
        for (int slot = hash & mask; ; slot = slot + 1 & mask) {
            int entry = slots[slot] - 1;
            if (entry < 0) {
                entries.append(head, bytes, offset);
                return added(slot, hash);
            }
            if (hashes[entry] == hash && entries.head(entry) == head) {
                int at = StringHeap.offset(entries.tail(entry));
                if (Arrays.equals(entries.data(), at, at + length, bytes, offset, offset + length)) {
                    return entry;
                }
            }
        }
    }

    private int added(int slot, int hash) {
        int entry = entries.count() - 1;
        if (hashes.length == entry) {
            hashes = Arrays.copyOf(hashes, 2 * entry);
        }
        hashes[entry] = hash;
        slots[slot] = entry + 1;
        if (2 * entries.count() > slots.length) {
            grow();
        }
        return entry;
    }

    private void grow() {
        slots = new int[2 * slots.length];
        int mask = slots.length - 1;
        for (int entry = 0; entry < entries.count(); entry++) {
            int slot = hashes[entry] & mask;
            while (slots[slot] != 0) {
                slot = slot + 1 & mask;
            }
            slots[slot] = entry + 1;
        }
    }
}
