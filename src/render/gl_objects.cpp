#include "render/gl_objects.h"

#include <string>
#include <vector>

#include <glad/gl.h>
#include <glm/gtc/type_ptr.hpp>

#include "render/graphics_error.h"
#include "render/shaders_embedded.h"

namespace fascia::render {

void checkGl(const char* what) {
    const GLenum error = glGetError();
    if (error == GL_NO_ERROR) {
        return;
    }
    while (glGetError() != GL_NO_ERROR) {
    } // one sentence is enough
    const char* name = "an unknown error";
    switch (error) {
        case GL_INVALID_ENUM:
            name = "invalid enum";
            break;
        case GL_INVALID_VALUE:
            name = "invalid value";
            break;
        case GL_INVALID_OPERATION:
            name = "invalid operation";
            break;
        case GL_INVALID_FRAMEBUFFER_OPERATION:
            name = "invalid framebuffer operation";
            break;
        case GL_OUT_OF_MEMORY:
            name = "out of memory";
            break;
        default:
            break;
    }
    throw GraphicsError(std::string("OpenGL reported ") + name + " while drawing (" + what + ").");
}

void freeBuffer(unsigned name) { glDeleteBuffers(1, &name); }
void freeVertexArray(unsigned name) { glDeleteVertexArrays(1, &name); }
void freeTexture(unsigned name) { glDeleteTextures(1, &name); }
void freeFramebuffer(unsigned name) { glDeleteFramebuffers(1, &name); }
void freeProgram(unsigned name) { glDeleteProgram(name); }

VertexArray makeVertexArray() {
    GLuint name = 0;
    glGenVertexArrays(1, &name);
    return VertexArray(name);
}

Texture makeTexture() {
    GLuint name = 0;
    glGenTextures(1, &name);
    return Texture(name);
}

Framebuffer makeFramebuffer() {
    GLuint name = 0;
    glGenFramebuffers(1, &name);
    return Framebuffer(name);
}

void Buffer::upload(unsigned target, const void* data, std::size_t bytes, bool dynamic) {
    if (!name_) {
        GLuint name = 0;
        glGenBuffers(1, &name);
        name_ = GlName<freeBuffer>(name);
    }
    glBindBuffer(target, name_.get());
    const GLenum usage = dynamic ? GL_STREAM_DRAW : GL_STATIC_DRAW;
    if (bytes > capacity_ || capacity_ == 0) {
        capacity_ = dynamic ? bytes + bytes / 2 + 64 : bytes;
        glBufferData(target, static_cast<GLsizeiptr>(capacity_), nullptr, usage);
    }
    if (bytes > 0) {
        glBufferSubData(target, 0, static_cast<GLsizeiptr>(bytes), data);
    }
}

void floatAttribute(unsigned location, int components, int stride_bytes, std::size_t offset_bytes) {
    glEnableVertexAttribArray(location);
    glVertexAttribPointer(location, components, GL_FLOAT, GL_FALSE, stride_bytes,
                          reinterpret_cast<const void*>(offset_bytes)); // NOLINT: OpenGL wants the offset as a pointer
}

void byteAttribute(unsigned location, int components, int stride_bytes, std::size_t offset_bytes, bool isSigned) {
    glEnableVertexAttribArray(location);
    glVertexAttribPointer(location, components, isSigned ? GL_BYTE : GL_UNSIGNED_BYTE, GL_TRUE, stride_bytes,
                          reinterpret_cast<const void*>(offset_bytes)); // NOLINT: OpenGL wants the offset as a pointer
}

namespace {

/// The line that a shader file does not carry: the dialect of the current context.
std::string versionLine() {
    const auto* version = reinterpret_cast<const char*>(glGetString(GL_VERSION));
    const std::string_view text = version == nullptr ? "" : version;
    if (text.substr(0, 9) == "OpenGL ES") {
        return "#version 300 es\nprecision highp float;\nprecision highp int;\n";
    }
    return "#version 330 core\n";
}

GLuint compile(GLenum kind, const std::string& fileName, std::string_view defines) {
    const std::string_view body = shaderSource(fileName);
    if (body.empty()) {
        throw GraphicsError("The shader '" + fileName + "' is not part of this program.");
    }
    std::string text = versionLine();
    text += defines;
    text += shaderSource("common.glsl");
    text += "\n#line 1\n";
    text += body;
    const GLuint shader = glCreateShader(kind);
    const char* source = text.c_str();
    glShaderSource(shader, 1, &source, nullptr);
    glCompileShader(shader);
    GLint compiled = GL_FALSE;
    glGetShaderiv(shader, GL_COMPILE_STATUS, &compiled);
    if (compiled != GL_TRUE) {
        std::vector<char> log(4096, '\0');
        glGetShaderInfoLog(shader, static_cast<GLsizei>(log.size()), nullptr, log.data());
        glDeleteShader(shader);
        throw GraphicsError("The graphics driver refused the shader '" + fileName + "': " + log.data());
    }
    return shader;
}

} // namespace

Program::Program(std::string_view vertexName, std::string_view fragmentName, std::string_view defines) {
    const GLuint vertex = compile(GL_VERTEX_SHADER, std::string(vertexName) + ".vert", defines);
    GLuint fragment = 0;
    try {
        fragment = compile(GL_FRAGMENT_SHADER, std::string(fragmentName) + ".frag", defines);
    } catch (...) {
        glDeleteShader(vertex);
        throw;
    }
    name_ = GlName<freeProgram>(glCreateProgram());
    glAttachShader(name_.get(), vertex);
    glAttachShader(name_.get(), fragment);
    glLinkProgram(name_.get());
    glDeleteShader(vertex);
    glDeleteShader(fragment);
    GLint linked = GL_FALSE;
    glGetProgramiv(name_.get(), GL_LINK_STATUS, &linked);
    if (linked != GL_TRUE) {
        std::vector<char> log(4096, '\0');
        glGetProgramInfoLog(name_.get(), static_cast<GLsizei>(log.size()), nullptr, log.data());
        throw GraphicsError("The graphics driver could not link the shader '" + std::string(fragmentName) +
                            "': " + log.data());
    }
}

void Program::use() const { glUseProgram(name_.get()); }
void Program::set(const char* uniform, float value) const {
    glUniform1f(glGetUniformLocation(name_.get(), uniform), value);
}
void Program::set(const char* uniform, int value) const {
    glUniform1i(glGetUniformLocation(name_.get(), uniform), value);
}
void Program::set(const char* uniform, const glm::vec2& value) const {
    glUniform2fv(glGetUniformLocation(name_.get(), uniform), 1, glm::value_ptr(value));
}
void Program::set(const char* uniform, const glm::vec3& value) const {
    glUniform3fv(glGetUniformLocation(name_.get(), uniform), 1, glm::value_ptr(value));
}
void Program::set(const char* uniform, const glm::vec4& value) const {
    glUniform4fv(glGetUniformLocation(name_.get(), uniform), 1, glm::value_ptr(value));
}
void Program::set(const char* uniform, const glm::mat4& value) const {
    glUniformMatrix4fv(glGetUniformLocation(name_.get(), uniform), 1, GL_FALSE, glm::value_ptr(value));
}

bool DrawSurface::resize(int width, int height) {
    if (width == width_ && height == height_ && framebuffer_) {
        return false;
    }
    colour_ = makeTexture();
    glBindTexture(GL_TEXTURE_2D, colour_.get());
    glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA8, width, height, 0, GL_RGBA, GL_UNSIGNED_BYTE, nullptr);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_LINEAR);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, GL_LINEAR);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_S, GL_CLAMP_TO_EDGE);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_T, GL_CLAMP_TO_EDGE);
    depth_ = makeTexture();
    glBindTexture(GL_TEXTURE_2D, depth_.get());
    glTexImage2D(GL_TEXTURE_2D, 0, GL_DEPTH_COMPONENT24, width, height, 0, GL_DEPTH_COMPONENT, GL_UNSIGNED_INT,
                 nullptr);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_NEAREST);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, GL_NEAREST);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_S, GL_CLAMP_TO_EDGE);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_T, GL_CLAMP_TO_EDGE);
    glBindTexture(GL_TEXTURE_2D, 0);
    framebuffer_ = makeFramebuffer();
    glBindFramebuffer(GL_FRAMEBUFFER, framebuffer_.get());
    glFramebufferTexture2D(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_TEXTURE_2D, colour_.get(), 0);
    glFramebufferTexture2D(GL_FRAMEBUFFER, GL_DEPTH_ATTACHMENT, GL_TEXTURE_2D, depth_.get(), 0);
    if (glCheckFramebufferStatus(GL_FRAMEBUFFER) != GL_FRAMEBUFFER_COMPLETE) {
        throw GraphicsError("The graphics driver offers no colour buffer of " + std::to_string(width) + " x " +
                            std::to_string(height) + " pixels; a smaller picture may work.");
    }
    width_ = width;
    height_ = height;
    checkGl("drawing surface");
    return true;
}

} // namespace fascia::render
