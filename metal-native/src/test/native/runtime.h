// A stand-in for the parts of Objective-C and Metal that gpu-query uses, for tests where there is no Mac.
//
// It is strict: what Metal's validation layer would stop is noted as a violation, which fails the test that caused it, and
// the call gives nil or does nothing. It really runs kernels, compiled as C++ by the machine's compiler.
#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <string>
#include <vector>

namespace standin {

using Selector = const char*;

// The base of all objects. Counting references is all that they share.
struct Object {
    explicit Object(const char* className);
    virtual ~Object();
    Object(const Object&) = delete;

    const char* const className;
    std::atomic<long> references{1};
    // Objects that the system owns for ever: classes and devices.
    bool immortal = false;
};

// One method: the name of the class, "+" before it for the class itself.
struct Method {
    const char* className;
    const char* selector;
    void* implementation;
};

void addMethods(const std::vector<Method>& methods);

// Notes that a rule was broken; the text says which, and by what.
void violation(const char* format, ...) __attribute__((format(printf, 1, 2)));

// The object, if it is alive, else null and a violation.
Object* alive(void* object, const char* where);

// The object as one of a class; nil and whatever is of another class are violations.
template <class T>
T* as(void* object, const char* where) {
    if (object == nullptr) {
        violation("%s: nil where %s is wanted", where, T::NAME);
        return nullptr;
    }
    Object* found = alive(object, where);
    T* typed = dynamic_cast<T*>(found);
    if (found != nullptr && typed == nullptr) {
        violation("%s: %s where %s is wanted", where, found->className, T::NAME);
    }
    return typed;
}

template <class T>
T* retained(T* object) {
    object->references++;
    return object;
}

void release(Object* object);
Object* autoreleased(Object* object);

struct String : Object {
    static constexpr const char* NAME = "NSString";
    explicit String(std::string text) : Object(NAME), text(std::move(text)) {}
    const std::string text;
};

struct Error : Object {
    static constexpr const char* NAME = "NSError";
    explicit Error(std::string text) : Object(NAME), text(std::move(text)) {}
    const std::string text;
};

// Settings that tests change; see the Java class MetalStandIn.
struct Settings {
    std::atomic<uint64_t> unifiedMemory{1};
    std::atomic<uint64_t> maxBufferLength{1ull << 40};
    std::atomic<uint64_t> recommendedMaxWorkingSetSize{1ull << 40};
    std::atomic<uint64_t> maxThreadgroupMemoryLength{32768};
    std::atomic<uint64_t> maxTotalThreadsPerThreadgroup{1024};
    std::atomic<uint64_t> hasDefaultDevice{1};
    std::atomic<uint64_t> hasUnevenGroups{1};
    // Whether what costs time is checked: whether memory is one region of the address space.
    std::atomic<uint64_t> validatesMemory{1};
};
extern Settings settings;

// Whether the next call of a selector is to fail, as tests ordered.
bool failsNext(const char* selector);

// How many threads run command buffers.
extern std::atomic<int> workers;

}  // namespace standin
