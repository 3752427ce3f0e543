#pragma once
// A finished file appears whole or not at all: it is written aside in the same folder and renamed.

#include <filesystem>
#include <string>
#include <string_view>

#include "sim/core/result.h"

namespace fascia::io {

/// Writes all of `bytes`; the folder is made if need be. Error: io, with the reason; an old file stays as it was.
sim::Status writeFileAtomically(const std::filesystem::path& file, std::string_view bytes);

/// The same for a file that grows. What is not committed is removed again.
class AtomicFile {
  public:
    static sim::Result<AtomicFile> open(const std::filesystem::path& file);
    ~AtomicFile();
    AtomicFile(AtomicFile&& other) noexcept;
    AtomicFile& operator=(AtomicFile&& other) noexcept;

    sim::Status write(std::string_view bytes);
    /// Flushes to the disk and gives the file its name. Nothing may be written after it.
    sim::Status commit();

  private:
    AtomicFile(std::filesystem::path file, std::filesystem::path aside, int descriptor);
    sim::Status flushBuffer();
    void discard() noexcept;

    std::filesystem::path file_;
    std::filesystem::path aside_;
    int descriptor_ = -1;
    std::string buffer_;
};

} // namespace fascia::io
