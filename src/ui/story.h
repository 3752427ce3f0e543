#pragma once
// The story for a clinician beside a patient: seven captions over a picture that fills the window, with a stress dial and
// nothing else. The tissue stays live and touchable at every step.

#include <array>
#include <string_view>

#include "app/tools.h"
#include "sim/params.h"

namespace fascia::ui {

struct ViewState;

struct StoryStep {
    const char* caption; ///< At most two lines.
    const char* claim;   ///< Its id in the ledger (assets/claims.toml).
    sim::Grade grade;    ///< As there.
    app::PressStyle style;
    double pressure_Pa; ///< What a press goes up to. Gentle 12 kPa as in the scenario slow_hold, hard 45 kPa (assumed).
    double speed;       ///< Simulated per wall time.
    bool lines, nerves; ///< Shown.
};

inline constexpr std::array<StoryStep, 7> kStory{{
    {"Under the skin, a web of tissue joins everything. Press on it and hold.", "web_everywhere", sim::Grade::A,
     app::PressStyle::slow, 12e3, 1.0, false, false},
    {"It slides and stretches. Press and drag: held stretched, it slowly gives way.", "viscoelastic", sim::Grade::A,
     app::PressStyle::slow, 12e3, 1.0, false, false},
    {"Long stress may slowly add tension. What happens when you turn the dial?", "stress_contracts", sim::Grade::C,
     app::PressStyle::slow, 12e3, 10.0, false, false},
    {"A stiffer area can pull on places further away; tight tissue can irritate a nerve and be felt elsewhere.",
     "distant_symptoms", sim::Grade::D, app::PressStyle::slow, 12e3, 1.0, true, true},
    {"What happens if you press fast and hard? In this model the tissue guards.", "forcing_guards", sim::Grade::D,
     app::PressStyle::fast, 45e3, 1.0, false, false},
    {"Now press gently, and wait. In this model a patient hold can let the layers go.", "slow_pressure_releases",
     sim::Grade::D, app::PressStyle::slow, 12e3, 10.0, false, false},
    {"Trials on low back pain found small effects, and reviews disagree. Why it helps is not settled.", "low_back_pain",
     sim::Grade::B, app::PressStyle::slow, 12e3, 1.0, false, false},
}};

/// Sets the picture and the hand as a step wants them; what was set before is kept until the story ends.
class Story {
  public:
    [[nodiscard]] bool on() const { return step_ >= 0; }
    [[nodiscard]] int step() const { return step_; }
    /// To a step, from the first to the last of them; opens the story. Returns the speed it wants.
    double goTo(int step, ViewState& view, app::HandSettings& hand, double speed);
    /// Ends it and puts back what it changed. Returns the speed that was.
    double leave(ViewState& view, app::HandSettings& hand);
    void forget() { step_ = -1; }

  private:
    int step_ = -1;
    bool lines_ = false, nerves_ = false;
    app::PressStyle style_ = app::PressStyle::slow;
    double pressure_Pa_ = 0.0, speed_ = 1.0;
};

} // namespace fascia::ui
