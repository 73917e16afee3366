// From Metal's shading language to C++: reads the kernels' signatures, checks what only Metal demands, and adds a function
// for each kernel that takes its arguments from tables.

#include <cctype>
#include <cstring>
#include <set>

#include "kernel.h"

namespace standin {

namespace {

struct Token {
    std::string text;
    size_t start;
    int line;
    int column;
    bool is(const char* other) const { return text == other; }
    bool isWord() const { return isalpha(static_cast<unsigned char>(text[0])) || text[0] == '_'; }
};

std::vector<Token> tokens(const std::string& text) {
    std::vector<Token> found;
    int line = 1;
    size_t lineStart = 0;
    bool directive = false;
    for (size_t i = 0; i < text.size();) {
        char c = text[i];
        if (c == '\n') {
            // "#line 1" is how the macros before the text are hidden.
            if (directive && text.compare(lineStart, 7, "#line 1") == 0) {
                line = 0;
            }
            directive = false;
            line++;
            lineStart = ++i;
            continue;
        }
        if (isspace(static_cast<unsigned char>(c))) {
            i++;
            continue;
        }
        if (c == '#' && (found.empty() || i == lineStart)) {
            directive = true;
        }
        if (directive) {
            i++;
            continue;
        }
        if (text.compare(i, 2, "//") == 0) {
            while (i < text.size() && text[i] != '\n') i++;
            continue;
        }
        if (text.compare(i, 2, "/*") == 0) {
            size_t end = text.find("*/", i + 2);
            end = end == std::string::npos ? text.size() : end + 2;
            for (; i < end; i++) {
                if (text[i] == '\n') {
                    line++;
                    lineStart = i + 1;
                }
            }
            continue;
        }
        size_t start = i;
        if (isalnum(static_cast<unsigned char>(c)) || c == '_') {
            while (i < text.size() && (isalnum(static_cast<unsigned char>(text[i])) || text[i] == '_')) i++;
        } else if (text.compare(i, 2, "[[") == 0 || text.compare(i, 2, "]]") == 0 || text.compare(i, 2, "&&") == 0
                || text.compare(i, 2, "::") == 0) {
            i += 2;
        } else {
            i++;
        }
        found.push_back({text.substr(start, i - start), start, line, static_cast<int>(start - lineStart) + 1});
    }
    return found;
}

const std::set<std::string> SPACES = {"device", "constant", "threadgroup", "thread"};

const std::set<std::string> SCALARS = {"bool", "char", "uchar", "short", "ushort", "int", "uint", "long", "ulong", "float",
    "void", "size_t", "int8_t", "uint8_t", "int16_t", "uint16_t", "int32_t", "uint32_t", "int64_t", "uint64_t",
    "atomic_int", "atomic_uint", "atomic_bool", "unsigned"};

bool isTypeName(const std::string& word, const std::set<std::string>& structs) {
    if (SCALARS.count(word) || structs.count(word)) {
        return true;
    }
    size_t digit = word.size() - 1;
    return word.size() > 3 && strchr("234", word[digit]) != nullptr && SCALARS.count(word.substr(0, digit));
}

struct Builtin {
    const char* attribute;
    const char* field;
    bool isVector;
};
const Builtin BUILTINS[] = {
    {"thread_position_in_grid", "grid", true},
    {"thread_position_in_threadgroup", "inGroup", true},
    {"threadgroup_position_in_grid", "group", true},
    {"threads_per_grid", "threadsPerGrid", true},
    {"threads_per_threadgroup", "threadsPerGroup", true},
    {"dispatch_threads_per_threadgroup", "threadsPerGroup", true},
    {"threadgroups_per_grid", "groupsPerGrid", true},
    {"thread_index_in_threadgroup", "indexInGroup", false},
    {"thread_index_in_simdgroup", "indexInGroup % 32", false},
    {"simdgroup_index_in_threadgroup", "indexInGroup / 32", false},
    {"simdgroups_per_threadgroup", "threadsOfGroup / 32", false},
    {"threads_per_simdgroup", nullptr, false},
    {"thread_execution_width", nullptr, false},
};

class Translator {
  public:
    explicit Translator(const std::string& text) : text(text), all(tokens(text)) {}

    Translation run() {
        collectStructs();
        checkPointers();
        for (size_t i = 0; i < all.size(); i++) {
            if (all[i].is("kernel")) {
                kernel(i);
            }
        }
        result.text = withGroupVariables() + "\n#line 1 \"stand-in\"\n" + driver;
        return result;
    }

  private:
    const std::string& text;
    const std::vector<Token> all;
    std::set<std::string> structs;
    std::string driver;
    Translation result;

    void error(const Token& at, const std::string& problem) {
        result.errors += "program_source:" + std::to_string(at.line) + ":" + std::to_string(at.column) + ": error: "
                + problem + "\n";
    }

    void collectStructs() {
        for (size_t i = 0; i + 1 < all.size(); i++) {
            if (all[i].is("struct") || all[i].is("enum") || all[i].is("class")) {
                structs.insert(all[i + 1].text);
            }
        }
    }

    // Metal has no pointer or reference without an address space.
    void checkPointers() {
        for (size_t i = 1; i < all.size(); i++) {
            if (!all[i].is("*") && !all[i].is("&")) {
                continue;
            }
            size_t j = i - 1;
            if (all[j].is("const") && j > 0) {
                j--;
            }
            if (!all[j].isWord() || !isTypeName(all[j].text, structs)) {
                continue;
            }
            bool hasSpace = false;
            for (size_t k = j + 1; k-- > 0;) {
                if (SPACES.count(all[k].text)) {
                    hasSpace = true;
                    break;
                }
                if (!all[k].isWord() && !all[k].is("::")) {
                    break;
                }
            }
            if (!hasSpace) {
                error(all[i], all[i].is("*") ? "pointer type must have explicit address space qualifier"
                                             : "reference type must have explicit address space qualifier");
            }
        }
    }

    // Variables of a group, "threadgroup int part[64];", are the running thread's own static memory: it runs the group.
    std::string withGroupVariables() {
        std::string out;
        size_t copied = 0;
        for (size_t i = 0; i < all.size(); i++) {
            bool isDouble = all[i].is("const") && ((i > 0 && all[i - 1].is("constant"))
                    || (i + 1 < all.size() && all[i + 1].is("constant")));
            if (isDouble) {
                // "constant" will be "const", which C++ takes only once.
                out += text.substr(copied, all[i].start - copied);
                copied = all[i].start + all[i].text.size();
                continue;
            }
            if (all[i].is("[[") && i + 1 < all.size() && all[i + 1].is("threadgroup")) {
                // The word is a macro, and would be gone from here too.
                out += text.substr(copied, all[i].start - copied);
                while (i + 1 < all.size() && !all[i].is("]]")) i++;
                copied = all[i].start + all[i].text.size();
                continue;
            }
            bool starts = i == 0 || all[i - 1].is(";") || all[i - 1].is("{") || all[i - 1].is("}");
            if (!all[i].is("threadgroup") || !starts) {
                continue;
            }
            bool isPointer = false;
            for (size_t k = i; k < all.size() && !all[k].is(";") && !all[k].is("=") && !all[k].is("["); k++) {
                isPointer |= all[k].is("*") || all[k].is("&");
            }
            if (!isPointer) {
                out += text.substr(copied, all[i].start - copied) + "static thread_local";
                copied = all[i].start + all[i].text.size();
            }
        }
        return out + text.substr(copied);
    }

    void kernel(size_t at) {
        size_t i = at + 1;
        while (i < all.size() && !all[i].is("(")) i++;
        if (i >= all.size() || i < at + 3 || !all[at + 1].is("void")) {
            error(all[at], "a kernel must be 'kernel void name(...)'");
            return;
        }
        std::string name = all[i - 1].text;
        std::vector<std::vector<Token>> parameters(1);
        int depth = 0;
        for (i++; i < all.size(); i++) {
            const Token& token = all[i];
            if (depth == 0 && token.is(")")) break;
            if (token.is("(") || token.is("[[") || token.is("[") || token.is("<")) depth++;
            if (token.is(")") || token.is("]]") || token.is("]") || token.is(">")) depth--;
            if (depth == 0 && token.is(",")) {
                parameters.emplace_back();
            } else {
                parameters.back().push_back(token);
            }
        }
        if (parameters.size() == 1 && parameters[0].empty()) {
            parameters.clear();
        }
        result.kernels.push_back(name);
        std::string table;
        std::string call;
        std::set<int> used;
        int next = 0;
        for (const auto& tokensOf : parameters) {
            if (!call.empty()) call += ", ";
            parameter(tokensOf, all[at], table, call, used, next);
        }
        driver += "extern \"C\" __attribute__((visibility(\"default\"))) const StandInParameter standin_parameters_" + name
                + "[] = {" + table + "{nullptr, -1, 0, 0, 0, 0}};\n";
        driver += "extern \"C\" __attribute__((visibility(\"default\"))) void standin_call_" + name
                + "(void* const* standin_b, void* const* standin_g, const StandInPosition* standin_p) {\n"
                + "(void) standin_b; (void) standin_g; (void) standin_p;\n" + name + "(" + call + ");\n}\n";
    }

    void parameter(const std::vector<Token>& of, const Token& at, std::string& table, std::string& call,
            std::set<int>& used, int& next) {
        std::vector<Token> declared;
        std::string attribute;
        int number = -1;
        for (size_t i = 0; i < of.size(); i++) {
            if (of[i].is("[[")) {
                attribute = i + 1 < of.size() ? of[i + 1].text : "";
                for (i++; i < of.size() && !of[i].is("]]"); i++) {
                    if (isdigit(static_cast<unsigned char>(of[i].text[0]))) number = std::stoi(of[i].text);
                }
            } else {
                declared.push_back(of[i]);
            }
        }
        if (declared.size() < 2 || !declared.back().isWord()) {
            error(at, "a parameter that the stand-in cannot read");
            call += "0";
            return;
        }
        std::string name = declared.back().text;
        std::string type;
        bool isConst = false, isPointer = false, isReference = false;
        std::string space;
        for (size_t i = 0; i + 1 < declared.size(); i++) {
            const Token& token = declared[i];
            isPointer |= token.is("*");
            isReference |= token.is("&");
            isConst |= token.is("const") && !isPointer;
            if (SPACES.count(token.text)) space = token.text;
            if (!token.is("*") && !token.is("&")) type += token.text + " ";
        }
        if (isPointer || isReference) {
            argument(declared.back(), attribute, number, space, type, isConst, isReference, table, call, used, next);
            return;
        }
        for (const Builtin& builtin : BUILTINS) {
            if (attribute == builtin.attribute) {
                call += builtin.field == nullptr ? "(" + type + ") 32"
                        : builtin.isVector ? "standin_position<" + type + ">(standin_p->" + builtin.field + ")"
                                           : "(" + type + ") (standin_p->" + builtin.field + ")";
                return;
            }
        }
        error(declared.back(), attribute.empty() ? "'" + name + "' must have a position attribute, or be in an address space"
                                                  : "the attribute '" + attribute + "' is unknown to the stand-in");
        call += "0";
    }

    void argument(const Token& name, const std::string& attribute, int number, const std::string& space,
            const std::string& type, bool isConst, bool isReference, std::string& table, std::string& call,
            std::set<int>& used, int& next) {
        bool group = space == "threadgroup";
        if (!attribute.empty() && attribute != (group ? "threadgroup" : "buffer")) {
            error(name, "'" + attribute + "' attribute cannot be applied to '" + name.text + "'");
        }
        if (number < 0 && !group) {
            while (used.count(next)) next++;
            number = next;
        }
        if (number < 0) number = 0;
        if (number > 30) {
            error(name, "'buffer' attribute parameter is out of bounds: must be between 0 and 30");
        }
        if (!group && !used.insert(number).second) {
            error(name, "cannot reserve 'buffer' resource location at index " + std::to_string(number));
        }
        int kind = (group ? STANDIN_GROUP_MEMORY : space == "constant" ? STANDIN_CONSTANT : STANDIN_BUFFER)
                | (isReference ? STANDIN_REFERENCE : 0);
        table += "{\"" + name.text + "\", " + std::to_string(kind) + ", " + std::to_string(number) + ", "
                + (isConst || space == "constant" ? "1" : "0") + ", sizeof(" + type + "), alignof(" + type + ")}, ";
        call += std::string(isReference ? "*" : "") + "(" + type + "*) standin_" + (group ? "g" : "b") + "["
                + std::to_string(number) + "]";
    }
};

}  // namespace

Translation translate(const std::string& text) {
    return Translator(text).run();
}

}  // namespace standin
