// Compiles kernels by the machine's C++ compiler, and loads them. What was compiled is kept beside this library.

#include <dlfcn.h>
#include <fcntl.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <mutex>
#include <sstream>

#include "kernel.h"
#include "runtime.h"

extern char** environ;

namespace standin {

const StandInRuntime* fibreRuntime();

namespace {

std::mutex lock;
std::map<std::string, std::unique_ptr<Program>> programs;

// The folder of this library, where the header of the language lies too.
std::string home() {
    Dl_info info;
    dladdr(reinterpret_cast<void*>(&home), &info);
    std::string path = info.dli_fname;
    return path.substr(0, path.rfind('/'));
}

std::string contents(const std::string& path) {
    std::ifstream in(path);
    std::stringstream text;
    text << in.rdbuf();
    return text.str();
}

bool runCompiler(const std::vector<std::string>& words, const std::string& messagesPath) {
    std::vector<char*> arguments;
    for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    // Messages in plain English, whatever the user's language.
    std::vector<char*> variables = {const_cast<char*>("LC_ALL=C")};
    for (char** variable = environ; *variable != nullptr; variable++) variables.push_back(*variable);
    variables.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 2, messagesPath.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
    pid_t child;
    int failed = posix_spawnp(&child, arguments[0], &actions, nullptr, arguments.data(), variables.data());
    posix_spawn_file_actions_destroy(&actions);
    int status = -1;
    return failed == 0 && waitpid(child, &status, 0) == child && status == 0;
}

}  // namespace

const Program* compile(const std::string& text, bool fastMath, std::string& messages) {
    Translation translation = translate(text);
    if (!translation.errors.empty()) {
        messages = translation.errors;
        return nullptr;
    }
    std::lock_guard<std::mutex> guard(lock);
    std::string folder = home();
    std::string shim = contents(folder + "/msl/metal_stdlib") + contents(folder + "/msl/standin_abi.h");
    std::string key = (fastMath ? "fast\n" : "exact\n") + translation.text + shim;
    auto known = programs.find(key);
    if (known != programs.end()) {
        return known->second.get();
    }
    char name[64];
    snprintf(name, sizeof name, "/kernel-%016zx-%zx", std::hash<std::string>()(key), key.size());
    std::string library = folder + name + ".so";
    if (access(library.c_str(), R_OK) != 0) {
        std::string own = folder + name + "." + std::to_string(getpid());
        std::ofstream(own + ".cpp") << "#line 1 \"program_source\"\n" << translation.text;
        const char* compiler = getenv("CXX");
        bool compiled = runCompiler(
                {compiler == nullptr ? "c++" : compiler, "-std=c++17", "-O2", "-shared", "-fPIC", "-w",
                    "-fvisibility=hidden", "-fno-exceptions", "-fno-rtti", "-fsigned-char", "-fwrapv",
                    "-fsingle-precision-constant", "-fno-strict-aliasing", "-fno-threadsafe-statics", "-ffp-contract=off",
                    fastMath ? "-ffast-math" : "-fno-fast-math", "-fno-diagnostics-show-caret", "-fmax-errors=20",
                    "-I" + folder + "/msl", "-include", "metal_stdlib", "-o", own + ".so", own + ".cpp"},
                own + ".txt");
        if (compiled) {
            rename((own + ".so").c_str(), library.c_str());
        } else {
            messages = contents(own + ".txt");
            if (messages.empty()) messages = "the C++ compiler cannot be run";
        }
        for (const char* ending : {".cpp", ".txt", ".so"}) unlink((own + ending).c_str());
        if (!compiled) {
            return nullptr;
        }
    }
    void* loaded = dlopen(library.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (loaded == nullptr) {
        messages = dlerror();
        return nullptr;
    }
    *static_cast<const StandInRuntime**>(dlsym(loaded, "standin_runtime")) = fibreRuntime();
    auto program = std::make_unique<Program>();
    bool meets = text.find("barrier") != std::string::npos || text.find("simd_") != std::string::npos;
    for (const std::string& kernel : translation.kernels) {
        KernelFunction function;
        function.name = kernel;
        function.meetsAtBarriers = meets;
        function.call = reinterpret_cast<StandInCall>(dlsym(loaded, ("standin_call_" + kernel).c_str()));
        auto* parameter =
                static_cast<const StandInParameter*>(dlsym(loaded, ("standin_parameters_" + kernel).c_str()));
        for (; parameter->name != nullptr; parameter++) function.parameters.push_back(*parameter);
        program->functions[kernel] = function;
    }
    return (programs[key] = std::move(program)).get();
}

}  // namespace standin
