#include "app/tools.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace fascia::app {
namespace {

constexpr int kUserHand = 0;
constexpr float kTractionDeadZone_px = 10.0F;  ///< A steady hand pulls on nothing.
constexpr float kTractionFullDrag_px = 170.0F; ///< Drag beyond the dead zone that asks for the largest ratio.
constexpr float kKeyboardDrag_px_per_s = 90.0F;
constexpr double kPressureStep_Pa = 1.0e3; ///< Per notch of the wheel or press of a key.
constexpr double kLiftRate_Pa_per_s = 15.0e3;
constexpr float kSqueezeSteps = 100.0F; ///< Of a trigger: its noise is no order.

std::array<double, 3> toDouble(const std::array<float, 3>& v) { return {v[0], v[1], v[2]}; }

double dot(const std::array<double, 3>& a, const std::array<double, 3>& b) {
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

/// The part of `v` in the plane with unit normal `n`, made unit; zero if there is next to none.
std::array<double, 3> tangential(const std::array<double, 3>& v, const std::array<double, 3>& n) {
    const double along = dot(v, n);
    std::array<double, 3> t{v[0] - along * n[0], v[1] - along * n[1], v[2] - along * n[2]};
    const double length = std::sqrt(dot(t, t));
    if (length < 1e-9) {
        return {0, 0, 0};
    }
    return {t[0] / length, t[1] / length, t[2] / length};
}

bool sameOrder(const sim::PressHand& a, const sim::PressHand& b) {
    const double turned = dot(a.tractionDirection, b.tractionDirection);
    return std::abs(a.force_N - b.force_N) < 1e-6 && std::abs(a.ramp_N_per_s - b.ramp_N_per_s) < 1e-6 &&
           std::abs(a.tractionRatio - b.tractionRatio) < 2e-3 && (a.tractionRatio < 2e-3 || turned > 0.9998);
}

} // namespace

const char* contactLabel(ContactKind kind) {
    switch (kind) {
        case ContactKind::finger:
            return "Finger";
        case ContactKind::fourFingers:
            return "Four fingers";
        case ContactKind::palm:
            return "Palm";
        case ContactKind::forearm:
            return "Forearm";
    }
    return "";
}

double contactArea_m2(ContactKind kind) {
    switch (kind) {
        case ContactKind::finger:
            return 2e-4;
        case ContactKind::fourFingers:
            return 12e-4;
        case ContactKind::palm:
            return 25e-4;
        case ContactKind::forearm:
            return 60e-4;
    }
    return 12e-4;
}

double rampRate_Pa_per_s(PressStyle style) { return style == PressStyle::slow ? 2e3 : 60e3; }

void HandSettings::setPressure(double value_Pa) {
    pressure_Pa = std::isfinite(value_Pa) ? std::clamp(value_Pa, kLeastPressure_Pa, kLargestPressure_Pa) : pressure_Pa;
}

void HandTool::putDown(const sim::Snapshot& snapshot, const std::array<double, 3>& rest_m,
                       const std::array<double, 3>& position_m, const std::array<double, 3>& normal,
                       const HandSettings& settings, std::vector<sim::Command>& commands) {
    const std::array<double, 3> focus_m = toDouble(snapshot.focus_m);
    const std::array<double, 3> away_m{rest_m[0] - focus_m[0], rest_m[1] - focus_m[1], rest_m[2] - focus_m[2]};
    if (!(dot(away_m, away_m) <= kSameSpot_m * kSameSpot_m)) {
        commands.emplace_back(sim::SetFocus{rest_m});
    }
    place(position_m, normal, settings, commands);
}

void HandTool::place(const std::array<double, 3>& position_m, const std::array<double, 3>& normal,
                     const HandSettings& settings, std::vector<sim::Command>& commands) {
    sim::PlaceHand order;
    order.hand = kUserHand;
    order.position_m = position_m;
    order.normal = normal;
    order.area_m2 = contactArea_m2(settings.contact);
    order.surface = settings.surface;
    commands.emplace_back(order);
    normal_ = normal;
    placedAt_m_ = position_m;
    placedContact_ = settings.contact;
    placedSurface_ = settings.surface;
    sent_.reset();
    dragX_px_ = 0.0F;
    dragY_px_ = 0.0F;
    status_.pressing = true;
    status_.kept = false;
}

void HandTool::press(const ToolInput& input, const HandSettings& settings, std::vector<sim::Command>& commands) {
    const float length = std::hypot(dragX_px_, dragY_px_);
    const float pull = std::clamp((length - kTractionDeadZone_px) / kTractionFullDrag_px, 0.0F, 1.0F);
    status_.tractionRatio = static_cast<double>(pull) * kLargestTractionRatio;
    std::array<double, 3> direction{0, 0, 0};
    if (status_.tractionRatio > 0.0) {
        const std::array<double, 3> right = toDouble(input.viewRight);
        const std::array<double, 3> up = toDouble(input.viewUp);
        std::array<double, 3> onScreen{};
        for (std::size_t k = 0; k < 3; ++k) {
            onScreen[k] = right[k] * static_cast<double>(dragX_px_) + up[k] * static_cast<double>(dragY_px_);
        }
        direction = tangential(onScreen, normal_);
        if (dot(direction, direction) == 0.0) {
            status_.tractionRatio = 0.0;
        }
    }
    for (std::size_t k = 0; k < 3; ++k) {
        status_.tractionDirection[k] = static_cast<float>(direction[k]);
    }

    sim::PressHand order;
    order.hand = kUserHand;
    order.force_N = settings.force_N();
    if (squeezing_) {
        const double share = static_cast<double>(std::round(kSqueezeSteps * input.squeeze) / kSqueezeSteps);
        order.force_N = std::max(share * settings.pressure_Pa, kLeastPressure_Pa) * contactArea_m2(settings.contact);
    }
    order.ramp_N_per_s = rampRate_Pa_per_s(settings.style) * contactArea_m2(settings.contact);
    order.tractionRatio = status_.tractionRatio;
    if (status_.tractionRatio > 0.0) {
        order.tractionDirection = direction;
    }
    if (!sent_ || !sameOrder(*sent_, order)) {
        commands.emplace_back(order);
        sent_ = order;
    }
}

void HandTool::lift(std::vector<sim::Command>& commands) {
    if (status_.pressing) {
        commands.emplace_back(sim::LiftHand{kUserHand, kLiftRate_Pa_per_s * contactArea_m2(placedContact_)});
    }
    forget();
}

void HandTool::forget() {
    status_.pressing = false;
    status_.byKeyboard = false;
    status_.kept = false;
    status_.tractionRatio = 0.0;
    status_.tractionDirection = {};
    squeezing_ = false;
    stickPulls_ = false;
    sent_.reset();
    if (drag_ == Drag::hand) {
        drag_ = Drag::panel; // the button that is still down starts nothing new
    }
}

void HandTool::beginDrag(const ToolInput& input, const sim::Snapshot& snapshot, const HandSettings& settings,
                         std::vector<sim::Command>& commands) {
    dragButton_ = input.middle ? DragButton::middle : (input.right ? DragButton::right : DragButton::left);
    startX_px_ = input.x_px;
    startY_px_ = input.y_px;
    if (input.pointerOnPanel) {
        drag_ = Drag::panel;
    } else if (input.middle || (input.right && input.shift)) {
        drag_ = Drag::pan;
    } else if (input.right) {
        drag_ = Drag::orbit;
    } else if (status_.pressing && status_.kept) {
        lift(commands);
        drag_ = Drag::panel;
    } else if (status_.hover && !status_.pressing) {
        putDown(snapshot, toDouble(status_.hover->restPosition_m), toDouble(status_.hover->position_m),
                toDouble(status_.hover->normal), settings, commands);
        drag_ = Drag::hand;
    } else {
        drag_ = Drag::orbit;
    }
}

void HandTool::pressAtSite(const sim::Snapshot& snapshot, const HandSettings& settings,
                           std::vector<sim::Command>& commands) {
    const auto index = static_cast<std::size_t>(settings.site);
    if (!snapshot.web || settings.site < 0 || index >= snapshot.web->sites.size()) {
        return;
    }
    const sim::Site& site = snapshot.web->sites[index];
    std::array<double, 3> position_m = site.position_m;
    if (site.skinNode >= 0) { // where the skin is now
        for (std::size_t k = 0; k < 3; ++k) {
            position_m[k] = static_cast<double>(snapshot.position_m[3 * static_cast<std::size_t>(site.skinNode) + k]);
        }
    }
    lift(commands);
    putDown(snapshot, site.position_m, position_m, site.normal, settings, commands);
    status_.byKeyboard = true;
    status_.kept = true;
}

void HandTool::updateKeyboard(const ToolInput& input, const sim::Snapshot& snapshot, HandSettings& settings,
                              std::vector<sim::Command>& commands) {
    const bool down = input.pressKey && !input.keyboardOnPanel;
    const bool wentDown = down && !keyWasDown_;
    const bool wentUp = !down && keyWasDown_;
    keyWasDown_ = down;
    if (wentDown && status_.pressing) {
        lift(commands);
    } else if (wentDown) {
        pressAtSite(snapshot, settings, commands);
        status_.kept = false;
    } else if (wentUp && status_.pressing && status_.byKeyboard && !status_.kept) {
        if (settings.keep) {
            status_.kept = true;
        } else {
            lift(commands);
        }
    }
    if (input.keyboardOnPanel) {
        return;
    }
    if (status_.pressing) {
        const float step = kKeyboardDrag_px_per_s * static_cast<float>(std::clamp(input.dt_s, 0.0, 0.1));
        dragX_px_ += input.tractionKeyX * step;
        dragY_px_ += input.tractionKeyY * step;
    }
    if (input.pressureSteps != 0.0F) {
        settings.setPressure(settings.pressure_Pa + static_cast<double>(input.pressureSteps) * kPressureStep_Pa);
    }
}

void HandTool::pressAtAim(const ToolInput& input, const sim::Snapshot& snapshot, const HandSettings& settings,
                          std::vector<sim::Command>& commands) {
    if (!input.aims) {
        pressAtSite(snapshot, settings, commands);
    } else if (status_.hover) {
        putDown(snapshot, toDouble(status_.hover->restPosition_m), toDouble(status_.hover->position_m),
                toDouble(status_.hover->normal), settings, commands);
        status_.byKeyboard = true;
    }
}

void HandTool::updateGamepad(const ToolInput& input, const sim::Snapshot& snapshot, HandSettings& settings,
                             std::vector<sim::Command>& commands) {
    const bool down = input.squeeze > 0.0F;
    const bool wentDown = down && !triggerWasDown_;
    const bool wentUp = !down && triggerWasDown_;
    triggerWasDown_ = down;
    if (input.letGoButton) {
        lift(commands);
    } else if (input.holdButton && squeezing_) { // stays as firm as it is
        settings.setPressure(static_cast<double>(input.squeeze) * settings.pressure_Pa);
        squeezing_ = false;
        status_.kept = true;
    } else if (input.holdButton && status_.pressing) {
        lift(commands);
    } else if (input.holdButton) {
        pressAtAim(input, snapshot, settings, commands);
        status_.kept = status_.pressing;
    } else if (wentDown && status_.pressing) {
        lift(commands);
    } else if (wentDown) {
        pressAtAim(input, snapshot, settings, commands);
        status_.kept = false;
        squeezing_ = status_.pressing;
    } else if (wentUp && squeezing_) {
        lift(commands);
    }
    const bool pulls = input.pullX != 0.0F || input.pullY != 0.0F;
    if (status_.pressing && (pulls || stickPulls_)) {
        const float length = std::hypot(input.pullX, input.pullY);
        const float drag =
            pulls ? (kTractionDeadZone_px + std::min(length, 1.0F) * kTractionFullDrag_px) / length : 0.0F;
        dragX_px_ = drag * input.pullX;
        dragY_px_ = drag * input.pullY;
        stickPulls_ = pulls;
    }
}

CameraGesture HandTool::update(const ToolInput& input, const sim::Snapshot& snapshot, HandSettings& settings,
                               std::vector<sim::Command>& commands) {
    CameraGesture gesture;
    if (!snapshot.web) {
        return gesture;
    }
    const bool anyButton = input.left || input.right || input.middle;
    const float movedX = input.x_px - lastX_px_;
    const float movedY = input.y_px - lastY_px_;
    lastX_px_ = input.x_px;
    lastY_px_ = input.y_px;

    status_.hover.reset();
    const bool dragsView = drag_ == Drag::orbit || drag_ == Drag::pan;
    if (!input.pointerOnPanel && !dragsView) {
        status_.hover = picker_.pick(input.ray, snapshot);
    }

    updateKeyboard(input, snapshot, settings, commands);
    updateGamepad(input, snapshot, settings, commands);

    // A drag belongs to the button it began with; in a slow frame another can go down while that one comes up.
    const bool goesOn = (dragButton_ == DragButton::left && input.left) ||
                        (dragButton_ == DragButton::right && input.right) ||
                        (dragButton_ == DragButton::middle && input.middle);
    if (drag_ != Drag::none && !goesOn) {
        if (drag_ == Drag::hand && settings.keep) {
            status_.kept = true;
        } else if (drag_ == Drag::hand) {
            lift(commands);
        }
        drag_ = Drag::none;
    }
    if (anyButton && drag_ == Drag::none) {
        beginDrag(input, snapshot, settings, commands);
    } else if (anyButton && drag_ == Drag::hand) {
        const float scale = std::max(input.pixelScale, 0.1F);
        dragX_px_ += movedX / scale;
        dragY_px_ -= movedY / scale;
    } else if (anyButton && drag_ == Drag::orbit) {
        gesture.orbitX_px = movedX;
        gesture.orbitY_px = movedY;
    } else if (anyButton && drag_ == Drag::pan) {
        gesture.panX_px = movedX;
        gesture.panY_px = movedY;
    }

    if (input.wheel != 0.0F && !input.pointerOnPanel) {
        if (drag_ == Drag::hand) {
            settings.setPressure(settings.pressure_Pa + static_cast<double>(input.wheel) * kPressureStep_Pa);
        } else {
            gesture.zoom_notches = input.wheel;
        }
    }

    if (status_.pressing) {
        if (settings.contact != placedContact_ || settings.surface != placedSurface_) {
            // Another pad or skin under a hand that is there: put it down anew, with the same pull.
            const float x = dragX_px_;
            const float y = dragY_px_;
            const bool kept = status_.kept;
            place(placedAt_m_, normal_, settings, commands);
            dragX_px_ = x;
            dragY_px_ = y;
            status_.kept = kept;
        }
        press(input, settings, commands);
    }
    return gesture;
}

} // namespace fascia::app
