#include "io/atomic_file.h"

#include <cerrno>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

namespace fascia::io {
namespace {

constexpr std::size_t kBuffer_bytes = 1U << 16U;

sim::Error fileError(const std::filesystem::path& file, const std::string& what, int reason) {
    return {sim::ErrorCode::io, what + ": " + std::strerror(reason) + ".", file.string(), ""};
}

} // namespace

sim::Result<AtomicFile> AtomicFile::open(const std::filesystem::path& file) {
    std::error_code failure;
    if (file.has_parent_path()) {
        std::filesystem::create_directories(file.parent_path(), failure);
    }
    if (failure) {
        return fileError(file.parent_path(), "The folder cannot be made", failure.value());
    }
    if (std::filesystem::is_directory(file, failure)) {
        return fileError(file, "The file cannot be written", EISDIR);
    }
    std::filesystem::path aside = file;
    aside += ".part" + std::to_string(::getpid());
    const int descriptor = ::open(aside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (descriptor < 0) {
        return fileError(file, "The file cannot be written", errno);
    }
    return AtomicFile(file, std::move(aside), descriptor);
}

AtomicFile::AtomicFile(std::filesystem::path file, std::filesystem::path aside, int descriptor)
    : file_(std::move(file)), aside_(std::move(aside)), descriptor_(descriptor) {}

AtomicFile::~AtomicFile() { discard(); }

AtomicFile::AtomicFile(AtomicFile&& other) noexcept
    : file_(std::move(other.file_)),
      aside_(std::move(other.aside_)),
      descriptor_(std::exchange(other.descriptor_, -1)),
      buffer_(std::move(other.buffer_)) {}

AtomicFile& AtomicFile::operator=(AtomicFile&& other) noexcept {
    if (this != &other) {
        discard();
        file_ = std::move(other.file_);
        aside_ = std::move(other.aside_);
        descriptor_ = std::exchange(other.descriptor_, -1);
        buffer_ = std::move(other.buffer_);
    }
    return *this;
}

void AtomicFile::discard() noexcept {
    if (descriptor_ < 0) {
        return;
    }
    ::close(std::exchange(descriptor_, -1));
    ::unlink(aside_.c_str());
}

sim::Status AtomicFile::flushBuffer() {
    std::string_view rest = buffer_;
    while (!rest.empty()) {
        const ssize_t written = ::write(descriptor_, rest.data(), rest.size());
        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written < 0) {
            return fileError(file_, "The file cannot be written", errno);
        }
        rest.remove_prefix(static_cast<std::size_t>(written));
    }
    buffer_.clear();
    return sim::Done{};
}

sim::Status AtomicFile::write(std::string_view bytes) {
    assert(descriptor_ >= 0 && "open and not yet committed");
    buffer_ += bytes;
    return buffer_.size() >= kBuffer_bytes ? flushBuffer() : sim::Status(sim::Done{});
}

sim::Status AtomicFile::commit() {
    assert(descriptor_ >= 0 && "open and not yet committed");
    sim::Status status = flushBuffer();
    if (!status) {
        return status;
    }
    // Some file systems cannot sync; then the rename alone has to do.
    if (::fsync(descriptor_) != 0 && errno != EINVAL && errno != ENOTSUP) {
        return fileError(file_, "The file cannot be written", errno);
    }
    const int closed = ::close(std::exchange(descriptor_, -1));
    if (closed != 0 || ::rename(aside_.c_str(), file_.c_str()) != 0) {
        const int reason = errno;
        ::unlink(aside_.c_str());
        return fileError(file_, "The file cannot be written", reason);
    }
    return sim::Done{};
}

sim::Status writeFileAtomically(const std::filesystem::path& file, std::string_view bytes) {
    sim::Result<AtomicFile> opened = AtomicFile::open(file);
    if (!opened) {
        return opened.error();
    }
    sim::Status status = opened.value().write(bytes);
    return status ? opened.value().commit() : status;
}

} // namespace fascia::io
