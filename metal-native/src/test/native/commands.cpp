// Metal's command buffers and encoders, and the threads that run them.

#include <time.h>

#include <cinttypes>
#include <cstdio>
#include <thread>

#include "metal.h"

namespace standin {

namespace {

double seconds() {
    timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
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

__attribute__((constructor)) void addCommands() {
    addMethods({
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

}  // namespace standin
