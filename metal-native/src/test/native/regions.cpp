// Regions of the address space, as the system lists them.

#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/types.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>

namespace standin {

namespace {

// Of the largest page that Metal knows. What follows a file's last small page up to there would be the same region where
// pages are this large.
constexpr uint64_t LARGE_PAGE_BYTES = 16 << 10;

struct Region {
    uint64_t start, end, inode;
    bool readable, writable;
};

// struct procmap_query of <linux/fs.h>, since Linux 6.11.
struct Query {
    uint64_t size, flags, address, start, end, vmaFlags, pageSize, offset, inode;
    uint32_t major, minor, nameSize, buildIdSize;
    uint64_t name, buildId;
};

bool ask(int maps, uint64_t address, Region& region) {
    Query query = {};
    query.size = sizeof query;
    query.address = address;
    if (ioctl(maps, _IOWR('f', 17, Query), &query) != 0) return false;
    region = {query.start, query.end, query.inode, (query.vmaFlags & 1) != 0, (query.vmaFlags & 2) != 0};
    return true;
}

bool read(uint64_t address, Region& region) {
    FILE* maps = fopen("/proc/self/maps", "r");
    if (maps == nullptr) return false;
    char line[512];
    bool found = false;
    while (!found && fgets(line, sizeof line, maps) != nullptr) {
        unsigned long start, end, offset, inode;
        char access[8];
        unsigned major, minor;
        if (sscanf(line, "%lx-%lx %7s %lx %x:%x %lu", &start, &end, access, &offset, &major, &minor, &inode) == 7
                && start <= address && address < end) {
            region = {start, end, inode, access[0] == 'r', access[1] == 'w'};
            found = true;
        }
    }
    fclose(maps);
    return found;
}

bool regionAt(uint64_t address, Region& region) {
    static const int maps = open("/proc/self/maps", O_RDONLY | O_CLOEXEC);
    return ask(maps, address, region) || read(address, region);
}

}  // namespace

bool isOneRegion(uintptr_t address, uint64_t length, bool& writable) {
    Region region = {};
    if (!regionAt(address, region) || !region.readable) return false;
    writable = region.writable;
    uint64_t end = address + length;
    if (end <= region.end) return true;
    Region tail = {};
    return region.inode != 0 && end - region.end < LARGE_PAGE_BYTES && regionAt(region.end, tail)
            && tail.start == region.end && tail.inode == 0 && tail.readable && end <= tail.end;
}

}  // namespace standin
