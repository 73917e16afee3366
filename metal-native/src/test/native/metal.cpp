// Metal's classes: device, buffers, programs, pipelines, queues, command buffers, encoders.

#include <fcntl.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include <cinttypes>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <thread>

#include "kernel.h"
#include "runtime.h"

using namespace standin;

namespace standin {
// Whether a range is one region of the address space, and whether it may be written; see regions.cpp.
bool isOneRegion(uintptr_t address, uint64_t length, bool& writable);
}  // namespace standin

namespace {

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

double seconds() {
    timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

Device* theDevice() {
    static Device* device = new Device("Stand-in");
    return device;
}

// ---- device ----

void* deviceName(Device* self, Selector) {
    return autoreleased(new String(self->name));
}
signed char deviceUnified(Device*, Selector) {
    return settings.unifiedMemory != 0;
}
unsigned long deviceMaxBuffer(Device*, Selector) {
    return settings.maxBufferLength;
}
unsigned long deviceWorkingSet(Device*, Selector) {
    return settings.recommendedMaxWorkingSetSize;
}
unsigned long deviceGroupMemory(Device*, Selector) {
    return settings.maxThreadgroupMemoryLength;
}
unsigned long deviceAllocated(Device* self, Selector) {
    return self->allocated;
}

bool canBeBuffer(const char* selector, uint64_t length, unsigned long options) {
    if (failsNext(selector)) return false;
    if (length == 0) {
        violation("%s: a buffer of no bytes", selector);
        return false;
    }
    if (length > settings.maxBufferLength) {
        violation("%s: a length of %" PRIu64 " bytes is beyond the maximum of %" PRIu64, selector, length,
                settings.maxBufferLength.load());
        return false;
    }
    if (options != 0) {
        violation("%s: storage mode %lu is not the shared one", selector, options);
        return false;
    }
    return true;
}

void* newBufferNoCopy(
        Device* self, Selector selector, void* pointer, unsigned long length, unsigned long options, void* deallocator) {
    if (!canBeBuffer(selector, length, options)) return nullptr;
    auto address = reinterpret_cast<uintptr_t>(pointer);
    auto page = static_cast<uintptr_t>(sysconf(_SC_PAGESIZE));
    if (address == 0 || address % page != 0) {
        violation("%s: the pointer %p is not a multiple of the page", selector, pointer);
        return nullptr;
    }
    if (length % page != 0) {
        violation("%s: the length of %lu bytes is not a multiple of the page", selector, length);
        return nullptr;
    }
    if (deallocator != nullptr) {
        violation("%s: a deallocator, which the stand-in does not call", selector);
        return nullptr;
    }
    bool writable = true;
    if (settings.validatesMemory != 0 && !isOneRegion(address, length, writable)) {
        violation("%s: %lu bytes at %p are not within one VM region", selector, length, pointer);
        return nullptr;
    }
    return new Buffer(self, static_cast<char*>(pointer), length, false, writable);
}

void* newBufferWithBytes(Device* self, Selector selector, void* pointer, unsigned long length, unsigned long options) {
    if (!canBeBuffer(selector, length, options)) return nullptr;
    char* bytes = static_cast<char*>(malloc(length));
    if (bytes == nullptr) return nullptr;
    memcpy(bytes, pointer, length);
    return new Buffer(self, bytes, length, true, true);
}

void* newBufferWithLength(Device* self, Selector selector, unsigned long length, unsigned long options) {
    if (!canBeBuffer(selector, length, options)) return nullptr;
    char* bytes = static_cast<char*>(calloc(length, 1));
    return bytes == nullptr ? nullptr : new Buffer(self, bytes, length, true, true);
}

void* newLibrary(Device* self, Selector selector, void* source, void* options, void** error) {
    auto* text = as<String>(source, selector);
    auto* compileOptions = options == nullptr ? nullptr : as<CompileOptions>(options, selector);
    if (text == nullptr) return nullptr;
    std::string messages;
    const Program* program = compile(text->text, compileOptions == nullptr || compileOptions->fastMath, messages);
    if (program == nullptr) {
        if (error != nullptr) *error = autoreleased(new Error(messages));
        return nullptr;
    }
    return new Library(self, program);
}

void* newPipeline(Device* self, Selector selector, void* function, unsigned long options, void** reflection, void** error) {
    auto* kernel = as<Function>(function, selector);
    if (kernel == nullptr) return nullptr;
    if (failsNext(selector)) {
        if (error != nullptr) *error = autoreleased(new Error("there are no resources for the kernel"));
        return nullptr;
    }
    if (reflection != nullptr && options != 0) *reflection = autoreleased(new Reflection(kernel->function));
    return new Pipeline(self, kernel->function);
}

signed char deviceSupports(Device*, Selector, long family) {
    return settings.hasUnevenGroups != 0 && (family == 1004 || family == 2002);
}

void* reflectionArguments(Reflection* self, Selector) {
    auto* array = new Array();
    for (const StandInParameter& parameter : self->function->parameters) array->items.push_back(new Argument(parameter));
    return autoreleased(array);
}
void* argumentName(Argument* self, Selector) {
    return autoreleased(new String(self->of.name));
}
unsigned long argumentType(Argument* self, Selector) {
    return self->of.kind & STANDIN_GROUP_MEMORY ? 1 : 0;
}
unsigned long argumentAccess(Argument* self, Selector) {
    return self->of.isConst ? 0 : 1;
}
unsigned long argumentIndex(Argument* self, Selector) {
    return static_cast<unsigned long>(self->of.index);
}
signed char argumentActive(Argument*, Selector) {
    return 1;
}
unsigned long argumentBytes(Argument* self, Selector selector) {
    if (self->of.kind & STANDIN_GROUP_MEMORY) violation("%s: the argument is no buffer", selector);
    return self->of.elementBytes;
}

void* newQueue(Device* self, Selector selector) {
    return failsNext(selector) ? nullptr : new Queue(self);
}

// ---- what a device makes ----

void* newOptions(Object*, Selector) {
    return new CompileOptions();
}
void* initOptions(CompileOptions* self, Selector) {
    return self;
}
void setFastMath(CompileOptions* self, Selector, signed char enabled) {
    self->fastMath = enabled != 0;
}
void* newFunction(Library* self, Selector selector, void* name) {
    auto* text = as<String>(name, selector);
    if (text == nullptr) return nullptr;
    auto found = self->program->functions.find(text->text);
    return found == self->program->functions.end() ? nullptr : new Function(self->device, &found->second);
}
unsigned long pipelineMostThreads(Pipeline*, Selector) {
    return settings.maxTotalThreadsPerThreadgroup;
}
unsigned long pipelineWidth(Pipeline*, Selector) {
    return 32;
}
void* bufferContents(Buffer* self, Selector) {
    return self->bytes;
}
unsigned long bufferLength(Buffer* self, Selector) {
    return self->length;
}
unsigned long arrayCount(Array* self, Selector) {
    return self->items.size();
}
void* arrayObject(Array* self, Selector selector, unsigned long index) {
    if (index >= self->items.size()) {
        violation("%s: index %lu of %zu", selector, index, self->items.size());
        return nullptr;
    }
    return self->items[index];
}

// ---- command buffers ----

void* queueCommandBuffer(Queue* self, Selector selector) {
    return failsNext(selector) ? nullptr : autoreleased(new CommandBuffer(self));
}

void* commandEncoder(CommandBuffer* self, Selector selector) {
    if (self->status != NOT_ENQUEUED) {
        violation("%s: the command buffer was committed", selector);
        return nullptr;
    }
    if (self->encoder != nullptr) {
        violation("%s: the encoder before it has not ended", selector);
        return nullptr;
    }
    if (failsNext(selector)) return nullptr;
    auto* encoder = new Encoder(self);
    self->encoder = encoder;
    return autoreleased(encoder);
}

// One dispatch: checks the bindings against the kernel's parameters, and runs it. What went wrong, or nothing.
std::string perform(Dispatch& dispatch) {
    Run& run = dispatch.run;
    run.function = dispatch.pipeline->function;
    run.buffers.assign(MOST_BUFFERS, nullptr);
    for (unsigned i = 0; i < MOST_BUFFERS; i++) {
        Binding& binding = dispatch.bindings[i];
        run.buffers[i] = binding.buffer != nullptr ? binding.buffer->bytes + binding.offset
                : binding.value.empty()            ? nullptr
                                                   : binding.value.data();
        run.groupMemoryBytes.push_back(dispatch.groupMemory[i]);
    }
    void* address = nullptr;
    std::string problem = execute(run, address);
    if (!problem.empty()) {
        for (unsigned i = 0; i < MOST_BUFFERS; i++) {
            Buffer* buffer = dispatch.bindings[i].buffer;
            auto* at = static_cast<char*>(address);
            if (buffer != nullptr && at >= buffer->bytes && at < buffer->bytes + buffer->length) {
                if (!buffer->writable) {
                    violation("kernel %s: a write to the read-only mapping in buffer %u", run.function->name.c_str(), i);
                }
                problem += " in buffer " + std::to_string(i);
            }
        }
        char where[32];
        snprintf(where, sizeof where, " (%p)", address);
        problem = "Caused GPU Address Fault Error: " + problem + where;
    }
    return problem;
}

void finish(CommandBuffer* commands) {
    {
        std::lock_guard<std::mutex> guard(commands->lock);
        commands->status = SCHEDULED;
    }
    double start = seconds();
    std::string problem;
    for (auto& dispatch : commands->dispatches) {
        problem = perform(*dispatch);
        if (!problem.empty()) break;
    }
    commands->letGo();
    std::lock_guard<std::mutex> guard(commands->lock);
    commands->start = start;
    commands->end = seconds();
    if (!problem.empty()) commands->error = new Error(problem);
    commands->status = problem.empty() ? COMPLETED : FAILED;
    commands->ended.notify_all();
}

// A thread of a queue; it ends when there is nothing more to do.
void work(Queue* queue) {
    while (true) {
        CommandBuffer* next;
        {
            std::lock_guard<std::mutex> guard(queue->lock);
            if (queue->committed.empty()) {
                queue->works = false;
                break;
            }
            next = queue->committed.front();
            queue->committed.pop_front();
        }
        finish(next);
        release(next);
    }
    release(queue);
    workers--;
}

void commit(CommandBuffer* self, Selector) {
    if (self->status != NOT_ENQUEUED) {
        violation("a command buffer was committed twice");
        return;
    }
    if (self->encoder != nullptr) {
        violation("a command buffer was committed whose encoder has not ended");
        return;
    }
    self->status = COMMITTED;
    Queue* queue = self->queue;
    std::lock_guard<std::mutex> guard(queue->lock);
    queue->committed.push_back(retained(self));
    if (!queue->works) {
        queue->works = true;
        workers++;
        std::thread(work, retained(queue)).detach();
    }
}

void waitUntilCompleted(CommandBuffer* self, Selector selector) {
    std::unique_lock<std::mutex> guard(self->lock);
    if (self->status == NOT_ENQUEUED) {
        violation("%s: the command buffer was not committed", selector);
        return;
    }
    self->ended.wait(guard, [&] { return self->status >= COMPLETED; });
}

unsigned long commandStatus(CommandBuffer* self, Selector) {
    std::lock_guard<std::mutex> guard(self->lock);
    return self->status;
}
void* commandError(CommandBuffer* self, Selector) {
    std::lock_guard<std::mutex> guard(self->lock);
    return self->error;
}
double commandStart(CommandBuffer* self, Selector) {
    std::lock_guard<std::mutex> guard(self->lock);
    return self->start;
}
double commandEnd(CommandBuffer* self, Selector) {
    std::lock_guard<std::mutex> guard(self->lock);
    return self->end;
}

// ---- encoders ----

bool isOpen(Encoder* self, const char* selector) {
    if (self->ended) violation("%s: the encoder has ended", selector);
    return !self->ended;
}

bool isIndex(const char* selector, unsigned long index) {
    if (index >= MOST_BUFFERS) violation("%s: index %lu is beyond %u", selector, index, MOST_BUFFERS - 1);
    return index < MOST_BUFFERS;
}

void setPipeline(Encoder* self, Selector selector, void* pipeline) {
    auto* state = as<Pipeline>(pipeline, selector);
    if (!isOpen(self, selector) || state == nullptr) return;
    if (self->pipeline != nullptr) release(self->pipeline);
    self->pipeline = retained(state);
}

void setBuffer(Encoder* self, Selector selector, void* buffer, unsigned long offset, unsigned long index) {
    auto* found = as<Buffer>(buffer, selector);
    if (!isOpen(self, selector) || !isIndex(selector, index) || found == nullptr) return;
    if (offset >= found->length) {
        violation("%s: offset %lu is beyond the buffer's %" PRIu64 " bytes", selector, offset, found->length);
        return;
    }
    Encoder::bind(self->bindings[index], found, offset);
}

void setBytes(Encoder* self, Selector selector, void* bytes, unsigned long length, unsigned long index) {
    if (!isOpen(self, selector) || !isIndex(selector, index)) return;
    if (bytes == nullptr || length == 0 || length > MOST_INLINE_BYTES) {
        violation("%s: %lu bytes, where 1 to %lu are allowed", selector, length, MOST_INLINE_BYTES);
        return;
    }
    Encoder::bind(self->bindings[index], nullptr, 0);
    self->bindings[index].value.assign(static_cast<char*>(bytes), static_cast<char*>(bytes) + length);
}

void setGroupMemory(Encoder* self, Selector selector, unsigned long length, unsigned long index) {
    if (!isOpen(self, selector) || !isIndex(selector, index)) return;
    if (length % 16 != 0) {
        violation("%s: %lu bytes are not a multiple of 16", selector, length);
        return;
    }
    self->groupMemory[index] = length;
}

bool areBound(Encoder* self, const char* selector) {
    const KernelFunction* kernel = self->pipeline->function;
    const char* name = kernel->name.c_str();
    uint64_t groupBytes = 0;
    for (uint64_t bytes : self->groupMemory) groupBytes += bytes;
    if (groupBytes > settings.maxThreadgroupMemoryLength) {
        violation("%s: %" PRIu64 " bytes of group memory are beyond the maximum", selector, groupBytes);
        return false;
    }
    for (const StandInParameter& parameter : kernel->parameters) {
        if (parameter.kind & STANDIN_GROUP_MEMORY) {
            if (self->groupMemory[parameter.index] == 0) {
                violation("kernel %s: group memory %d (%s) is unbound", name, parameter.index, parameter.name);
                return false;
            }
            continue;
        }
        const Binding& binding = self->bindings[parameter.index];
        uint64_t bytes = binding.buffer != nullptr ? binding.buffer->length - binding.offset : binding.value.size();
        if (binding.buffer == nullptr && binding.value.empty()) {
            violation("kernel %s: buffer index %d (%s) is unbound", name, parameter.index, parameter.name);
            return false;
        }
        if (bytes < parameter.elementBytes) {
            violation("kernel %s: buffer index %d (%s) has %" PRIu64 " bytes, and one value takes %lu", name,
                    parameter.index, parameter.name, bytes, parameter.elementBytes);
            return false;
        }
        if (binding.buffer != nullptr && binding.offset % parameter.alignmentBytes != 0) {
            violation("kernel %s: the offset %" PRIu64 " of buffer index %d (%s) is not a multiple of %lu", name,
                    binding.offset, parameter.index, parameter.name, parameter.alignmentBytes);
            return false;
        }
        if (binding.buffer == nullptr && !parameter.isConst) {
            violation("kernel %s: buffer index %d (%s) may be written, and is a value", name, parameter.index,
                    parameter.name);
            return false;
        }
    }
    return true;
}

void dispatch(Encoder* self, Selector selector, Size grid, Size group, bool inGroups) {
    if (!isOpen(self, selector)) return;
    if (self->pipeline == nullptr) {
        violation("%s: no pipeline state is set", selector);
        return;
    }
    uint64_t groupThreads = group.width * group.height * group.depth;
    if (groupThreads == 0 || groupThreads > settings.maxTotalThreadsPerThreadgroup) {
        violation("%s: groups of %" PRIu64 " threads, where 1 to %" PRIu64 " are allowed", selector, groupThreads,
                settings.maxTotalThreadsPerThreadgroup.load());
        return;
    }
    if (grid.width == 0 || grid.height == 0 || grid.depth == 0) {
        violation("%s: a grid of no threads", selector);
        return;
    }
    if (!inGroups && settings.hasUnevenGroups == 0) {
        violation("%s: the device takes no groups of different sizes", selector);
        return;
    }
    if (!areBound(self, selector)) return;
    auto added = std::make_unique<Dispatch>();
    added->pipeline = retained(self->pipeline);
    for (unsigned i = 0; i < MOST_BUFFERS; i++) {
        added->bindings[i] = self->bindings[i];
        if (added->bindings[i].buffer != nullptr) added->bindings[i].buffer->references++;
        added->groupMemory[i] = self->groupMemory[i];
    }
    const unsigned long wanted[3] = {grid.width, grid.height, grid.depth};
    const unsigned long threads[3] = {group.width, group.height, group.depth};
    for (int d = 0; d < 3; d++) {
        added->run.groupThreads[d] = threads[d];
        added->run.threads[d] = inGroups ? wanted[d] * threads[d] : wanted[d];
    }
    self->commands->dispatches.push_back(std::move(added));
}

void dispatchGroups(Encoder* self, Selector selector, Size groups, Size group) {
    dispatch(self, selector, groups, group, true);
}

void dispatchThreads(Encoder* self, Selector selector, Size threads, Size group) {
    dispatch(self, selector, threads, group, false);
}

void endEncoding(Encoder* self, Selector selector) {
    if (!isOpen(self, selector)) return;
    self->ended = true;
    self->commands->encoder = nullptr;
    self->forget();
}

#define METHOD(function) reinterpret_cast<void*>(function)

__attribute__((constructor)) void addMetal() {
    addMethods({
        {Device::NAME, "name", METHOD(deviceName)},
        {Device::NAME, "hasUnifiedMemory", METHOD(deviceUnified)},
        {Device::NAME, "maxBufferLength", METHOD(deviceMaxBuffer)},
        {Device::NAME, "recommendedMaxWorkingSetSize", METHOD(deviceWorkingSet)},
        {Device::NAME, "maxThreadgroupMemoryLength", METHOD(deviceGroupMemory)},
        {Device::NAME, "currentAllocatedSize", METHOD(deviceAllocated)},
        {Device::NAME, "newBufferWithBytesNoCopy:length:options:deallocator:", METHOD(newBufferNoCopy)},
        {Device::NAME, "newBufferWithBytes:length:options:", METHOD(newBufferWithBytes)},
        {Device::NAME, "newBufferWithLength:options:", METHOD(newBufferWithLength)},
        {Device::NAME, "newLibraryWithSource:options:error:", METHOD(newLibrary)},
        {Device::NAME, "newComputePipelineStateWithFunction:options:reflection:error:", METHOD(newPipeline)},
        {Device::NAME, "supportsFamily:", METHOD(deviceSupports)},
        {Reflection::NAME, "arguments", METHOD(reflectionArguments)},
        {Argument::NAME, "name", METHOD(argumentName)},
        {Argument::NAME, "type", METHOD(argumentType)},
        {Argument::NAME, "access", METHOD(argumentAccess)},
        {Argument::NAME, "index", METHOD(argumentIndex)},
        {Argument::NAME, "isActive", METHOD(argumentActive)},
        {Argument::NAME, "bufferDataSize", METHOD(argumentBytes)},
        {Device::NAME, "newCommandQueue", METHOD(newQueue)},
        {Array::NAME, "count", METHOD(arrayCount)},
        {Array::NAME, "objectAtIndex:", METHOD(arrayObject)},
        {"+MTLCompileOptions", "alloc", METHOD(newOptions)},
        {CompileOptions::NAME, "init", METHOD(initOptions)},
        {CompileOptions::NAME, "setFastMathEnabled:", METHOD(setFastMath)},
        {Library::NAME, "newFunctionWithName:", METHOD(newFunction)},
        {Pipeline::NAME, "maxTotalThreadsPerThreadgroup", METHOD(pipelineMostThreads)},
        {Pipeline::NAME, "threadExecutionWidth", METHOD(pipelineWidth)},
        {Buffer::NAME, "contents", METHOD(bufferContents)},
        {Buffer::NAME, "length", METHOD(bufferLength)},
        {Queue::NAME, "commandBuffer", METHOD(queueCommandBuffer)},
        {CommandBuffer::NAME, "computeCommandEncoder", METHOD(commandEncoder)},
        {CommandBuffer::NAME, "commit", METHOD(commit)},
        {CommandBuffer::NAME, "waitUntilCompleted", METHOD(waitUntilCompleted)},
        {CommandBuffer::NAME, "status", METHOD(commandStatus)},
        {CommandBuffer::NAME, "error", METHOD(commandError)},
        {CommandBuffer::NAME, "GPUStartTime", METHOD(commandStart)},
        {CommandBuffer::NAME, "GPUEndTime", METHOD(commandEnd)},
        {Encoder::NAME, "setComputePipelineState:", METHOD(setPipeline)},
        {Encoder::NAME, "setBuffer:offset:atIndex:", METHOD(setBuffer)},
        {Encoder::NAME, "setBytes:length:atIndex:", METHOD(setBytes)},
        {Encoder::NAME, "setThreadgroupMemoryLength:atIndex:", METHOD(setGroupMemory)},
        {Encoder::NAME, "dispatchThreadgroups:threadsPerThreadgroup:", METHOD(dispatchGroups)},
        {Encoder::NAME, "dispatchThreads:threadsPerThreadgroup:", METHOD(dispatchThreads)},
        {Encoder::NAME, "endEncoding", METHOD(endEncoding)},
    });
}

}  // namespace

extern "C" {

void* MTLCreateSystemDefaultDevice() {
    return settings.hasDefaultDevice != 0 ? retained(theDevice()) : nullptr;
}

// The devices in an array that the caller owns.
void* MTLCopyAllDevices() {
    auto* array = new Array();
    array->items.push_back(retained(theDevice()));
    return array;
}

}  // extern "C"
