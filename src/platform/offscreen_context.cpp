#include "platform/offscreen_context.h"

#include <array>
#include <cstring>
#include <string_view>

#include <EGL/egl.h>
#include <EGL/eglext.h>
#include <glad/gl.h>

namespace fascia::platform {
namespace {

constexpr const char* kRemedy =
    "install a software renderer (on Debian: apt install libegl1 libgl1-mesa-dri), then try again";

bool listed(const char* extensions, std::string_view name) {
    return extensions != nullptr && std::string_view(extensions).find(name) != std::string_view::npos;
}

} // namespace

struct OffscreenContext::Impl {
    EGLDisplay display = EGL_NO_DISPLAY;
    EGLContext context = EGL_NO_CONTEXT;
    EGLSurface surface = EGL_NO_SURFACE;
    std::string description;

    Impl() = default;
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;
    ~Impl() { release(); }

    void release() {
        if (display == EGL_NO_DISPLAY) {
            return;
        }
        eglMakeCurrent(display, EGL_NO_SURFACE, EGL_NO_SURFACE, EGL_NO_CONTEXT);
        if (surface != EGL_NO_SURFACE) {
            eglDestroySurface(display, surface);
        }
        if (context != EGL_NO_CONTEXT) {
            eglDestroyContext(display, context);
        }
        // The display is shared by the whole process (a window system may use it too): it is not terminated.
        display = EGL_NO_DISPLAY;
        context = EGL_NO_CONTEXT;
        surface = EGL_NO_SURFACE;
    }

    /// A context on `candidate`, current; false when this display cannot give one.
    bool open(EGLDisplay candidate) {
        EGLint major = 0;
        EGLint minor = 0;
        if (candidate == EGL_NO_DISPLAY || eglInitialize(candidate, &major, &minor) != EGL_TRUE) {
            return false;
        }
        display = candidate;
        const bool surfaceless = listed(eglQueryString(display, EGL_EXTENSIONS), "EGL_KHR_surfaceless_context");
        if (eglBindAPI(EGL_OPENGL_API) != EGL_TRUE) {
            return closed();
        }
        const std::array<EGLint, 7> configWanted{EGL_SURFACE_TYPE,
                                                 surfaceless ? 0 : EGL_PBUFFER_BIT,
                                                 EGL_RENDERABLE_TYPE,
                                                 EGL_OPENGL_BIT,
                                                 EGL_NONE,
                                                 EGL_NONE,
                                                 EGL_NONE};
        EGLConfig config = nullptr;
        EGLint count = 0;
        if (eglChooseConfig(display, configWanted.data(), &config, 1, &count) != EGL_TRUE || count < 1) {
            return closed();
        }
        const std::array<EGLint, 7> contextWanted{
            EGL_CONTEXT_MAJOR_VERSION,           3,       EGL_CONTEXT_MINOR_VERSION, 3, EGL_CONTEXT_OPENGL_PROFILE_MASK,
            EGL_CONTEXT_OPENGL_CORE_PROFILE_BIT, EGL_NONE};
        context = eglCreateContext(display, config, EGL_NO_CONTEXT, contextWanted.data());
        if (context == EGL_NO_CONTEXT) {
            return closed();
        }
        if (!surfaceless) {
            const std::array<EGLint, 5> size{EGL_WIDTH, 16, EGL_HEIGHT, 16, EGL_NONE};
            surface = eglCreatePbufferSurface(display, config, size.data());
            if (surface == EGL_NO_SURFACE) {
                return closed();
            }
        }
        if (eglMakeCurrent(display, surface, surface, context) != EGL_TRUE) {
            return closed();
        }
        if (gladLoadGL(reinterpret_cast<GLADloadfunc>(eglGetProcAddress)) == 0) {
            return closed();
        }
        const auto* renderer = reinterpret_cast<const char*>(glGetString(GL_RENDERER));
        const auto* version = reinterpret_cast<const char*>(glGetString(GL_VERSION));
        description = std::string(renderer != nullptr ? renderer : "unknown renderer") + ", " +
                      (version != nullptr ? version : "unknown version") +
                      (surfaceless ? ", surfaceless" : ", pbuffer");
        return true;
    }

    bool closed() {
        release();
        return false;
    }
};

OffscreenContext::OffscreenContext() : impl_(std::make_unique<Impl>()) {
    const char* client = eglQueryString(EGL_NO_DISPLAY, EGL_EXTENSIONS);
    auto* getPlatformDisplay =
        reinterpret_cast<PFNEGLGETPLATFORMDISPLAYEXTPROC>(eglGetProcAddress("eglGetPlatformDisplayEXT"));
    if (getPlatformDisplay != nullptr && listed(client, "EGL_MESA_platform_surfaceless") &&
        impl_->open(getPlatformDisplay(EGL_PLATFORM_SURFACELESS_MESA, EGL_DEFAULT_DISPLAY, nullptr))) {
        return;
    }
    auto* queryDevices = reinterpret_cast<PFNEGLQUERYDEVICESEXTPROC>(eglGetProcAddress("eglQueryDevicesEXT"));
    if (getPlatformDisplay != nullptr && queryDevices != nullptr && listed(client, "EGL_EXT_platform_device")) {
        std::array<EGLDeviceEXT, 16> devices{};
        EGLint count = 0;
        if (queryDevices(static_cast<EGLint>(devices.size()), devices.data(), &count) == EGL_TRUE) {
            for (EGLint i = 0; i < count; ++i) {
                if (impl_->open(
                        getPlatformDisplay(EGL_PLATFORM_DEVICE_EXT, devices[static_cast<std::size_t>(i)], nullptr))) {
                    return;
                }
            }
        }
    }
    if (impl_->open(eglGetDisplay(EGL_DEFAULT_DISPLAY))) {
        return;
    }
    throw ContextError(std::string("No OpenGL 3.3 context could be made without a display: ") + kRemedy + ".");
}

OffscreenContext::~OffscreenContext() = default;

void OffscreenContext::makeCurrent() {
    if (eglMakeCurrent(impl_->display, impl_->surface, impl_->surface, impl_->context) != EGL_TRUE) {
        throw ContextError(std::string("The OpenGL context was lost: ") + kRemedy + ".");
    }
}

const std::string& OffscreenContext::description() const { return impl_->description; }

} // namespace fascia::platform
