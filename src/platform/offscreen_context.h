#pragma once
// An OpenGL 3.3 core context without a window or a display, through EGL; for pictures made on servers and in tests.

#include <memory>
#include <stdexcept>
#include <string>

namespace fascia::platform {

/// One sentence for a person: no context could be made, and what to install. The program exits with code 5.
class ContextError : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

/// Makes its context current on the constructing thread and loads the OpenGL functions (gladLoadGL).
class OffscreenContext {
  public:
    /// Throws ContextError.
    OffscreenContext();
    ~OffscreenContext();
    OffscreenContext(const OffscreenContext&) = delete;
    OffscreenContext& operator=(const OffscreenContext&) = delete;

    void makeCurrent();
    /// "llvmpipe (LLVM 15.0.6, 256 bits), 4.5 (Core Profile) Mesa 22.3.6, surfaceless".
    [[nodiscard]] const std::string& description() const;

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace fascia::platform
