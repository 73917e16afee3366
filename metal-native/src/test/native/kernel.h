// Kernels: from the text in Metal's shading language to a function that one thread of the grid runs.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "msl/standin_abi.h"

namespace standin {

// A kernel function of a program.
struct KernelFunction {
    std::string name;
    bool meetsAtBarriers = false;
    std::vector<StandInParameter> parameters;
    StandInCall call = nullptr;
};

// A compiled program; it stays loaded, and so do its functions.
struct Program {
    std::map<std::string, KernelFunction> functions;
};

// Compiles a text, or finds it compiled. Null, and what the compiler says, if it does not compile.
const Program* compile(const std::string& text, bool fastMath, std::string& messages);

// One run of a kernel over a grid.
struct Run {
    const KernelFunction* function = nullptr;
    std::vector<void*> buffers;
    std::vector<size_t> groupMemoryBytes;
    uint64_t threads[3] = {1, 1, 1};
    uint64_t groupThreads[3] = {1, 1, 1};
};

// Runs it on the calling thread, one group after the other. Empty, or what went wrong; the address of a fault is given too.
std::string execute(const Run& run, void*& faultAddress);

// Compilation of one text: what is wrong with it by Metal's rules that C++ does not have, and what is compiled.
struct Translation {
    std::string errors;
    std::string text;
    std::vector<std::string> kernels;
};
Translation translate(const std::string& text);

}  // namespace standin
