// P8 .. P13, P15: joints, nerves, weeks of stress and treatment, muscle tone.

#include <array>

#include "validation/context.h"
#include "validation/families.h"

namespace fascia::validation {

namespace {

void jointRange(Context&, Findings& out) {
    out.notPossible("joint range after restriction and release", "There are no joints.");
}
void nerveLoad(Context&, Findings& out) {
    out.notPossible("nerve load after restriction and release", "There are no nerve paths.");
}
void weeks(Context&, Findings& out) { out.notPossible("weeks of high stress", "Weeks cannot be computed."); }
void course(Context&, Findings& out) {
    out.notPossible("twenty treatments and six months", "Weeks cannot be computed.");
}
void soreness(Context&, Findings& out) {
    out.notPossible("comfort in the days after a large release", "Weeks cannot be computed.");
}
void home(Context&, Findings& out) {
    out.notPossible("five minutes a day for eight weeks", "Weeks cannot be computed.");
}
void palm(Context&, Findings& out) {
    out.notPossible("stiffness of fascia and muscle under a palm", "Muscle has no tone of its own yet.");
}

constexpr const char* kBands = "docs/model.md";
constexpr std::array kChecks{
    Check{"P8", "A restriction costs joint range, release gives it back", "concept", kBands, jointRange},
    Check{"P9", "A restriction near a nerve loads it, release unloads it", "concept", kBands, nerveLoad},
    Check{"P10", "Weeks of high stress: tone within hours, adhesion over weeks", "concept", kBands, weeks},
    Check{"P11", "Twenty treatments and six months of follow-up", "concept", "S50", course},
    Check{"P12", "Soreness after a large release passes within days", "concept", kBands, soreness},
    Check{"P13", "Five minutes a day for eight weeks", "concept", kBands, home},
    Check{"P15", "A palm of 50 N changes muscle, not dense fascia", "evidence", "S22, S77", palm},
};

} // namespace

std::span<const Check> weekPhenomena() { return kChecks; }

} // namespace fascia::validation
