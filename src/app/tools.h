#pragma once
// The user's hand: pointer and keys become commands for the World and gestures for the camera. Knows no window library
// and no drawing; everything it needs of the view comes in with ToolInput.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "app/picking.h"
#include "sim/command.h"
#include "sim/snapshot.h"

namespace fascia::app {

enum class ContactKind : std::uint8_t { finger, fourFingers, palm, forearm };
inline constexpr int kContactKindCount = 4;
const char* contactLabel(ContactKind kind);
/// Nominal pad area [m2].
double contactArea_m2(ContactKind kind);

/// How fast the pressure is built up: slow sinks in, fast is what makes tissue guard.
enum class PressStyle : std::uint8_t { slow, fast };
/// Rate of pressure [Pa/s]: 2 kPa/s or 60 kPa/s.
double rampRate_Pa_per_s(PressStyle style);

inline constexpr double kLeastPressure_Pa = 0.5e3;
inline constexpr double kLargestPressure_Pa = 60e3;
/// A hand put down closer than this to the place of the local measures works on the same spot [m]: they stay where they
/// are, so that one hold can be compared with the next. A third of the radius over which they are taken.
inline constexpr double kSameSpot_m = 0.01;
inline constexpr double kLargestTractionRatio = 0.7002075382097097; ///< tan 35 deg.

/// What the hand is set to. Panels and gestures both change it; the tissue never sees it, only commands.
struct HandSettings {
    ContactKind contact = ContactKind::fourFingers;
    sim::SkinSurface surface = sim::SkinSurface::dry;
    PressStyle style = PressStyle::slow;
    double pressure_Pa = 12e3; ///< Set pressure over the nominal area, kLeastPressure_Pa .. kLargestPressure_Pa.
    bool keep = false;         ///< The hand stays after the button is let go; the next click lifts it.
    int site = 0;              ///< Index into Web::sites for the keyboard.

    [[nodiscard]] double force_N() const { return pressure_Pa * contactArea_m2(contact); }
    /// Within the limits, whatever was asked for.
    void setPressure(double value_Pa);
};

/// One frame of input, already free of the window library. Pixels count from the top left.
struct ToolInput {
    double dt_s = 0.0;       ///< Wall time since the last frame.
    float pixelScale = 1.0F; ///< Pixels per design pixel (1 at 96 dpi): a drag feels the same on every screen.
    float x_px = 0.0F, y_px = 0.0F;
    float wheel = 0.0F; ///< Notches, up positive.
    bool left = false, right = false, middle = false, shift = false;
    bool pointerOnPanel = false;  ///< A panel owns the pointer: no press, drag or wheel for the view starts here.
    bool keyboardOnPanel = false; ///< A text field owns the keys.
    bool pressKey = false;        ///< Space, held.
    float tractionKeyX = 0.0F, tractionKeyY = 0.0F; ///< Arrows, right and up positive, -1..1.
    float pressureSteps = 0.0F;                     ///< Presses of + less presses of -, repeats included.
    float squeeze = 0.0F;             ///< A gamepad's trigger, 0..1: presses with that share of the set pressure.
    float pullX = 0.0F, pullY = 0.0F; ///< A gamepad's stick, right and up positive, -1..1: the pull as it stands.
    bool holdButton = false;          ///< Went down: a hand stays where it presses, or lets go if it stayed.
    bool letGoButton = false;         ///< Went down: the hand lets go.
    bool aims = false;                ///< The ray is a gamepad's aim, at which it presses; else it is at the site.
    Ray ray;                          ///< Through the pointer.
    std::array<float, 3> viewRight{1, 0, 0}, viewUp{0, 1, 0}; ///< Unit.
};

/// What the camera should do, in pixels and notches.
struct CameraGesture {
    float orbitX_px = 0.0F, orbitY_px = 0.0F;
    float panX_px = 0.0F, panY_px = 0.0F;
    float zoom_notches = 0.0F;
};

/// How the picture and the panels show the hand.
struct HandStatus {
    bool pressing = false;
    bool byKeyboard = false;
    bool kept = false;                        ///< Pressing without a button held.
    double tractionRatio = 0.0;               ///< Asked for.
    std::array<float, 3> tractionDirection{}; ///< Unit, tangential; zero without traction.
    std::optional<SkinHit> hover;             ///< Skin under the pointer while no panel has it.
};

/// The hand tool: press, hold, drag for traction, let go; and the camera gestures that are left over.
class HandTool {
  public:
    /// Reads one frame; appends commands. `settings` changes by wheel and keys.
    CameraGesture update(const ToolInput& input, const sim::Snapshot& snapshot, HandSettings& settings,
                         std::vector<sim::Command>& commands);

    /// Presses at the site of the settings and stays (a panel's button).
    void pressAtSite(const sim::Snapshot& snapshot, const HandSettings& settings, std::vector<sim::Command>& commands);
    /// Lifts the hand, if it presses (a panel's button, a new scenario).
    void lift(std::vector<sim::Command>& commands);
    /// Forgets the hand without a command: after a reset the World has no hands.
    void forget();

    [[nodiscard]] const HandStatus& status() const { return status_; }

  private:
    enum class Drag : std::uint8_t { none, hand, orbit, pan, panel };
    enum class DragButton : std::uint8_t { left, right, middle };

    /// Puts the hand down anew: the place of the local measures goes with it, then place().
    void putDown(const sim::Snapshot& snapshot, const std::array<double, 3>& rest_m,
                 const std::array<double, 3>& position_m, const std::array<double, 3>& normal,
                 const HandSettings& settings, std::vector<sim::Command>& commands);
    void place(const std::array<double, 3>& position_m, const std::array<double, 3>& normal,
               const HandSettings& settings, std::vector<sim::Command>& commands);
    void press(const ToolInput& input, const HandSettings& settings, std::vector<sim::Command>& commands);
    void beginDrag(const ToolInput& input, const sim::Snapshot& snapshot, const HandSettings& settings,
                   std::vector<sim::Command>& commands);
    void updateKeyboard(const ToolInput& input, const sim::Snapshot& snapshot, HandSettings& settings,
                        std::vector<sim::Command>& commands);
    void updateGamepad(const ToolInput& input, const sim::Snapshot& snapshot, HandSettings& settings,
                       std::vector<sim::Command>& commands);
    /// Presses where a gamepad aims, or at the site.
    void pressAtAim(const ToolInput& input, const sim::Snapshot& snapshot, const HandSettings& settings,
                    std::vector<sim::Command>& commands);

    SkinPicker picker_;
    HandStatus status_;
    Drag drag_ = Drag::none;
    bool keyWasDown_ = false;
    bool triggerWasDown_ = false;
    bool squeezing_ = false;                   ///< The hand presses as firmly as the trigger is squeezed.
    bool stickPulls_ = false;                  ///< The pull is the stick's.
    DragButton dragButton_ = DragButton::left; ///< Where drag_ is not none.
    float lastX_px_ = 0.0F, lastY_px_ = 0.0F;
    float startX_px_ = 0.0F, startY_px_ = 0.0F;
    float dragX_px_ = 0.0F, dragY_px_ = 0.0F; ///< Pull on the hand, right and up, in design pixels.
    std::array<double, 3> normal_{0, 0, 1};   ///< Skin normal where the hand was placed.
    ContactKind placedContact_ = ContactKind::fourFingers;
    sim::SkinSurface placedSurface_ = sim::SkinSurface::dry;
    std::array<double, 3> placedAt_m_{};
    std::optional<sim::PressHand> sent_; ///< The last order, so that an unchanged one is not repeated.
};

} // namespace fascia::app
