#include "viewer/gamepad_input.h"

#include <algorithm>
#include <array>

#include <fcntl.h>
#include <unistd.h>

namespace fascia::viewer {
namespace {

constexpr float kAimHeights_per_s = 0.6F; ///< Of the picture, with the stick at its end (assumed).

} // namespace

GamepadSource::GamepadSource(const std::string& pipe) {
    if (!pipe.empty()) {
        pipe_ = ::open(pipe.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
        opened_ = pipe_ >= 0;
        name_ = pipe;
    }
}

GamepadSource::~GamepadSource() {
    if (pipe_ >= 0) {
        ::close(pipe_);
    }
}

app::GamepadState GamepadSource::read(const platform::Window& window, std::string& complaint) {
    if (!opened_) {
        return {};
    }
    if (pipe_ < 0) {
        const platform::GamepadReading reading = window.gamepad();
        name_ = reading.name;
        return {reading.connected, reading.axis, reading.button};
    }
    std::array<char, 4096> buffer{};
    ssize_t got = 0;
    while ((got = ::read(pipe_, buffer.data(), buffer.size())) > 0) {
        pending_.append(buffer.data(), static_cast<std::size_t>(got));
    }
    // One line a frame, so that a button that comes and goes within one is not lost.
    const std::size_t end = pending_.find('\n');
    if (end != std::string::npos) {
        const sim::Result<app::GamepadState> next = app::gamepadFromText(pending_.substr(0, end));
        pending_.erase(0, end + 1);
        if (next) {
            state_ = next.value();
        } else {
            complaint = next.error().sentence();
        }
    }
    return state_;
}

void GamepadAim::update(const app::GamepadFrame& frame, bool pressing, double wall_dt_s, float aspect) {
    const bool moves = frame.stickX != 0.0F || frame.stickY != 0.0F;
    waits_ = moves && (waits_ || pressing);
    if (frame.site != 0) {
        on_ = false;
    }
    if (!moves || waits_) {
        return;
    }
    const float step = kAimHeights_per_s * static_cast<float>(std::clamp(wall_dt_s, 0.0, 0.1));
    if (!on_) {
        x_ = 0.5F;
        y_ = 0.5F;
    }
    on_ = true;
    x_ = std::clamp(x_ + step * frame.stickX / std::max(aspect, 0.1F), 0.0F, 1.0F);
    y_ = std::clamp(y_ - step * frame.stickY, 0.0F, 1.0F);
}

void nextContact(app::HandSettings& hand) {
    hand.contact = static_cast<app::ContactKind>((static_cast<int>(hand.contact) + 1) % app::kContactKindCount);
}

void nextSurface(app::HandSettings& hand) {
    constexpr int kSurfaces = 3; // dry, moist, oiled
    hand.surface = static_cast<sim::SkinSurface>((static_cast<int>(hand.surface) + 1) % kSurfaces);
}

} // namespace fascia::viewer
