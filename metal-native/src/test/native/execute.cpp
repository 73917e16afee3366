// Runs kernels: one group of threads after the other, each of its threads a fibre where they meet at barriers. Faults of a
// kernel end its run and not the process.

#include <dlfcn.h>
#include <setjmp.h>
#include <signal.h>
#include <sys/mman.h>
#include <ucontext.h>

#include <algorithm>
#include <cstring>
#include <mutex>
#include <stdexcept>

#include "kernel.h"
#include "runtime.h"

namespace standin {

namespace {

constexpr size_t STACK_BYTES = 256 << 10;
constexpr unsigned STEP = 32;

enum class State { READY, AT_GROUP_BARRIER, AT_STEP_BARRIER, ENDED };

struct Fibre {
    State state;
    StandInPosition position;
    ucontext_t context;
    jmp_buf at;
    bool started;
};

// What a thread of the host that runs groups needs; its stacks stay mapped between groups.
struct Scheduler {
    std::vector<Fibre> fibres;
    std::vector<char> slots;
    char* stacks = nullptr;
    size_t stackCount = 0;
    size_t running = 0;
    ucontext_t main;
    jmp_buf mainAt;
    const Run* run = nullptr;
    void* const* groupMemories = nullptr;

    ~Scheduler() {
        if (stacks != nullptr) munmap(stacks, stackCount * STACK_BYTES);
    }
};

// Read by a signal handler: plain pointers, which need no initialisation.
__attribute__((tls_model("initial-exec"))) thread_local sigjmp_buf* faultReturn = nullptr;
__attribute__((tls_model("initial-exec"))) thread_local void* faultAt = nullptr;
__attribute__((tls_model("initial-exec"))) thread_local int faultSignal = 0;
__attribute__((tls_model("initial-exec"))) thread_local Scheduler* scheduler = nullptr;

struct sigaction previous[3];
const int SIGNALS[3] = {SIGSEGV, SIGBUS, SIGFPE};

void onFault(int signal, siginfo_t* info, void* context) {
    if (faultReturn != nullptr) {
        faultAt = info->si_addr;
        faultSignal = signal;
        siglongjmp(*faultReturn, 1);
    }
    for (int i = 0; i < 3; i++) {
        if (SIGNALS[i] != signal) continue;
        if (previous[i].sa_flags & SA_SIGINFO) {
            previous[i].sa_sigaction(signal, info, context);
        } else if (previous[i].sa_handler != SIG_DFL && previous[i].sa_handler != SIG_IGN) {
            previous[i].sa_handler(signal);
        } else {
            // The instruction is run again, and does what it would have done.
            sigaction(signal, &previous[i], nullptr);
        }
    }
}

void catchFault(int i) {
    struct sigaction action = {};
    action.sa_sigaction = onFault;
    action.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_RESTART;
    sigaction(SIGNALS[i], &action, &previous[i]);
}

__attribute__((constructor)) void catchFaults() {
    for (int i = 0; i < 3; i++) catchFault(i);
}

bool isOfTheJvm(const struct sigaction& action) {
    Dl_info info;
    return (action.sa_flags & SA_SIGINFO) && dladdr(reinterpret_cast<void*>(action.sa_sigaction), &info) != 0
            && strstr(info.dli_fname, "libjvm") != nullptr;
}

// LLVM, which OpenCL drivers bring, has handlers too. At the first signal that comes to them they put those back that were there when
// they were installed, which are the JVM's if that was before this library was loaded: faults would go past this one.
void catchFaultsAgain() {
    static std::mutex lock;
    std::lock_guard<std::mutex> guard(lock);
    for (int i = 0; i < 3; i++) {
        struct sigaction current = {};
        sigaction(SIGNALS[i], nullptr, &current);
        if (isOfTheJvm(current)) catchFault(i);
    }
}

[[noreturn]] void fibreMain() {
    Scheduler& self = *scheduler;
    Fibre& fibre = self.fibres[self.running];
    self.run->function->call(self.run->buffers.data(), self.groupMemories, &fibre.position);
    fibre.state = State::ENDED;
    _longjmp(self.mainAt, 1);
}

void wait(State state) {
    Scheduler& self = *scheduler;
    Fibre& fibre = self.fibres[self.running];
    fibre.state = state;
    if (_setjmp(fibre.at) == 0) {
        _longjmp(self.mainAt, 1);
    }
}

void groupBarrier() {
    wait(State::AT_GROUP_BARRIER);
}

void stepBarrier() {
    wait(State::AT_STEP_BARRIER);
}

void* stepSlots(unsigned* lane, unsigned* present) {
    Scheduler& self = *scheduler;
    *lane = self.running % STEP;
    size_t first = self.running - *lane;
    *present = 0;
    for (size_t i = first; i < std::min(first + STEP, self.fibres.size()); i++) {
        *present |= self.fibres[i].state == State::ENDED ? 0 : 1u << (i - first);
    }
    return self.slots.data() + 16 * first;
}

const StandInRuntime RUNTIME = {groupBarrier, stepBarrier, stepSlots};

void resume(Scheduler& self, size_t index) {
    Fibre& fibre = self.fibres[index];
    self.running = index;
    fibre.state = State::READY;
    if (_setjmp(self.mainAt) != 0) {
        return;
    }
    if (fibre.started) {
        _longjmp(fibre.at, 1);
    }
    fibre.started = true;
    getcontext(&fibre.context);
    fibre.context.uc_stack.ss_sp = self.stacks + index * STACK_BYTES;
    fibre.context.uc_stack.ss_size = STACK_BYTES;
    fibre.context.uc_link = nullptr;
    makecontext(&fibre.context, reinterpret_cast<void (*)()>(fibreMain), 0);
    setcontext(&fibre.context);
}

// All threads from first to before end, until each waits or has ended; whether one waits for its group.
void runGroup(Scheduler& self) {
    size_t count = self.fibres.size();
    bool some = true;
    while (some) {
        some = false;
        for (size_t i = 0; i < count; i++) {
            if (self.fibres[i].state == State::READY) resume(self, i);
        }
        // Those in step go on when all of them wait so, or have ended.
        for (size_t first = 0; first < count; first += STEP) {
            size_t end = std::min(first + STEP, count);
            bool meets = false, all = true;
            for (size_t i = first; i < end; i++) {
                meets |= self.fibres[i].state == State::AT_STEP_BARRIER;
                all &= self.fibres[i].state != State::AT_GROUP_BARRIER;
            }
            if (meets && !all) {
                violation("kernel %s: threads that run in step wait at different barriers",
                        self.run->function->name.c_str());
                return;
            }
            for (size_t i = first; meets && i < end; i++) {
                if (self.fibres[i].state == State::AT_STEP_BARRIER) {
                    self.fibres[i].state = State::READY;
                    some = true;
                }
            }
        }
        if (some) continue;
        size_t waiting = 0;
        for (const Fibre& fibre : self.fibres) waiting += fibre.state == State::AT_GROUP_BARRIER;
        if (waiting == 0) return;
        if (waiting < count) {
            violation("kernel %s: a barrier that %zu of %zu threads of a group reach", self.run->function->name.c_str(),
                    waiting, count);
            return;
        }
        for (Fibre& fibre : self.fibres) fibre.state = State::READY;
        some = true;
    }
}

struct Grid {
    StandInPosition position;
    uint64_t counts[3];
};

void runGroupAt(Scheduler& self, const Run& run, StandInPosition position) {
    unsigned long extent[3];
    for (int d = 0; d < 3; d++) {
        extent[d] = std::min(run.groupThreads[d], run.threads[d] - position.group[d] * run.groupThreads[d]);
        position.threadsPerGroup[d] = extent[d];
    }
    position.threadsOfGroup = extent[0] * extent[1] * extent[2];
    bool meets = run.function->meetsAtBarriers;
    if (meets) {
        self.fibres.resize(position.threadsOfGroup);
        self.slots.resize(16 * (position.threadsOfGroup + STEP));
    }
    unsigned long index = 0;
    for (unsigned long z = 0; z < extent[2]; z++) {
        for (unsigned long y = 0; y < extent[1]; y++) {
            for (unsigned long x = 0; x < extent[0]; x++, index++) {
                unsigned long within[3] = {x, y, z};
                for (int d = 0; d < 3; d++) {
                    position.inGroup[d] = within[d];
                    position.grid[d] = position.group[d] * run.groupThreads[d] + within[d];
                }
                position.indexInGroup = index;
                if (meets) {
                    Fibre& fibre = self.fibres[index];
                    fibre.state = State::READY;
                    fibre.started = false;
                    fibre.position = position;
                } else {
                    run.function->call(run.buffers.data(), self.groupMemories, &position);
                }
            }
        }
    }
    if (meets) runGroup(self);
}

void runAll(Scheduler& self, const Run& run, std::vector<std::vector<char>>& groupMemory) {
    StandInPosition position = {};
    for (int d = 0; d < 3; d++) {
        position.threadsPerGrid[d] = run.threads[d];
        position.groupsPerGrid[d] = (run.threads[d] + run.groupThreads[d] - 1) / run.groupThreads[d];
    }
    for (position.group[2] = 0; position.group[2] < position.groupsPerGrid[2]; position.group[2]++) {
        for (position.group[1] = 0; position.group[1] < position.groupsPerGrid[1]; position.group[1]++) {
            for (position.group[0] = 0; position.group[0] < position.groupsPerGrid[0]; position.group[0]++) {
                // What a group finds in its memory is what another left there.
                for (std::vector<char>& memory : groupMemory) {
                    std::fill(memory.begin(), memory.end(), static_cast<char>(0xA5));
                }
                runGroupAt(self, run, position);
            }
        }
    }
}

}  // namespace

const StandInRuntime* fibreRuntime() {
    return &RUNTIME;
}

std::string execute(const Run& run, void*& faultAddress) {
    Scheduler self;
    std::vector<std::vector<char>> groupMemory;
    std::vector<void*> groupMemories;
    for (size_t bytes : run.groupMemoryBytes) {
        groupMemory.emplace_back(bytes);
    }
    for (std::vector<char>& memory : groupMemory) groupMemories.push_back(memory.data());
    self.run = &run;
    self.groupMemories = groupMemories.data();
    if (run.function->meetsAtBarriers) {
        self.stackCount = run.groupThreads[0] * run.groupThreads[1] * run.groupThreads[2];
        void* stacks = mmap(nullptr, self.stackCount * STACK_BYTES, PROT_READ | PROT_WRITE,
                MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        if (stacks == MAP_FAILED) return "there is no memory for the threads of a group";
        self.stacks = static_cast<char*>(stacks);
    }
    catchFaultsAgain();
    sigjmp_buf back;
    scheduler = &self;
    faultAddress = nullptr;
    if (sigsetjmp(back, 1) == 0) {
        faultReturn = &back;
        runAll(self, run, groupMemory);
        faultReturn = nullptr;
        scheduler = nullptr;
        return "";
    }
    faultReturn = nullptr;
    scheduler = nullptr;
    faultAddress = faultAt;
    return faultSignal == SIGFPE ? "a division by zero" : "a fault at an address that may not be accessed so";
}

}  // namespace standin
