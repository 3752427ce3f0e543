#include "platform/window.h"

#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <string_view>
#include <utility>

#include <glad/gl.h>

#include <GLFW/glfw3.h>

namespace fascia::platform {
namespace {

/// GLFW's own words for the last error.
std::string lastGlfwError() {
    const char* text = nullptr;
    glfwGetError(&text);
    return text != nullptr ? text : "no reason given";
}

/// GLFW is one library per process; it ends with the window, also when its constructor throws.
struct GlfwLibrary {
    GlfwLibrary() {
#ifdef GLFW_PLATFORM_X11
        // GLFW 3.4 tries Wayland first; where only X11 runs, the Wayland library would complain on stderr.
        if (std::getenv("WAYLAND_DISPLAY") == nullptr && std::getenv("DISPLAY") != nullptr) {
            glfwInitHint(GLFW_PLATFORM, GLFW_PLATFORM_X11);
        }
#endif
        if (glfwInit() != GLFW_TRUE) {
            throw WindowError("No window can be opened here (" + lastGlfwError() + ").");
        }
    }
    ~GlfwLibrary() { glfwTerminate(); }
    GlfwLibrary(const GlfwLibrary&) = delete;
    GlfwLibrary& operator=(const GlfwLibrary&) = delete;
};

} // namespace

struct Window::Impl {
    GlfwLibrary library;
    GLFWwindow* window = nullptr;
    double opened_s = 0.0;
    KeyTaps taps;

    static void onKey(GLFWwindow* window, int key, int scancode, int action, int modifiers) {
        if (action != GLFW_PRESS) {
            return;
        }
        KeyTaps& taps = static_cast<Impl*>(glfwGetWindowUserPointer(window))->taps;
        taps.f12 = taps.f12 || key == GLFW_KEY_F12;
        taps.escape = taps.escape || key == GLFW_KEY_ESCAPE;
        taps.tab = taps.tab || key == GLFW_KEY_TAB;
        taps.pageUp = taps.pageUp || key == GLFW_KEY_PAGE_UP;
        taps.pageDown = taps.pageDown || key == GLFW_KEY_PAGE_DOWN;
        if ((modifiers & GLFW_MOD_CONTROL) != 0) {
            const char* name = glfwGetKeyName(key, scancode); // the letter on the key, whatever the layout
            if (name != nullptr && std::string_view(name) == "q") {
                glfwSetWindowShouldClose(window, GLFW_TRUE);
            }
        }
    }
};

Window::Window(const WindowOptions& options) : impl_(std::make_unique<Impl>()) {
    glfwWindowHint(GLFW_CONTEXT_VERSION_MAJOR, 3);
    glfwWindowHint(GLFW_CONTEXT_VERSION_MINOR, 3);
    glfwWindowHint(GLFW_OPENGL_PROFILE, GLFW_OPENGL_CORE_PROFILE);
    glfwWindowHint(GLFW_OPENGL_FORWARD_COMPAT, GLFW_TRUE);
    glfwWindowHint(GLFW_DEPTH_BITS, 0); // the scene brings its own depth buffer
    glfwWindowHint(GLFW_STENCIL_BITS, 0);
    glfwWindowHint(GLFW_SAMPLES, 0);
    impl_->window = glfwCreateWindow(std::max(options.width, 320), std::max(options.height, 240), options.title.c_str(),
                                     nullptr, nullptr);
    if (impl_->window == nullptr) {
        throw WindowError("A window with OpenGL 3.3 could not be opened (" + lastGlfwError() +
                          "). Update the graphics driver, or install Mesa's software one (libgl1-mesa-dri).");
    }
    glfwMakeContextCurrent(impl_->window);
    if (gladLoadGL(glfwGetProcAddress) == 0) {
        glfwDestroyWindow(impl_->window);
        throw WindowError("OpenGL 3.3 could not be loaded. Update the graphics driver.");
    }
    glfwSwapInterval(options.waitForVerticalSync ? 1 : 0);
    glfwSetWindowSizeLimits(impl_->window, 640, 400, GLFW_DONT_CARE, GLFW_DONT_CARE);
    glfwSetWindowUserPointer(impl_->window, impl_.get());
    glfwSetKeyCallback(impl_->window, Impl::onKey); // the interface library calls it on
    impl_->opened_s = glfwGetTime();
}

Window::~Window() {
    if (impl_ && impl_->window != nullptr) {
        glfwDestroyWindow(impl_->window);
    }
}

void Window::poll() { glfwPollEvents(); }
void Window::swap() { glfwSwapBuffers(impl_->window); }
bool Window::shouldClose() const { return glfwWindowShouldClose(impl_->window) == GLFW_TRUE; }
void Window::close() { glfwSetWindowShouldClose(impl_->window, GLFW_TRUE); }
KeyTaps Window::takeTaps() { return std::exchange(impl_->taps, {}); }
void Window::setTitle(const std::string& title) { glfwSetWindowTitle(impl_->window, title.c_str()); }

Extent Window::framebuffer_px() const {
    Extent extent;
    glfwGetFramebufferSize(impl_->window, &extent.width, &extent.height);
    return extent;
}

Extent Window::size() const {
    Extent extent;
    glfwGetWindowSize(impl_->window, &extent.width, &extent.height);
    return extent;
}

bool Window::minimised() const {
    const Extent extent = framebuffer_px();
    return extent.width <= 0 || extent.height <= 0 || glfwGetWindowAttrib(impl_->window, GLFW_ICONIFIED) == GLFW_TRUE;
}

float Window::contentScale() const {
    float x = 1.0F;
    float y = 1.0F;
    glfwGetWindowContentScale(impl_->window, &x, &y);
    return std::clamp(std::max(x, y), 0.5F, 4.0F);
}

GamepadReading Window::gamepad() const {
    GamepadReading reading;
    for (int id = GLFW_JOYSTICK_1; id <= GLFW_JOYSTICK_LAST && !reading.connected; ++id) {
        GLFWgamepadstate state;
        if (glfwJoystickIsGamepad(id) != GLFW_TRUE || glfwGetGamepadState(id, &state) != GLFW_TRUE ||
            glfwGetWindowAttrib(impl_->window, GLFW_FOCUSED) != GLFW_TRUE) {
            continue;
        }
        reading.connected = true;
        const char* name = glfwGetGamepadName(id);
        reading.name = name != nullptr ? name : "gamepad";
        std::copy(std::begin(state.axes), std::end(state.axes), reading.axis.begin());
        std::transform(std::begin(state.buttons), std::end(state.buttons), reading.button.begin(),
                       [](unsigned char pressed) { return pressed == GLFW_PRESS; });
    }
    return reading;
}

double Window::time_s() const { return glfwGetTime() - impl_->opened_s; }
GLFWwindow* Window::handle() const { return impl_->window; }

} // namespace fascia::platform
