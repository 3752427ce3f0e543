// V4, V5, V8 .. V11, V14, V16: tone, reflexes, joints, water and trials against experiments (sources: docs/references.md).

#include <algorithm>
#include <array>

#include "io/course_output.h"
#include "io/units.h"
#include "validation/context.h"
#include "validation/families.h"
#include "validation/strip.h"

namespace fascia::validation {

namespace {

/// Stiffness of muscle and of the deep fascia's fibres under a palm of 50 N for 5 min, and 3 min after.
struct Palm {
    double muscleHeld = 0.0, fasciaHeld = 0.0, muscleAfter = 0.0; ///< Changes [%] from the start.
};

Palm palmOf50N(Context& context) {
    const Run& run = context.run({"palm_on_dense_fascia", 5.0, {}, 0.0});
    const sim::Measures& start = run.rows.front().m;
    const sim::Measures& held = run.at(305.0);
    const sim::Measures& after = run.at(310.0 + 180.0);
    return {100.0 * (held.muscleStiffness / start.muscleStiffness - 1.0),
            100.0 * (held.fasciaStiffness / start.fasciaStiffness - 1.0),
            100.0 * (after.muscleStiffness / start.muscleStiffness - 1.0)};
}

void muscleUnderPalm(Context& context, Findings& out) {
    const Palm palm = palmOf50N(context);
    out.within("muscle stiffness under a palm of 50 N for 5 min, change", palm.muscleHeld, "%", -10.0, -2.0,
               "The source says a few per cent, about 5; the ends are assumed.");
    out.within("stiffness of the fascia's fibres, change", palm.fasciaHeld, "%", -2.0, 2.0);
}
void muscleAfterPalm(Context& context, Findings& out) {
    out.within("muscle stiffness 3 min after, change", palmOf50N(context).muscleAfter, "%", -1.0, 1.0,
               "Back to the start; 1 % is assumed.");
}

void flexion(Context& context, Findings& out) {
    constexpr double kForward_deg = 60.0;
    sim::World world = context.world(
        context.scenarioOf(
            "schema_version = 1\ntitle = \"Flexion\"\nmodel = \"low_back\"\npreset = \"evidence\"\nduration_s = 1\n"),
        context.web("low_back"));
    const sim::JointPose upright = orStop(world.poseJoint(0, 0.0));
    const sim::JointPose bent = orStop(world.poseJoint(0, kForward_deg));
    if (!upright.converged || !bent.converged) {
        out.broken("stiffness of the thoracolumbar fascia in flexion of 60 degrees",
                   "The bent web found no equilibrium.");
        return;
    }
    out.within(
        "stiffness of the thoracolumbar fascia's fibres in flexion of 60 degrees, change",
        100.0 * (bent.deepFasciaStiffness / upright.deepFasciaStiffness - 1.0), "%", 54.0, 193.0,
        "The band runs from sitting (54 %) to standing (193 %). Mean tangent stiffness of the deep fascia's fibres: " +
            io::fixedNumber(100.0 * upright.deepFasciaStiffness, 0) + " % of the full one upright, " +
            io::fixedNumber(100.0 * bent.deepFasciaStiffness, 0) + " % bent.");
}

/// EMG over that at rest, highest from a time on.
double highestActivity(const Run& run, double from_s) {
    double highest = 0.0;
    for (const Run::Row& row : run.rows) {
        highest = row.time_s >= from_s ? std::max(highest, row.m.muscleActivity) : highest;
    }
    return highest;
}

void deepFirst(Context& context, Findings& out) {
    // 25 kPa is deep here: under the pain threshold of a calm person, over that of an aroused one (assumed).
    constexpr double kDeepAt_s = 300.0;
    const std::string person = "schema_version = 1\ntitle = \"Order of pressures\"\nmodel = \"low_back\"\n"
                               "preset = \"concept\"\nduration_s = 340\n[autonomic]\nstress = 0.6\n";
    const auto hand = [](double at_s, double pressure_kPa, double ramp_kPa_per_s, double hold_s) {
        return "[[hand]]\nsite = \"low_back_left\"\narea_cm2 = 12\nsurface = \"dry\"\nt_s = " + io::shortNumber(at_s) +
               "\npressure_kPa = " + io::shortNumber(pressure_kPa) +
               "\nramp_kPa_per_s = " + io::shortNumber(ramp_kPa_per_s) + "\nhold_s = " + io::shortNumber(hold_s) + "\n";
    };
    const Run& deep = context.run({person + hand(10.0, 25.0, 25.0, 20.0), 0.5, {}, 40.0});
    const Run& light =
        context.run({person + hand(0.0, 12.0, 2.0, 280.0) + hand(kDeepAt_s, 25.0, 3.0, 20.0), 0.5, {}, 335.0});
    const double rest = deep.rows.front().m.muscleActivity;
    out.within("EMG, deep pressure first, over that at rest, change", 100.0 * (highestActivity(deep, 0.0) / rest - 1.0),
               "%", 188.0, 282.0, "235 %, a fifth either way is assumed. The gain of guarding was set to this number.");
    out.within("EMG, five minutes of light pressure before the deep one, change",
               100.0 * (highestActivity(light, kDeepAt_s) / rest - 1.0), "%", -20.0, 20.0,
               "Unchanged; 20 % is assumed. 12 kPa is light, 25 kPa deep; the deep one comes at 3 kPa/s.");
}

void reflexInhibition(Context& context, Findings& out) {
    const Run& run = context.run({"slow_hold", 2.0, {"hand.0.t_s=0", "hand.0.hold_s=40"}, 60.0});
    out.within("stretch reflex after 20 s of pressure, of that at rest", 100.0 * run.at(26.0).reflex, "%", 35.0, 55.0,
               "45 %, 10 points either way are assumed. The law was set to this number, so this is a calibration.");
    out.atLeast("10 s after release", 100.0 * run.at(58.0).reflex, "%", 95.0, "It returns; 95 % is assumed.");
}

void fibromyalgia(Context& context, Findings& out) {
    const auto atRest = [&](const char* value) {
        const app::Session session =
            context.session("calm", {std::string("autonomic.fibromyalgia=") + value, "autonomic.stress=0.2"});
        return session.snapshot().measures;
    };
    const sim::Measures healthy = atRest("0");
    const sim::Measures patient = atRest("1");
    const std::string set = "The switch was set to this number, so this is a calibration.";
    out.within("pain threshold with fibromyalgia over without", patient.painPressure_Pa / healthy.painPressure_Pa, "1",
               0.44, 0.54, "0.49; a tenth either way is assumed. " + set);
    out.within("EMG at rest, fibromyalgia, share of the largest", 100.0 * patient.muscleActivity, "%", 1.98, 2.42,
               "2.2 %; a tenth either way is assumed. " + set);
    out.within("EMG at rest, healthy", 100.0 * healthy.muscleActivity, "%", 0.9, 1.1, set);
}

void retained(Context& context, Findings& out) {
    const CourseRun& run = context.course({"weekly_20", {}, 0, 22});
    const io::CourseGain gain = io::courseGain(run.result.rows, run.result.sessions);
    out.within("share of the gain in comfort kept 6 months after 20 weekly treatments", gain.afterHalfYear, "1", 0.6,
               0.85,
               "The trial: 0.75. The rates at which adhesions form and are cleared were chosen for it, so this is no "
               "prediction.");
}

/// Stretch of 15 min, rest of 30 min (S54), on a strip with its water law on.
void superCompensation(Context& context, Findings& out) {
    constexpr double kStart = 0.05;
    constexpr double kProbe = 0.002;
    const auto stiffness = [](Strip& strip) { // secant over a small, short stretch
        const double before_N = strip.grip_N();
        strip.stretchTo(kStart + kProbe);
        const double after_N = strip.grip_N();
        strip.stretchTo(kStart);
        return (after_N - before_N) / kProbe;
    };
    Strip strip(context, "concept",
                {"hypothesis.hydration=true", "hypothesis.water_hardens=true", "deep_fascia.prestrain=0.05"});
    const double before = stiffness(strip);
    const double water = strip.measures().hydrationMean;
    strip.stretchTo(0.12);
    strip.hold(900.0, 5.0);
    const double stretched = strip.measures().hydrationMean;
    strip.stretchTo(kStart);
    strip.hold(1800.0, 5.0);
    const double rested = strip.measures().hydrationMean;
    strip.hold(3600.0, 5.0);
    out.atMost("water after 15 min of stretch, change", 100.0 * (stretched - water), "% points", -0.1);
    out.atLeast("water after 30 min of rest, change from the start", 100.0 * (rested - water), "% points", 0.0,
                "Only the direction is given by the source.");
    out.atLeast("stiffness after 90 min of rest, change from the start", 100.0 * (stiffness(strip) / before - 1.0), "%",
                0.1, "Only the direction is given by the source.");
}

constexpr std::array kChecks{
    Check{"V4", "A palm of 50 N for 5 min lowers muscle stiffness by about 5 %", "evidence", "S22, S77",
          muscleUnderPalm},
    Check{"V5", "3 min later muscle stiffness is back", "evidence", "S77", muscleAfterPalm},
    Check{"V8", "Flexion stiffens the thoracolumbar fascia", "evidence", "S33", flexion},
    Check{"V9", "Deep pressure first raises EMG, light first does not", "concept", "S95", deepFirst},
    Check{"V10", "Sustained pressure inhibits the reflex", "concept", "S94", reflexInhibition},
    Check{"V11", "Fibromyalgia lowers the pain threshold and raises EMG", "concept", "S82, S45", fibromyalgia},
    Check{"V14", "Effect kept at 6 months", "concept", "S50", retained},
    Check{"V16", "Rest after a long stretch leaves more water and more stiffness than before", "concept", "S54",
          superCompensation},
};

} // namespace

std::span<const Check> physiology() { return kChecks; }

} // namespace fascia::validation
