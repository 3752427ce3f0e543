#pragma once
// The few controls that the interface library does not have. Each takes the look and draws into the current window.

#include <array>
#include <span>
#include <string>

#include <imgui.h>

#include "ui/theme.h"

namespace fascia::ui {

/// A row of choices of which one is on. Returns true when another was chosen. `width_px` 0: all that is available.
bool segmented(const char* id, std::span<const char* const> labels, int& current, const Look& look,
               float width_px = 0.0F);

/// The stress dial: a half ring from calm to fight or flight with a knob to drag; the arousal that follows is a second,
/// inner ring. Keys: left and right while it has the focus. Returns true when `stress` (0..1) changed.
bool stressDial(const char* id, double& stress, double arousal, float width_px, const Look& look);

/// A label, a bar 0..1 and a reading on one line.
void meter(const char* label, double share, const std::string& reading, ImU32 colour, bool hatched, const Look& look);

/// Label above, value below.
void reading(const char* label, const std::string& value, const Look& look, ImU32 colour = 0, bool large = true);

/// How far a hold has come, against the 90 to 150 s that a release takes. Amber and hatched while the tissue guards.
struct HoldRing {
    double held_s = 0.0;
    bool inBand = false;
    bool guarding = false;
};
inline constexpr double kHoldBegin_s = 90.0;
inline constexpr double kHoldEnd_s = 150.0;
void drawHoldRing(ImDrawList& draw, ImVec2 centre, float radius_px, const HoldRing& ring, const Look& look);

/// A rounded label.
void drawPill(ImDrawList& draw, ImVec2 topLeft, const std::string& text, ImU32 background, ImU32 colour, ImFont* font,
              const Look& look);
ImVec2 pillSize(const std::string& text, ImFont* font, const Look& look);

/// Heading of a block of controls.
void heading(const char* text, const Look& look);
/// Quiet text in the small font, wrapped.
void quiet(const char* text, const Look& look);
/// Tooltip of the last item, wrapped at a comfortable width.
void hint(const char* text, const Look& look);

} // namespace fascia::ui
