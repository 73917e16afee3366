// What the stand-in and the programs that it compiles agree on. No other header is included: programs see this one.
#pragma once

struct StandInPosition {
    unsigned long grid[3];
    unsigned long inGroup[3];
    unsigned long group[3];
    unsigned long threadsPerGrid[3];
    unsigned long threadsPerGroup[3];
    unsigned long groupsPerGrid[3];
    unsigned long indexInGroup;
    unsigned long threadsOfGroup;
};

enum StandInKind { STANDIN_BUFFER = 0, STANDIN_CONSTANT = 1, STANDIN_GROUP_MEMORY = 2, STANDIN_REFERENCE = 4 };

struct StandInParameter {
    const char* name;
    int kind;
    int index;
    int isConst;
    unsigned long elementBytes;
    unsigned long alignmentBytes;
};

typedef void (*StandInCall)(void* const* buffers, void* const* groupMemories, const StandInPosition* position);

// What a program calls.
struct StandInRuntime {
    void (*groupBarrier)();
    void (*stepBarrier)();
    // The slots of the 32 threads that run in step with this one, 16 bytes each, and which of them take part.
    void* (*stepSlots)(unsigned* lane, unsigned* present);
};
