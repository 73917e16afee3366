// Objects, selectors, messages, autorelease pools, and what tests ask for.

#include "runtime.h"

#include <unistd.h>

#include <cstdarg>
#include <cstdio>
#include <cstring>
#include <deque>
#include <map>
#include <set>
#include <unordered_map>
#include <unordered_set>

namespace standin {

Settings settings;
std::atomic<int> workers{0};

namespace {

std::mutex lock;
std::unordered_map<const void*, Object*> living;
// What was deallocated lately, to name it when somebody uses it; addresses may be taken again by other objects.
std::unordered_map<const void*, const char*> dead;
std::deque<const void*> deadInOrder;
constexpr size_t MOST_DEAD = 4096;

std::vector<std::string> violations;
std::mutex violationLock;
std::map<std::string, int> failures;

std::set<std::string>& selectorNames() {
    static std::set<std::string> names;
    return names;
}

std::unordered_set<const void*>& selectors() {
    static std::unordered_set<const void*> all;
    return all;
}

Selector intern(const char* name) {
    Selector selector = selectorNames().insert(name).first->c_str();
    selectors().insert(selector);
    return selector;
}

struct MethodKey {
    std::string className;
    Selector selector;
    bool operator==(const MethodKey& other) const {
        return selector == other.selector && className == other.className;
    }
};
struct MethodHash {
    size_t operator()(const MethodKey& key) const {
        return std::hash<std::string>()(key.className) * 31 + std::hash<const void*>()(key.selector);
    }
};
std::unordered_map<MethodKey, void*, MethodHash>& methods() {
    static std::unordered_map<MethodKey, void*, MethodHash> all;
    return all;
}

struct Class : Object {
    static constexpr const char* NAME = "Class";
    explicit Class(const char* metaName) : Object(metaName) { immortal = true; }
};
std::map<std::string, Class*> classes;

struct Pools {
    std::vector<std::vector<Object*>> stack;
    ~Pools() {
        if (!stack.empty()) {
            violation("a thread ended with %zu autorelease pools still open", stack.size());
        }
    }
};
thread_local Pools pools;

thread_local std::string answer;

}  // namespace

Object::Object(const char* className) : className(className) {
    std::lock_guard<std::mutex> guard(lock);
    living[this] = this;
    dead.erase(this);
}

Object::~Object() {
    std::lock_guard<std::mutex> guard(lock);
    living.erase(this);
    dead[this] = className;
    deadInOrder.push_back(this);
    if (deadInOrder.size() > MOST_DEAD) {
        dead.erase(deadInOrder.front());
        deadInOrder.pop_front();
    }
}

void addMethods(const std::vector<Method>& added) {
    std::lock_guard<std::mutex> guard(lock);
    for (const Method& method : added) {
        methods()[{method.className, intern(method.selector)}] = method.implementation;
    }
}

void violation(const char* format, ...) {
    char text[1024];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    std::lock_guard<std::mutex> guard(violationLock);
    if (violations.size() < 100) {
        violations.push_back(text);
    }
}

Object* alive(void* object, const char* where) {
    const char* deadClass = nullptr;
    {
        std::lock_guard<std::mutex> guard(lock);
        auto found = living.find(object);
        if (found != living.end()) {
            return found->second;
        }
        auto buried = dead.find(object);
        if (buried != dead.end()) {
            deadClass = buried->second;
        }
    }
    if (deadClass != nullptr) {
        violation("%s: use after release of %s", where, deadClass);
    } else {
        violation("%s: %p is no object", where, object);
    }
    return nullptr;
}

void release(Object* object) {
    if (object->immortal) {
        // One reference is the system's own.
        if (--object->references < 1) {
            object->references++;
            violation("over-release of %s, which the system owns", object->className);
        }
        return;
    }
    if (--object->references == 0) {
        delete object;
    }
}

Object* autoreleased(Object* object) {
    if (pools.stack.empty()) {
        violation("%s was autoreleased without a pool: it leaks", object->className);
    } else {
        pools.stack.back().push_back(object);
    }
    return object;
}

bool failsNext(const char* selector) {
    std::lock_guard<std::mutex> guard(lock);
    auto ordered = failures.find(selector);
    if (ordered == failures.end() || ordered->second == 0) {
        return false;
    }
    ordered->second--;
    return true;
}

}  // namespace standin

using namespace standin;

extern "C" {

void standin_nil();

// What a message is to jump to. Never null.
void* standin_lookup(void* object, Selector selector) {
    if (object == nullptr) {
        return reinterpret_cast<void*>(&standin_nil);
    }
    void* implementation = nullptr;
    const char* deadClass = nullptr;
    const char* className = nullptr;
    bool isSelector;
    {
        std::lock_guard<std::mutex> guard(lock);
        isSelector = selectors().count(selector) > 0;
        auto found = living.find(object);
        if (found != living.end()) {
            className = found->second->className;
            auto method = isSelector ? methods().find({className, selector}) : methods().end();
            if (isSelector && method == methods().end() && className[0] != '+') {
                method = methods().find({"NSObject", selector});
            }
            implementation = method == methods().end() ? nullptr : method->second;
        } else {
            auto buried = dead.find(object);
            deadClass = buried == dead.end() ? nullptr : buried->second;
        }
    }
    const char* name = isSelector ? selector : "(unregistered)";
    if (!isSelector) {
        violation("a message by a selector that was not registered");
    } else if (deadClass != nullptr) {
        violation("use after release: -[%s %s]", deadClass, name);
    } else if (className == nullptr) {
        violation("the message %s was sent to %p, which is no object", name, object);
    } else if (implementation == nullptr) {
        violation("unknown selector: %s[%s %s]", className[0] == '+' ? "" : "-", className, name);
    }
    return implementation == nullptr ? reinterpret_cast<void*>(&standin_nil) : implementation;
}

Selector sel_registerName(const char* name) {
    std::lock_guard<std::mutex> guard(lock);
    return intern(name);
}

void* objc_getClass(const char* name) {
    std::string metaName = std::string("+") + name;
    const char* kept = nullptr;
    {
        std::lock_guard<std::mutex> guard(lock);
        auto known = classes.find(name);
        if (known != classes.end()) {
            return known->second;
        }
        for (const auto& method : methods()) {
            if (method.first.className == metaName) {
                kept = method.first.className.c_str();
            }
        }
    }
    if (kept == nullptr) {
        return nullptr;
    }
    Class* made = new Class(kept);
    std::lock_guard<std::mutex> guard(lock);
    return classes.emplace(name, made).first->second;
}

void* objc_autoreleasePoolPush() {
    pools.stack.emplace_back();
    return reinterpret_cast<void*>(pools.stack.size());
}

void objc_autoreleasePoolPop(void* pool) {
    if (reinterpret_cast<size_t>(pool) != pools.stack.size()) {
        violation("an autorelease pool was popped out of order, or by another thread");
        return;
    }
    std::vector<Object*> released = std::move(pools.stack.back());
    pools.stack.pop_back();
    for (Object* object : released) {
        release(object);
    }
}

// ---- for tests ----

// Lines that say which rules were broken since the last call.
const char* standin_take_violations() {
    answer.clear();
    std::vector<std::string> taken;
    {
        std::lock_guard<std::mutex> guard(violationLock);
        taken.swap(violations);
    }
    for (const std::string& text : taken) {
        answer += text + "\n";
    }
    return answer.c_str();
}

// The classes of objects that live, with their numbers, once command buffers that were committed have ended.
const char* standin_live_objects() {
    for (int i = 0; i < 2000 && workers > 0; i++) {
        usleep(1000);
    }
    std::map<std::string, int> counts;
    {
        std::lock_guard<std::mutex> guard(lock);
        for (const auto& entry : living) {
            Object* object = entry.second;
            long owned = object->immortal ? object->references - 1 : 1;
            if (owned > 0) {
                counts[object->className] += static_cast<int>(owned);
            }
        }
    }
    answer.clear();
    for (const auto& count : counts) {
        answer += count.first + " " + std::to_string(count.second) + "\n";
    }
    return answer.c_str();
}

int standin_configure(const char* name, uint64_t value) {
    const std::map<std::string, std::atomic<uint64_t>*> all = {
        {"unifiedMemory", &settings.unifiedMemory},
        {"maxBufferLength", &settings.maxBufferLength},
        {"recommendedMaxWorkingSetSize", &settings.recommendedMaxWorkingSetSize},
        {"maxThreadgroupMemoryLength", &settings.maxThreadgroupMemoryLength},
        {"maxTotalThreadsPerThreadgroup", &settings.maxTotalThreadsPerThreadgroup},
        {"hasDefaultDevice", &settings.hasDefaultDevice},
        {"hasUnevenGroups", &settings.hasUnevenGroups},
        {"validatesMemory", &settings.validatesMemory},
    };
    auto found = all.find(name);
    if (found == all.end()) {
        return 0;
    }
    *found->second = value;
    return 1;
}

// Deallocates all objects of a class, which a test has leaked on purpose.
void standin_free_leaked(const char* className) {
    std::vector<Object*> leaked;
    {
        std::lock_guard<std::mutex> guard(lock);
        for (const auto& entry : living) {
            if (strcmp(entry.second->className, className) == 0) leaked.push_back(entry.second);
        }
    }
    for (Object* object : leaked) delete object;
}

// Has the next calls of a selector fail: they give nil.
void standin_fail(const char* selector, int times) {
    std::lock_guard<std::mutex> guard(lock);
    failures[selector] = times;
}

}  // extern "C"

namespace {

void* objectRetain(Object* self, Selector) {
    self->references++;
    return self;
}
void objectRelease(Object* self, Selector) {
    release(self);
}
void* objectAutorelease(Object* self, Selector) {
    return autoreleased(self);
}
unsigned long objectRetainCount(Object* self, Selector) {
    return static_cast<unsigned long>(self->references.load());
}
void* stringWithUtf8(Object*, Selector, const char* text) {
    return text == nullptr ? nullptr : autoreleased(new String(text));
}
const char* stringUtf8(String* self, Selector) {
    return self->text.c_str();
}
void* errorDescription(Error* self, Selector) {
    return autoreleased(new String(self->text));
}

__attribute__((constructor)) void addObjects() {
    addMethods({
        {"NSObject", "retain", reinterpret_cast<void*>(objectRetain)},
        {"NSObject", "release", reinterpret_cast<void*>(objectRelease)},
        {"NSObject", "autorelease", reinterpret_cast<void*>(objectAutorelease)},
        {"NSObject", "retainCount", reinterpret_cast<void*>(objectRetainCount)},
        {"+NSString", "stringWithUTF8String:", reinterpret_cast<void*>(stringWithUtf8)},
        {"NSString", "UTF8String", reinterpret_cast<void*>(stringUtf8)},
        {"NSError", "localizedDescription", reinterpret_cast<void*>(errorDescription)},
    });
}

}  // namespace
