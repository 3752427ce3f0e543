#include "anatomy/surface_import.h"

#include <algorithm>
#include <cctype>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <string>

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <assimp/Importer.hpp>
#include <assimp/postprocess.h>
#include <assimp/scene.h>

namespace fascia::anatomy {

namespace {

constexpr const char* kKinds[] = {".obj", ".ply", ".stl", ".glb"};
/// First word of what the child sends: how many triangles follow, or one of these.
constexpr std::uint64_t kUnreadable = ~0ULL, kTooMany = ~0ULL - 1, kNotFinite = ~0ULL - 2, kEmpty = ~0ULL - 3,
                        kCompressed = ~0ULL - 4;
constexpr std::uint64_t kFirstCode = kCompressed;

bool sendAll(int out, const void* data, std::size_t bytes) {
    const char* p = static_cast<const char*>(data);
    while (bytes > 0) {
        const ssize_t sent = write(out, p, std::min<std::size_t>(bytes, 1U << 20U));
        if (sent <= 0) {
            return false;
        }
        p += sent;
        bytes -= static_cast<std::size_t>(sent);
    }
    return true;
}

bool receiveAll(int in, void* data, std::size_t bytes) {
    char* p = static_cast<char*>(data);
    while (bytes > 0) {
        const ssize_t got = read(in, p, std::min<std::size_t>(bytes, 1U << 20U));
        if (got <= 0) {
            return false;
        }
        p += got;
        bytes -= static_cast<std::size_t>(got);
    }
    return true;
}

/// Corners of the triangles below a node, with the transforms on the way applied; false when there are too many.
bool collect(const aiScene& scene, const aiNode& node, const aiMatrix4x4& above, int depth, std::size_t most,
             std::vector<Vec3>& corners) {
    constexpr int kDeepest = 100;
    const aiMatrix4x4 here = above * node.mTransformation;
    for (unsigned m = 0; m < node.mNumMeshes; ++m) {
        const aiMesh& mesh = *scene.mMeshes[node.mMeshes[m]];
        for (unsigned f = 0; f < mesh.mNumFaces; ++f) {
            const aiFace& face = mesh.mFaces[f];
            if (face.mNumIndices != 3) {
                continue;
            }
            if (corners.size() / 3 >= most) {
                return false;
            }
            for (unsigned c = 0; c < 3; ++c) {
                const aiVector3D p = here * mesh.mVertices[face.mIndices[c]];
                corners.push_back({static_cast<double>(p.x), static_cast<double>(p.y), static_cast<double>(p.z)});
            }
        }
    }
    for (unsigned c = 0; c < node.mNumChildren; ++c) {
        if (depth >= kDeepest || !collect(scene, *node.mChildren[c], here, depth + 1, most, corners)) {
            return false;
        }
    }
    return true;
}

void limitProcess(const ImportLimits& limits) {
    std::uint64_t used = 0;
    std::uint64_t pages = 0;
    if (std::ifstream statm("/proc/self/statm"); statm >> pages) {
        used = pages * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
    }
    // A sanitizer reserves terabytes of address space; there only the size of the file and the time are limited.
    if (used < (1ULL << 40U)) {
        const rlimit memory{used + limits.memory_bytes, used + limits.memory_bytes};
        setrlimit(RLIMIT_AS, &memory);
    }
    const rlimit time{limits.seconds, limits.seconds};
    setrlimit(RLIMIT_CPU, &time);
    const rlimit none{0, 0};
    setrlimit(RLIMIT_CORE, &none);
    setrlimit(RLIMIT_FSIZE, &none);
}

std::string contentOf(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

/// Whether a GLB says that it cannot be read without an extension that packs its geometry.
bool isCompressed(const std::string& content) {
    const std::size_t wanted = content.find("\"extensionsRequired\"");
    const std::size_t end = wanted == std::string::npos ? wanted : content.find(']', wanted);
    const std::string list = end == std::string::npos ? std::string() : content.substr(wanted, end - wanted);
    return list.find("KHR_draco_mesh_compression") != std::string::npos ||
           list.find("EXT_meshopt_compression") != std::string::npos ||
           list.find("KHR_mesh_quantization") != std::string::npos;
}

/// Whether a PLY's header promises no faces: a cloud of points.
bool hasNoFaces(const std::string& content) {
    const std::string head = content.substr(0, content.find("end_header"));
    const std::size_t face = head.find("element face ");
    return head.find("tristrips") == std::string::npos &&
           (face == std::string::npos || std::strtoull(head.c_str() + face + 13, nullptr, 10) == 0);
}

/// An OBJ without comments behind other words and with lines whole that go on after a backslash. True when that changed it.
bool tidyObj(std::string& content) {
    std::string out;
    out.reserve(content.size());
    bool changed = false;
    bool comment = false;
    for (std::size_t i = 0; i < content.size(); ++i) {
        const char c = content[i];
        if (c == '\n' || c == '\r') {
            comment = false;
        } else if (c == '#') {
            comment = true;
            changed = changed || (!out.empty() && out.back() != '\n' && out.back() != '\r');
        } else if (c == '\\' && !comment) {
            const std::size_t end = i + (content.compare(i + 1, 1, "\r") == 0 ? 2 : 1);
            if (content.compare(end, 1, "\n") == 0) {
                out += ' ';
                i = end;
                changed = true;
                continue;
            }
        }
        if (!comment) {
            out += c;
        }
    }
    content = std::move(out);
    return changed;
}

/// What the formats allow and the importer does not know: a mark of byte order, an OBJ's comments and long lines, words in
/// capitals in an STL. True when something was changed.
bool tidy(const std::string& kind, std::string& content) {
    bool changed = false;
    if (content.compare(0, 3, "\xEF\xBB\xBF") == 0) {
        content.erase(0, 3);
        changed = true;
    }
    if (kind == ".obj") {
        changed = tidyObj(content) || changed;
    } else if (kind == ".stl" && content.compare(0, 5, "SOLID") == 0) {
        std::transform(content.begin(), content.end(), content.begin(),
                       [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
        changed = true;
    }
    return changed;
}

/// In the child: reads, sends, ends. Never returns.
[[noreturn]] void readAndSend(const std::filesystem::path& path, const std::string& kind, const ImportLimits& limits,
                              int out) {
    limitProcess(limits);
    if (const int nowhere = open("/dev/null", O_WRONLY); nowhere >= 0) { // the importer's own complaints
        dup2(nowhere, STDERR_FILENO);
        dup2(nowhere, STDOUT_FILENO);
    }
    std::uint64_t word = kUnreadable;
    std::vector<Vec3> corners;
    try {
        Assimp::Importer importer;
        importer.SetPropertyInteger(AI_CONFIG_PP_SBP_REMOVE, aiPrimitiveType_POINT | aiPrimitiveType_LINE);
        constexpr unsigned kSteps = aiProcess_Triangulate | aiProcess_SortByPType;
        std::string content = contentOf(path);
        const aiScene* scene = nullptr;
        if (kind == ".glb" && isCompressed(content)) {
            word = kCompressed;
        } else if (kind == ".ply" && hasNoFaces(content)) {
            word = kEmpty;
        } else if (tidy(kind, content)) {
            scene = importer.ReadFileFromMemory(content.data(), content.size(), kSteps, kind.c_str() + 1);
        } else {
            content = std::string();
            scene = importer.ReadFile(path.string(), kSteps);
        }
        if (scene != nullptr && scene->mRootNode != nullptr) {
            const bool all = collect(*scene, *scene->mRootNode, aiMatrix4x4(), 0, limits.triangles, corners);
            const bool finite = std::all_of(corners.begin(), corners.end(), [](const Vec3& p) {
                return std::isfinite(p[0]) && std::isfinite(p[1]) && std::isfinite(p[2]);
            });
            word = !all ? kTooMany : !finite ? kNotFinite : corners.empty() ? kEmpty : corners.size() / 3;
        }
    } catch (...) {
        word = kUnreadable;
    }
    const bool sent = sendAll(out, &word, sizeof word) &&
                      (word >= kFirstCode || sendAll(out, corners.data(), corners.size() * sizeof(Vec3)));
    _exit(sent ? 0 : 1);
}

sim::Error bad(const std::filesystem::path& path, const std::string& message) {
    return {sim::ErrorCode::badInput, message, path.string(), ""};
}

/// assimp tells from the content, and may take a text for a model; look at the first bytes as well.
std::string troubleBefore(const std::filesystem::path& path, const ImportLimits& limits) {
    std::error_code code;
    if (!std::filesystem::is_regular_file(path, code)) {
        return "This is no ordinary file.";
    }
    const std::uintmax_t size = std::filesystem::file_size(path, code);
    if (size == 0) {
        return "The file is empty.";
    }
    if (size > limits.file_bytes) {
        return "The file has " + std::to_string(size >> 20U) + " MiB; at most " +
               std::to_string(limits.file_bytes >> 20U) + " MiB are read.";
    }
    return "";
}

} // namespace

sim::Result<SurfaceMesh> importSurface(const std::filesystem::path& path, const ImportLimits& limits) {
    std::error_code code;
    if (!std::filesystem::exists(path, code)) {
        return sim::Error{sim::ErrorCode::notFound, "The surface file does not exist.", path.string(), ""};
    }
    std::string kind = path.extension().string();
    std::transform(kind.begin(), kind.end(), kind.begin(), [](unsigned char c) { return std::tolower(c); });
    if (std::none_of(std::begin(kKinds), std::end(kKinds), [&](const char* k) { return kind == k; })) {
        return bad(path, "A surface is read from .obj, .ply, .stl or .glb files.");
    }
    const std::string trouble = troubleBefore(path, limits);
    if (!trouble.empty()) {
        return bad(path, trouble);
    }
    int ends[2];
    if (pipe(ends) != 0) {
        return sim::Error{sim::ErrorCode::io, "No pipe to the reading process could be made.", path.string(), ""};
    }
    std::fflush(nullptr);
    const pid_t child = fork();
    if (child == 0) {
        close(ends[0]);
        readAndSend(path, kind, limits, ends[1]);
    }
    close(ends[1]);
    std::uint64_t word = kUnreadable;
    std::vector<Vec3> corners;
    bool whole = child > 0 && receiveAll(ends[0], &word, sizeof word);
    if (whole && word < kFirstCode) {
        corners.resize(3 * std::min<std::size_t>(word, limits.triangles));
        whole = receiveAll(ends[0], corners.data(), corners.size() * sizeof(Vec3));
    }
    close(ends[0]);
    if (child > 0) {
        waitpid(child, nullptr, 0);
    }
    if (!whole) {
        return bad(path,
                   "Reading the file took too much memory or time, or broke the reader; it is damaged or hostile.");
    }
    switch (word) {
        case kUnreadable:
            return bad(path, "The file cannot be read as " + kind.substr(1) + ".");
        case kTooMany:
            return bad(path, "The surface has more than " + std::to_string(limits.triangles) + " triangles.");
        case kNotFinite:
            return bad(path, "A corner's coordinate is not a finite number.");
        case kEmpty:
            return bad(path, "The file has no triangles; points alone must be made a closed surface first.");
        case kCompressed:
            return bad(path, "The file's geometry is compressed (draco, meshopt or quantised); save it without.");
        default:
            break;
    }
    SurfaceMesh mesh;
    mesh.vertex = std::move(corners);
    for (std::size_t t = 0; t < mesh.vertex.size() / 3; ++t) {
        const auto first = static_cast<std::int32_t>(3 * t);
        mesh.triangles.push_back({first, first + 1, first + 2});
    }
    mesh.border.assign(mesh.vertex.size(), 0);
    weld(mesh);
    return mesh;
}

} // namespace fascia::anatomy
