// Metal's objects.
#pragma once

#include <condition_variable>
#include <cstdlib>
#include <deque>
#include <memory>

#include "kernel.h"
#include "runtime.h"

namespace standin {

constexpr unsigned MOST_BUFFERS = 31;
constexpr unsigned long MOST_INLINE_BYTES = 4096;

struct Size {
    unsigned long width, height, depth;
};

struct Device : Object {
    static constexpr const char* NAME = "MTLDevice";
    explicit Device(std::string name) : Object(NAME), name(std::move(name)) { immortal = true; }
    const std::string name;
    std::atomic<uint64_t> allocated{0};
};

struct Array : Object {
    static constexpr const char* NAME = "NSArray";
    Array() : Object(NAME) {}
    ~Array() override {
        for (Object* item : items) release(item);
    }
    // The array holds a reference to each.
    std::vector<Object*> items;
};

struct CompileOptions : Object {
    static constexpr const char* NAME = "MTLCompileOptions";
    CompileOptions() : Object(NAME) {}
    // As Metal's: what does not say otherwise is compiled with fast math.
    bool fastMath = true;
};

struct Buffer : Object {
    static constexpr const char* NAME = "MTLBuffer";
    Buffer(Device* device, char* bytes, uint64_t length, bool owned, bool writable)
            : Object(NAME), device(retained(device)), bytes(bytes), length(length), owned(owned), writable(writable) {
        device->allocated += length;
    }
    ~Buffer() override {
        device->allocated -= length;
        if (owned) free(bytes);
        release(device);
    }
    Device* const device;
    char* const bytes;
    const uint64_t length;
    const bool owned;
    const bool writable;
};

struct Library : Object {
    static constexpr const char* NAME = "MTLLibrary";
    Library(Device* device, const Program* program) : Object(NAME), device(retained(device)), program(program) {}
    ~Library() override { release(device); }
    Device* const device;
    const Program* const program;
};

struct Function : Object {
    static constexpr const char* NAME = "MTLFunction";
    Function(Device* device, const KernelFunction* function)
            : Object(NAME), device(retained(device)), function(function) {}
    ~Function() override { release(device); }
    Device* const device;
    const KernelFunction* const function;
};

struct Pipeline : Object {
    static constexpr const char* NAME = "MTLComputePipelineState";
    Pipeline(Device* device, const KernelFunction* function)
            : Object(NAME), device(retained(device)), function(function) {}
    ~Pipeline() override { release(device); }
    Device* const device;
    const KernelFunction* const function;
};

struct Argument : Object {
    static constexpr const char* NAME = "MTLArgument";
    explicit Argument(const StandInParameter& of) : Object(NAME), of(of) {}
    const StandInParameter of;
};

struct Reflection : Object {
    static constexpr const char* NAME = "MTLComputePipelineReflection";
    explicit Reflection(const KernelFunction* function) : Object(NAME), function(function) {}
    const KernelFunction* const function;
};

struct Binding {
    Buffer* buffer = nullptr;
    uint64_t offset = 0;
    std::vector<char> value;
};

struct Dispatch {
    Pipeline* pipeline;
    Binding bindings[MOST_BUFFERS];
    uint64_t groupMemory[MOST_BUFFERS];
    Run run;
};

struct CommandBuffer;

struct Queue : Object {
    static constexpr const char* NAME = "MTLCommandQueue";
    explicit Queue(Device* device) : Object(NAME), device(retained(device)) {}
    ~Queue() override { release(device); }
    Device* const device;
    std::mutex lock;
    std::deque<CommandBuffer*> committed;
    bool works = false;
};

enum Status : unsigned long { NOT_ENQUEUED, ENQUEUED, COMMITTED, SCHEDULED, COMPLETED, FAILED };

struct CommandBuffer : Object {
    static constexpr const char* NAME = "MTLCommandBuffer";
    explicit CommandBuffer(Queue* queue) : Object(NAME), queue(retained(queue)) {}
    ~CommandBuffer() override {
        letGo();
        if (error != nullptr) release(error);
        release(queue);
    }
    void letGo() {
        for (auto& dispatch : dispatches) {
            release(dispatch->pipeline);
            for (Binding& binding : dispatch->bindings) {
                if (binding.buffer != nullptr) release(binding.buffer);
            }
        }
        dispatches.clear();
    }
    Queue* const queue;
    std::mutex lock;
    std::condition_variable ended;
    Status status = NOT_ENQUEUED;
    std::vector<std::unique_ptr<Dispatch>> dispatches;
    Object* encoder = nullptr;
    Error* error = nullptr;
    double start = 0;
    double end = 0;
};

struct Encoder : Object {
    static constexpr const char* NAME = "MTLComputeCommandEncoder";
    explicit Encoder(CommandBuffer* commands) : Object(NAME), commands(retained(commands)) {}
    ~Encoder() override {
        if (!ended) {
            violation("an encoder was deallocated without endEncoding");
            commands->encoder = nullptr;
        }
        forget();
        release(commands);
    }
    void forget() {
        if (pipeline != nullptr) release(pipeline);
        pipeline = nullptr;
        for (Binding& binding : bindings) bind(binding, nullptr, 0);
    }
    static void bind(Binding& binding, Buffer* buffer, uint64_t offset) {
        if (buffer != nullptr) buffer->references++;
        if (binding.buffer != nullptr) release(binding.buffer);
        binding.buffer = buffer;
        binding.offset = offset;
        binding.value.clear();
    }
    CommandBuffer* const commands;
    Pipeline* pipeline = nullptr;
    Binding bindings[MOST_BUFFERS];
    uint64_t groupMemory[MOST_BUFFERS] = {};
    bool ended = false;
};

#define METHOD(function) reinterpret_cast<void*>(function)

}  // namespace standin
