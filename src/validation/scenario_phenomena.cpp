// P1 .. P5: what the shipped scenarios must show on the low back. They are what the `concept` preset was calibrated on.

#include <algorithm>
#include <array>
#include <cmath>

#include "validation/context.h"
#include "validation/elsewhere.h"
#include "validation/families.h"

namespace fascia::validation {

namespace {

constexpr double kHandAt_s = 10.0; // the hand is put down here in every one of these scenarios

const RunRequest kStress{"chronic_stress", 10.0, {}, 0.0};
const RunRequest kSlow{"slow_hold", 2.0, {}, 0.0};
const RunRequest kBrief{"brief_hold", 10.0, {}, 0.0};
const RunRequest kOiled{"oiled", 10.0, {}, 0.0};

RunRequest hardAt(const std::vector<std::string>& settings) { return {"fast_hard", 5.0, settings, 0.0}; }

/// Residual held, nothing undone, no command refused.
void sound(const Run& run, Findings& out) {
    out.atMost("worst residual of a step", run.worstResidual, "1", 1e-3);
    if (run.rolledBack > 0 || !run.refused.empty()) {
        out.broken("no step undone, no command refused",
                   std::to_string(run.rolledBack) + " steps undone. " + run.refused);
    }
}

void stressTightens(Context& context, Findings& out) {
    const Run& run = context.run(kStress);
    const double low = run.at(60.0).meanTension_N;
    const double high = run.at(2460.0).meanTension_N;
    const double half = 0.5 * (low + high);
    out.atLeast("mean tension, change by high stress", 100.0 * (high / low - 1.0), "%", 15.0);
    const double up_s = run.timeUntil(60.0, [&](const sim::Measures& m) { return m.meanTension_N >= half; });
    const double down_s = run.timeUntil(2460.0, [&](const sim::Measures& m) { return m.meanTension_N <= half; });
    out.within("half-time up", up_s / 60.0, "min", 2.0, 20.0);
    out.atLeast("half-time down over half-time up", down_s / up_s, "1", 1.01);
    double jump = 0.0;
    for (std::size_t i = 1; i < run.rows.size(); ++i) {
        jump = std::max(jump, std::abs(run.rows[i].m.meanTension_N - run.rows[i - 1].m.meanTension_N) / low);
    }
    out.atMost("largest change in ten seconds", 100.0 * jump, "%", 5.0, "Nothing jumps.");
    sound(run, out);
    out.picture({"P1_stress",
                 "Mean tension of the web while stress is high for forty minutes, and after (P1).",
                 {"time [min]",
                  "mean tension [mN]",
                  {run.curve(
                      "model", [](const sim::Measures& m) { return 1e3 * m.meanTension_N; }, 1.0 / 60.0)},
                  false,
                  false,
                  true,
                  {}}});
}

void slowHold(Context& context, Findings& out) {
    const Run& run = context.run(kSlow);
    const sim::Measures& start = run.at(kHandAt_s);
    out.within("local resting tension after a hold of 300 s and rest", 100.0 * run.release(), "%", -30.0, -15.0);
    const double half_s =
        run.timeUntil(kHandAt_s, [&](const sim::Measures& m) { return m.adhesionLocal <= 0.5 * start.adhesionLocal; });
    out.within("half of the local adhesion gone", half_s, "s", 80.0, 150.0);
    out.atMost("stiffness under the finger, change",
               100.0 * (run.last().localStiffness_N_per_m / start.localStiffness_N_per_m - 1.0), "%", -0.1);
    out.atLeast("local hydration after rest, change", 100.0 * (run.last().hydrationLocal - start.hydrationLocal),
                "% points", 0.1);
    sound(run, out);
    const auto relative = [](const Run& each) {
        const double start_N = each.at(kHandAt_s).localTension_N;
        return [start_N](const sim::Measures& m) { return 100.0 * (m.localTension_N / start_N - 1.0); };
    };
    const Run& brief = context.run(kBrief);
    const Run& oiled = context.run(kOiled);
    out.picture({"P2_holds",
                 "Local tension during and after a slow, a brief and an oiled hold (P2, P3, P5).",
                 {"time [min]",
                  "local tension, change [%]",
                  {run.curve("slow hold, 300 s", relative(run), 1.0 / 60.0),
                   brief.curve("brief hold, 30 s", relative(brief), 1.0 / 60.0),
                   oiled.curve("with oil, 300 s", relative(oiled), 1.0 / 60.0)},
                  false,
                  false,
                  false,
                  io::SvgPlot::Band{-30.0, -15.0, "band of P2"}}});
}

void briefHold(Context& context, Findings& out) {
    const Run& run = context.run(kBrief);
    out.within("local resting tension after a hold of 30 s and rest", 100.0 * run.release(), "%", -3.0, 3.0);
    sound(run, out);
}

void fastAndHard(Context& context, Findings& out) {
    guardsAt(context, out, kCalibratedSite);
    const Run& run = context.run(hardAt({}));
    out.picture({"P4_guarding",
                 "Guarding and arousal when the tissue is pressed far above the band and fast (P4).",
                 {"time [min]",
                  "0 .. 1",
                  {run.curve(
                       "guarding", [](const sim::Measures& m) { return m.guard; }, 1.0 / 60.0),
                   run.curve(
                       "arousal", [](const sim::Measures& m) { return m.arousal; }, 1.0 / 60.0)},
                  false,
                  false,
                  true,
                  {}}});
}

void oiledHold(Context& context, Findings& out) {
    const Run& slow = context.run(kSlow);
    const Run& run = context.run(kOiled);
    const sim::Measures& held = run.at(200.0);
    const double cone = context.session("oiled").world().parameters().contact.frictionOiled;
    out.atMost("drag over normal force, of the cone of oiled skin", held.traction_N / held.contactForce_N / cone, "1",
               1.01);
    out.atLeast("drag on dry skin over drag on oiled skin, same hand", slow.at(200.0).traction_N / held.traction_N, "1",
                4.0, "The dry hand sticks, so this is less than the ratio of the friction coefficients.");
    out.within("release over that of the slow hold", run.release() / slow.release(), "1", -0.1, 0.1);
    sound(run, out);
}

constexpr const char* kBands = "docs/model.md";
const std::array kChecks{
    Check{"P1", "High stress tightens the web over minutes; it lets go more slowly", "concept", kBands, stressTightens},
    Check{"P2", "A slow hold in the band lets a restriction go", "concept", kBands, slowHold},
    Check{"P3", "A brief hold does not", "concept", kBands, briefHold},
    Check{"P4", "Far above the band and fast, the tissue guards", "concept", kBands, fastAndHard},
    Check{"P5", "With oil the pull does not arrive", "concept", kBands, oiledHold},
};

} // namespace

void guardsAt(Context& context, Findings& out, const std::string& site) {
    const bool calibrated = site == kCalibratedSite;
    const std::vector<std::string> there = calibrated ? std::vector<std::string>{} : holdOn(site);
    const std::string where = calibrated ? "" : ", " + site;
    const Run& first = context.run({"fast_hard", 0.1, there, 12.0});
    out.within("guarding past one half after" + where,
               first.timeUntil(kHandAt_s, [](const sim::Measures& m) { return m.guard > 0.5; }), "s", 0.0, 0.5);
    const Run& run = context.run(hardAt(there));
    const sim::Measures& start = run.at(kHandAt_s);
    const sim::Measures& pressed = run.at(60.0);
    out.atLeast("local tension while pressing, change" + where,
                100.0 * (pressed.localTension_N / start.localTension_N - 1.0), "%", 50.0);
    out.atLeast("arousal while pressing, change" + where, pressed.arousal - start.arousal, "1", 0.1);
    out.within("local resting tension after rest" + where, 100.0 * run.release(), "%", -3.0, 10.0);
    sound(run, out);
}

std::vector<std::string> holdOn(const std::string& site) {
    return {"restriction.0.site=" + site, "hand.0.site=" + site};
}

std::span<const Check> scenarioPhenomena() { return kChecks; }

} // namespace fascia::validation
