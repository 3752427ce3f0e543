// R1 .. R5: the slow hold at other places, with other restrictions, on another mesh and with other steps. What was
// calibrated at one place must hold at others with the same parameters.

#include <array>
#include <cmath>

#include "io/units.h"
#include "validation/context.h"
#include "validation/families.h"

namespace fascia::validation {

namespace {

constexpr double kHandAt_s = 10.0;

/// What P2, P3 and P5 look at.
struct Hold {
    double release = 0.0; ///< Change of local resting tension, share.
    double half_s = 0.0;  ///< Until half of the local adhesion is gone.
};

Hold holdOf(Context& context, const RunRequest& request) {
    const Run& run = context.run(request);
    const double start = run.at(kHandAt_s).adhesionLocal;
    return {run.release(),
            run.timeUntil(kHandAt_s, [&](const sim::Measures& m) { return m.adhesionLocal <= 0.5 * start; })};
}

Hold holdOf(Context& context, const std::string& scenario, const std::vector<std::string>& settings) {
    return holdOf(context, {scenario, 10.0, settings, 0.0});
}

void report(Findings& out, const std::string& where, const Hold& hold, const std::string& note = {}) {
    out.within("local resting tension after a hold of 300 s, " + where, 100.0 * hold.release, "%", -30.0, -15.0, note);
    out.within("half of the local adhesion gone, " + where, hold.half_s, "s", 80.0, 150.0, note);
}

/// The slow, the brief and the oiled hold on a restriction at a site.
void holdsAt(Context& context, Findings& out, const std::string& site) {
    const std::vector<std::string> there{"restriction.0.site=" + site, "hand.0.site=" + site};
    const Hold slow = holdOf(context, "slow_hold", there);
    report(out, site, slow);
    const Hold brief = holdOf(context, "brief_hold", there);
    out.within("the same for 30 s, " + site, 100.0 * brief.release, "%", -3.0, 3.0);
    const Hold oiled = holdOf(context, "oiled", there);
    out.within("with oil, over that without, " + site, oiled.release / slow.release, "1", -0.1, 0.1);
}

void otherPlaces(Context& context, Findings& out) {
    for (const char* site :
         {"quadratus_lumborum_left", "iliac_crest_cluneal_left", "erector_t12_right", "gluteal_upper_left"}) {
        holdsAt(context, out, site);
    }
    const std::string mid = "thoracolumbar_mid";
    report(out, mid, holdOf(context, "slow_hold", {"restriction.0.site=" + mid, "hand.0.site=" + mid}),
           "Over the spines of the vertebrae the sheets are tied to bone, which takes the pull.");
}

void placesNearBone(Context& context, Findings& out) {
    for (const char* site : {"multifidus_l5_left", "sacroiliac_left"}) {
        holdsAt(context, out, site);
    }
}

void otherRestrictions(Context& context, Findings& out) {
    for (const std::string seed : {"11", "12", "13"}) {
        report(out, "random restrictions " + seed, holdOf(context, "slow_hold", {"restrictions.seed=" + seed}));
    }
}

void otherMesh(Context& context, Findings& out) {
    const Hold fine = holdOf(context, "slow_hold", {});
    const Hold coarse = holdOf(context, "slow_hold", {"model=low_back_coarse"});
    out.within("release on edges of 11.5 mm over that on edges of 8.8 mm", coarse.release / fine.release, "1", 0.9,
               1.1);
    out.within("half-time of the adhesion, the same", coarse.half_s / fine.half_s, "1", 0.9, 1.1);
    const double fineStart = context.run({"slow_hold", 10.0, {}, 0.0}).at(0.0).meanTension_N;
    const double coarseStart = context.run({"slow_hold", 10.0, {"model=low_back_coarse"}, 0.0}).at(0.0).meanTension_N;
    out.within("tension per width at rest, the same", coarseStart / 11.5 / (fineStart / 8.8), "1", 0.9, 1.1,
               "A spring stands for a width that grows with its length.");
}

void otherSteps(Context& context, Findings& out) {
    const Hold usual = holdOf(context, "slow_hold", {});
    const app::StepLimits half{0.5 * app::kFrameStep_s, 5.0, 1.0e-4, 0.005};
    const Hold often = holdOf(context, {"slow_hold", 10.0, {"numerics.tissue_interval_s=0.05"}, 0.0, half});
    out.within("release with steps half as long, over that with the usual ones", often.release / usual.release, "1",
               0.98, 1.02, "2 % is assumed.");
    out.within("half-time of the adhesion, the same", often.half_s / usual.half_s, "1", 0.9, 1.1,
               "Rows are 10 s apart.");
}

constexpr const char* kBands = "docs/model.md";
constexpr std::array kChecks{
    Check{"R1", "P2, P3 and P5 at four other places, and P2 in the mid-line", "concept", kBands, otherPlaces},
    Check{"R2", "P2 with three other draws of restrictions", "concept", kBands, otherRestrictions},
    Check{"R3", "P2 on a coarser mesh", "concept", kBands, otherMesh},
    Check{"R4", "P2 with finer steps of tissue and solver", "concept", kBands, otherSteps},
    Check{"R5", "P2, P3 and P5 at two places close over bone", "concept", kBands, placesNearBone},
};

} // namespace

std::span<const Check> robustness() { return kChecks; }

} // namespace fascia::validation
