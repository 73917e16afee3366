// Metal's device, and what it makes: buffers, programs, pipelines, queues.

#include <unistd.h>

#include <cinttypes>
#include <cstring>

#include "metal.h"

namespace standin {

// Whether a range is one region of the address space, and whether it may be written; see regions.cpp.
bool isOneRegion(uintptr_t address, uint64_t length, bool& writable);

namespace {

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

__attribute__((constructor)) void addDevice() {
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
    });
}

}  // namespace

}  // namespace standin

using namespace standin;

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
