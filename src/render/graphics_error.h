#pragma once
// What the drawing code throws when OpenGL is missing something. Caught in main (exit code 5).

#include <stdexcept>

namespace fascia::render {

/// One sentence for a person: what is missing, or which OpenGL call failed and where.
class GraphicsError : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

} // namespace fascia::render
