// C1 .. C6: the laws of the model against formulas. Networks are those of `fascia solve`; the strip is a World.

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "anatomy/coupon.h"
#include "sim/solver/network.h"
#include "validation/context.h"
#include "validation/families.h"
#include "validation/patch_test.h"
#include "validation/strip.h"

namespace fascia::validation {

namespace {

/// A straight line of springs along x, its first node held.
sim::Network line(int springs, double length_m, const sim::SpringGroup& group) {
    sim::Network net;
    for (int i = 0; i <= springs; ++i) {
        net.position_m.emplace_back(length_m * i / springs, 0.0, 0.0);
    }
    for (int i = 0; i < springs; ++i) {
        net.springs.push_back({i, i + 1});
    }
    net.springGroup.assign(static_cast<std::size_t>(springs), 0);
    net.groups = {group};
    net.fixedNodes = {0};
    return net;
}

void relaxation(Context& context, Findings& out) {
    constexpr double kStrain = 0.01;
    sim::Network net = line(1, 1.0, {"spring", 1e3, 0.0, 0.0, false, {{0.3, 2.0}, {0.2, 20.0}}, 0.0});
    net.moves = {{{1}, {kStrain, 0, 0}, {}}};
    sim::NetworkSettings settings;
    settings.residual = 1e-10;
    settings.duration_s = 60.0;
    settings.step_s = 0.1;
    double worst = 0.0;
    sim::solveDynamic(net, settings, [&](const sim::NetworkState& state) {
        const double t = state.time_s;
        const double exact_N = 1e3 * kStrain * (0.5 + 0.3 * std::exp(-t / 2.0) + 0.2 * std::exp(-t / 20.0));
        worst = std::max(worst, std::abs(state.tension_N[0] / exact_N - 1.0));
        return true;
    });
    out.atMost("one spring, largest relative error of the tension", worst, "1", 1e-6);

    // The same law in a World, on the whole strip.
    Strip strip(context, "concept");
    strip.stretchTo(0.15);
    const sim::ViscoParameters v = sim::findPreset("concept")->parameters.visco;
    const auto series = [&](double t) {
        return 1.0 - v.g1 * (1.0 - std::exp(-t / v.tau1_s)) - v.g2 * (1.0 - std::exp(-t / v.tau2_s)) -
               v.g3 * (1.0 - std::exp(-t / v.tau3_s));
    };
    // The ramp of a tenth of a second is linear in strain, not in stress: from its end on, later points are compared.
    strip.hold(1.0, 1.0 / 60.0);
    const double from_N = strip.grip_N();
    double strips = 0.0;
    for (int second = 2; second <= 60; ++second) {
        strip.hold(1.0, 0.25);
        strips = std::max(strips, std::abs(strip.grip_N() / from_N / (series(second) / series(1.0)) - 1.0));
    }
    out.atMost("strip of a World, 1 to 60 s, largest relative error", strips, "1", 0.02,
               "The formula is for a step at once; the ramp takes a tenth of a second.");
}

/// Strain of a spring with one branch under a force that rises linearly over `ramp_s` from 0 to 1, per force over
/// stiffness: the integral of J(t) = 1/g - (1/g - 1) exp(-g t / tau).
double rampCompliance(double time_s, double ramp_s, double g, double tau_s) {
    const auto integral = [&](double t) {
        return t <= 0.0 ? 0.0 : t / g - (1.0 / g - 1.0) * tau_s / g * (1.0 - std::exp(-g * t / tau_s));
    };
    return (integral(time_s) - integral(time_s - ramp_s)) / ramp_s;
}

void creepAndRecovery(Context&, Findings& out) {
    constexpr double kForce_N = 6.0;
    constexpr double kRamp_s = 0.5;
    constexpr double kOff_s = 10.0;
    sim::Network net = line(1, 1.0, {"spring", 1e3, 0.0, 0.0, false, {{0.4, 2.0}}, 0.0});
    net.loads = {{{1}, {kForce_N, 0, 0}, {{{0.0, 0.0}, {kRamp_s, 1.0}, {kOff_s, 1.0}, {kOff_s + kRamp_s, 0.0}}}}};
    sim::NetworkSettings settings;
    settings.residual = 1e-11;
    settings.duration_s = 30.0;
    settings.step_s = 0.05;
    double creep = 0.0;
    double recovery = 0.0;
    io::SvgCurve computed{"computed", {}, false};
    io::SvgCurve formula{"formula", {}, true};
    int count = 0;
    sim::solveDynamic(net, settings, [&](const sim::NetworkState& state) {
        const double t = state.time_s;
        const double exact =
            kForce_N / 1e3 * (rampCompliance(t, kRamp_s, 0.6, 2.0) - rampCompliance(t - kOff_s, kRamp_s, 0.6, 2.0));
        const double error = std::abs(state.strain[0] - exact) / (kForce_N / 1e3 / 0.6);
        (t <= kOff_s ? creep : recovery) = std::max(t <= kOff_s ? creep : recovery, error);
        if (count++ % 10 == 0) {
            computed.points.push_back({t, 100.0 * state.strain[0]});
        }
        formula.points.push_back({t, 100.0 * exact});
        return true;
    });
    out.atMost("creep, largest error over the final strain", creep, "1", 1e-5);
    out.atMost("recovery after unloading, largest error over the final strain", recovery, "1", 1e-5);
    out.picture({"C2_creep",
                 "One spring with one branch: creep under a force and recovery (C2).",
                 {"time [s]", "strain [%]", {formula, computed}, false, false, true, {}}});
}

/// Depth of a parabola of so many chords whose length is 1 m.
double parabolaDepth_m(double span_m, int chords) {
    double low = 0.0;
    double high = 1.0;
    for (int round = 0; round < 60; ++round) {
        const double depth = 0.5 * (low + high);
        double length = 0.0;
        for (int i = 0; i < chords; ++i) {
            const double t = static_cast<double>(i) / chords;
            const double u = static_cast<double>(i + 1) / chords;
            length += std::hypot(span_m / chords, 4.0 * depth * (u * (1.0 - u) - t * (1.0 - t)));
        }
        (length < 1.0 ? low : high) = depth;
    }
    return 0.5 * (low + high);
}

void catenary(Context&, Findings& out) {
    constexpr int kLinks = 400;
    constexpr double kSpan_m = 0.8; // of a chain of 1 m
    sim::SpringGroup group{"chain", 1e5, 0.0, 0.0, true, {}, 0.5};
    sim::Network net = line(kLinks, 1.0, group);
    const double depth_m = parabolaDepth_m(kSpan_m, kLinks);
    for (int i = 0; i <= kLinks; ++i) { // hung up as a parabola of that length; the solver finds the catenary
        const double t = static_cast<double>(i) / kLinks;
        net.position_m[static_cast<std::size_t>(i)] = {kSpan_m * t, 0.0, -4.0 * depth_m * t * (1.0 - t)};
    }
    net.fixedNodes = {0, kLinks};
    net.gravity_m_per_s2 = {0.0, 0.0, -9.81};
    sim::NetworkSettings settings;
    settings.residual = 1e-9;
    sim::NetworkState state;
    const sim::NetworkReport report = sim::solveStatic(net, settings, state);
    if (!report.converged) {
        out.broken("hanging chain", report.reason);
        return;
    }
    // Length 2 a sinh(d / 2a) = 1; Newton on x = d / 2a for sinh(x) / x = 1 / d.
    double x = 1.0;
    for (int i = 0; i < 50; ++i) {
        x -= (std::sinh(x) / x - 1.0 / kSpan_m) / ((x * std::cosh(x) - std::sinh(x)) / (x * x));
    }
    const double a_m = kSpan_m / (2.0 * x);
    double worst = 0.0;
    io::SvgCurve computed{"computed", {}, false};
    io::SvgCurve formula{"catenary", {}, true};
    for (std::size_t i = 0; i <= kLinks; ++i) {
        const sim::Vec3& p = state.position_m[i];
        const double exact_m = a_m * (std::cosh((p[0] - 0.5 * kSpan_m) / a_m) - std::cosh(x));
        worst = std::max(worst, std::abs(p[2] - exact_m));
        formula.points.push_back({p[0], exact_m});
        if (i % 20 == 0) {
            computed.points.push_back({p[0], p[2]});
        }
    }
    const double sag_m = a_m * (std::cosh(x) - 1.0);
    out.atMost("largest deviation from the catenary over the sag", worst / sag_m, "1", 1e-3, "400 links.");
    out.atMost("horizontal reaction, relative error", std::abs(state.reaction_N.back()[0] / (0.5 * 9.81 * a_m) - 1.0),
               "1", 1e-3);
    out.picture({"C3_catenary",
                 "A hanging chain of 400 stiff links (C3).",
                 {"x [m]", "z [m]", {formula, computed}, false, false, false, {}}});
}

void patchTests(Context&, Findings& out) {
    const sim::SheetParameters sheet = sim::findPreset("concept")->parameters.deepFascia;
    for (const bool along : {true, false}) {
        anatomy::CouponSpec spec;
        spec.fibreAngle_rad = along ? 0.0 : 0.5 * std::numbers::pi;
        const auto web = anatomy::buildCoupon(spec);
        const sim::SheetModulusFit fit = sim::fitSheetModuli(sim::computeSheetMoments(*web, sim::Layer::deepFascia),
                                                             sheet.fibreModulus_Pa, sheet.crossModulus_Pa);
        const double wanted_Pa = along ? sheet.fibreModulus_Pa : sheet.crossModulus_Pa;
        for (const bool prestressed : {false, true}) {
            const PatchResult result =
                pullCoupon(*web, spec, fit, prestressed ? PatchState::prestressed : PatchState::symmetric);
            // The modulus is stress per strain of the slack length; the pull is measured on the resting one, 5 % longer.
            const double modulus_Pa = result.modulus_Pa / (prestressed ? 1.05 : 1.0);
            out.within(std::string("modulus ") + (along ? "along" : "across") + " the fibres over that asked for, " +
                           (prestressed ? "resting strain 5 %, tension only" : "no resting strain"),
                       modulus_Pa / wanted_Pa, "1", 0.9, 1.1);
        }
    }
}

void naturalFrequency(Context&, Findings& out) {
    constexpr double kOmega_per_s = 10.0; // k / L = 100 N/m, 1 kg
    const double period_s = 2.0 * std::numbers::pi / kOmega_per_s;
    sim::Network net = line(1, 1.0, {"spring", 100.0, 0.0, 0.0, false, {}, 2.0});
    net.loads = {{{1}, {1.0, 0, 0}, {}}};
    sim::NetworkSettings settings;
    settings.residual = 1e-12;
    settings.step_s = period_s / 100.0;
    settings.duration_s = 10.2 * period_s;
    double before = -1.0;
    double before_s = 0.0;
    std::vector<double> crossings_s; // upwards through the equilibrium
    sim::solveDynamic(net, settings, [&](const sim::NetworkState& state) {
        const double offset = state.position_m[1][0] - 1.01;
        if (before < 0.0 && offset >= 0.0) {
            crossings_s.push_back(before_s + (state.time_s - before_s) * before / (before - offset));
        }
        before = offset;
        before_s = state.time_s;
        return true;
    });
    const double measured_s = (crossings_s.back() - crossings_s.front()) / static_cast<double>(crossings_s.size() - 1);
    out.atMost("period of one mass on one spring, relative error", std::abs(measured_s / period_s - 1.0), "1", 1e-4,
               "100 steps a period.");
}

constexpr const char* kFormula = "closed form";
constexpr std::array kChecks{
    Check{"C1", "Relaxation at a held strain follows the Prony series", "", kFormula, relaxation},
    Check{"C2", "Creep under a force and recovery after it", "", kFormula, creepAndRecovery},
    Check{"C3", "A hanging chain is a catenary", "", kFormula, catenary},
    Check{"C4", "Patch tests give the sheet's moduli along and across the fibres", "concept", kFormula, patchTests},
    Check{"C5", "One mass on one spring has its natural frequency", "", kFormula, naturalFrequency},
};

} // namespace

std::span<const Check> closedForms() { return kChecks; }

} // namespace fascia::validation
