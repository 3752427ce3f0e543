#pragma once
// OpenGL objects that free themselves, and the checks around them. Only what GL 3.3 core and GL ES 3.0 share.

#include <initializer_list>
#include <string_view>
#include <utility>

#include <glm/mat4x4.hpp>
#include <glm/vec2.hpp>
#include <glm/vec3.hpp>
#include <glm/vec4.hpp>

namespace fascia::render {

/// Throws GraphicsError naming `what` when OpenGL has recorded an error since the last check.
void checkGl(const char* what);

/// One name from a glGen* function, deleted with its owner.
template <void (*Free)(unsigned)>
class GlName {
  public:
    GlName() = default;
    explicit GlName(unsigned name) : name_(name) {}
    ~GlName() { reset(); }
    GlName(const GlName&) = delete;
    GlName& operator=(const GlName&) = delete;
    GlName(GlName&& other) noexcept : name_(std::exchange(other.name_, 0U)) {}
    GlName& operator=(GlName&& other) noexcept {
        if (this != &other) {
            reset();
            name_ = std::exchange(other.name_, 0U);
        }
        return *this;
    }
    [[nodiscard]] unsigned get() const { return name_; }
    explicit operator bool() const { return name_ != 0U; }
    void reset() {
        if (name_ != 0U) {
            Free(std::exchange(name_, 0U));
        }
    }

  private:
    unsigned name_ = 0U;
};

void freeBuffer(unsigned name);
void freeVertexArray(unsigned name);
void freeTexture(unsigned name);
void freeFramebuffer(unsigned name);
void freeProgram(unsigned name);

using VertexArray = GlName<freeVertexArray>;
using Texture = GlName<freeTexture>;
using Framebuffer = GlName<freeFramebuffer>;

/// A vertex or index buffer that keeps its storage and grows by half when it must.
class Buffer {
  public:
    /// Replaces the contents. `dynamic`: will be replaced every frame.
    void upload(unsigned target, const void* data, std::size_t bytes, bool dynamic);
    [[nodiscard]] unsigned get() const { return name_.get(); }

  private:
    GlName<freeBuffer> name_;
    std::size_t capacity_ = 0;
};

VertexArray makeVertexArray();
Texture makeTexture();
Framebuffer makeFramebuffer();

/// Describes one float (or normalised byte) attribute of the bound vertex array and GL_ARRAY_BUFFER.
void floatAttribute(unsigned location, int components, int stride_bytes, std::size_t offset_bytes);
void byteAttribute(unsigned location, int components, int stride_bytes, std::size_t offset_bytes, bool isSigned);

/// The variant of a program that leaves out what lies beyond the uniform cutPlane.
inline constexpr std::string_view kCutDefine = "#define CUT\n";

/// A linked program from shaders/<name>.vert and .frag; "common.glsl" goes in front of both. Throws GraphicsError with
/// the compiler's words.
class Program {
  public:
    Program() = default;
    explicit Program(std::string_view name) : Program(name, name) {}
    /// `defines`: lines put in front of both, such as kCutDefine.
    Program(std::string_view vertexName, std::string_view fragmentName, std::string_view defines = {});
    void use() const;
    void set(const char* uniform, float value) const;
    void set(const char* uniform, int value) const;
    void set(const char* uniform, const glm::vec2& value) const;
    void set(const char* uniform, const glm::vec3& value) const;
    void set(const char* uniform, const glm::vec4& value) const;
    void set(const char* uniform, const glm::mat4& value) const;

  private:
    GlName<freeProgram> name_;
};

/// A colour (8 bit) and depth buffer to draw into, sampled later.
class DrawSurface {
  public:
    /// Makes the storage when the size is new. Throws GraphicsError when the driver refuses. True when made anew.
    bool resize(int width, int height);
    [[nodiscard]] unsigned framebuffer() const { return framebuffer_.get(); }
    [[nodiscard]] unsigned colour() const { return colour_.get(); }
    [[nodiscard]] unsigned depth() const { return depth_.get(); }
    [[nodiscard]] int width() const { return width_; }
    [[nodiscard]] int height() const { return height_; }

  private:
    Framebuffer framebuffer_;
    Texture colour_;
    Texture depth_;
    int width_ = 0;
    int height_ = 0;
};

} // namespace fascia::render
