// I1 .. I7: what must hold for every net, whatever its tissue.

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "io/units.h"
#include "sim/material/web_stiffness.h"
#include "sim/solver/equilibrium.h"
#include "sim/solver/network.h"
#include "sim/tissue/tissue_laws.h"
#include "validation/context.h"
#include "validation/families.h"
#include "validation/membrane.h"
#include "validation/strip.h"

namespace fascia::validation {

namespace {

/// A free zigzag of masses and springs in space, stretched unevenly.
sim::Network freeNet() {
    sim::Network net;
    for (int i = 0; i < 6; ++i) {
        net.position_m.emplace_back(0.1 * i, 0.03 * (i % 2), 0.02 * (i % 3));
    }
    for (int i = 0; i < 6; ++i) {
        for (int j = i + 1; j < std::min(6, i + 3); ++j) {
            net.springs.push_back({i, j});
            net.springGroup.push_back((i + j) % 2);
        }
    }
    net.groups = {{"tight", 50.0, 0.0, 0.05, false, {}, 0.5}, {"loose", 30.0, 0.0, -0.02, false, {}, 0.8}};
    return net;
}

std::vector<double> masses_kg(const sim::Network& net) {
    std::vector<double> mass(net.position_m.size(), 0.0);
    for (std::size_t s = 0; s < net.springs.size(); ++s) {
        const sim::SpringGroup& group = net.groups[static_cast<std::size_t>(net.springGroup[s])];
        const auto a = static_cast<std::size_t>(net.springs[s][0]);
        const auto b = static_cast<std::size_t>(net.springs[s][1]);
        const double rest_m = (net.position_m[a] - net.position_m[b]).norm() / (1.0 + group.prestrain);
        mass[a] += 0.5 * rest_m * group.massPerLength_kg_per_m;
        mass[b] += 0.5 * rest_m * group.massPerLength_kg_per_m;
    }
    return mass;
}

constexpr double kNetStep_s = 0.002;

std::vector<sim::NetworkState> swing(const sim::Network& net, double duration_s) {
    sim::NetworkSettings settings;
    settings.residual = 1e-11;
    settings.step_s = kNetStep_s;
    settings.duration_s = duration_s;
    std::vector<sim::NetworkState> states;
    sim::solveDynamic(net, settings, [&](const sim::NetworkState& state) {
        states.push_back(state);
        return true;
    });
    return states;
}

void momentum(Context&, Findings& out) {
    const sim::Network net = freeNet();
    const std::vector<double> mass = masses_kg(net);
    double drift = 0.0;
    double motion = 0.0;
    for (const sim::NetworkState& state : swing(net, 2.0)) {
        sim::Vec3 moment = sim::Vec3::Zero();
        double total = 0.0;
        for (std::size_t i = 0; i < mass.size(); ++i) {
            const sim::Vec3 moved = state.position_m[i] - net.position_m[i];
            moment += mass[i] * moved;
            total += mass[i];
            motion = std::max(motion, moved.norm());
        }
        drift = std::max(drift, moment.norm() / total);
    }
    out.atMost("free net, drift of its centre of mass over its motion", drift / motion, "1", 1e-6);
}

/// Potential and kinetic energy [J] of step n of 2 .. size - 3; velocities from five states.
double energy_J(const sim::Network& net, const std::vector<double>& mass, const std::vector<sim::NetworkState>& states,
                std::size_t n) {
    double energy = 0.0;
    for (std::size_t s = 0; s < net.springs.size(); ++s) {
        const sim::SpringGroup& group = net.groups[static_cast<std::size_t>(net.springGroup[s])];
        const double rest_m = states[n].length_m[s] / (1.0 + states[n].strain[s]);
        energy += group.axialStiffness_N * rest_m * sim::elasticResponse(states[n].strain[s], 0.0, 1.0, false).energy;
    }
    for (std::size_t i = 0; i < mass.size(); ++i) {
        const sim::Vec3 velocity = (states[n - 2].position_m[i] - 8.0 * states[n - 1].position_m[i] +
                                    8.0 * states[n + 1].position_m[i] - states[n + 2].position_m[i]) /
                                   (12.0 * kNetStep_s);
        energy += 0.5 * mass[i] * velocity.squaredNorm();
    }
    return energy;
}

void netEnergy(Findings& out) {
    const sim::Network net = freeNet();
    const std::vector<double> mass = masses_kg(net);
    const std::vector<sim::NetworkState> states = swing(net, 4.0);
    const double first = energy_J(net, mass, states, 2);
    double lowest = first;
    double rise = 0.0;
    for (std::size_t n = 3; n + 2 < states.size(); ++n) {
        const double now = energy_J(net, mass, states, n);
        rise = std::max(rise, (now - lowest) / first);
        lowest = std::min(lowest, now);
    }
    out.atMost("fascia solve, largest rise of energy over the energy", rise, "1", 1e-4,
               "Velocities are differences of positions, right to about 1e-5.");
    out.atMost("fascia solve, energy lost by the method in 4 s",
               1.0 - energy_J(net, mass, states, states.size() - 3) / first, "1", 1e-3,
               "2000 steps of an undamped net; numerical damping.");
}

/// Energy [J] of a World whose springs have no memory, with velocities as its steps have them.
double worldEnergy_J(const sim::Snapshot& now, const sim::WebStiffness& stiffness, const sim::TissueParameters& tissue,
                     const std::vector<float>& before_m, double dt_s) {
    const std::span<const float> strain = now.field("strain")->values;
    const std::span<const float> adhesion = now.field("adhesion")->values;
    double energy = 0.0;
    for (std::size_t s = 0; s < strain.size(); ++s) {
        const sim::SpringLaw& law = stiffness.base[s];
        const double factor =
            stiffness.fascial(s) ? sim::fascialStiffening(static_cast<double>(adhesion[s]), 0.0, tissue) : 1.0;
        energy += law.stiffness_N * factor * law.restLength_m *
                  sim::elasticResponse(static_cast<double>(strain[s]), law.toeStrain, law.compressionRatio,
                                       law.squeezeStiffens)
                      .energy;
    }
    for (std::size_t i = 0; i < now.web->nodePosition_m.size(); ++i) {
        for (std::size_t axis = 0; axis < 3; ++axis) {
            const double v = (static_cast<double>(now.position_m[3 * i + axis]) - before_m[3 * i + axis]) / dt_s;
            energy += 0.5 * now.web->nodeMass_kg[i] * v * v;
        }
    }
    return energy;
}

/// What the method of a frame takes from a motion that nothing damps: an undamped mass on a spring, as World::step() puts
/// inertia to the solver. Implicit Euler keeps 1 / (1 + (omega dt)^2) of its energy a step.
void frameDamping(Findings& out) {
    constexpr double kFrame_s = 1.0 / 60.0;
    constexpr int kFrames = 60;
    constexpr double kMass_kg = 0.01;
    constexpr double kRest_m = 0.1;
    constexpr double kStart_m = 0.001;
    const double omega_per_s = 2.0 * 3.14159265358979323846 / (kFrames * kFrame_s);
    const double stiffness_N_per_m = kMass_kg * omega_per_s * omega_per_s;
    sim::SpringLaw law;
    law.restLength_m = kRest_m;
    law.stiffness_N = stiffness_N_per_m * kRest_m;
    law.compressionRatio = 1.0;
    sim::EquilibriumSolver solver({2, {{0, 1}}, {}});
    const std::vector<std::uint8_t> fixed{1, 0};
    const std::vector<sim::Vec3> load_N(2, sim::Vec3::Zero());
    const std::vector<double> weight_N_per_m{0.0, kMass_kg / (kFrame_s * kFrame_s)};
    sim::Positions x{sim::Vec3::Zero(), sim::Vec3(kRest_m + kStart_m, 0.0, 0.0)};
    sim::Vec3 velocity = sim::Vec3::Zero();
    const auto energy_J = [&] {
        const double u = x[1].x() - kRest_m;
        return 0.5 * (stiffness_N_per_m * u * u + kMass_kg * velocity.squaredNorm());
    };
    const double first_J = energy_J();
    for (int frame = 0; frame < kFrames; ++frame) {
        const sim::Positions target{x[0], x[1] + kFrame_s * velocity};
        sim::EquilibriumProblem problem;
        problem.laws = std::span(&law, 1);
        problem.fixed = fixed;
        problem.load_N = load_N;
        problem.inertiaTarget_m = target;
        problem.inertiaWeight_N_per_m = weight_N_per_m;
        sim::SolveOptions options;
        options.residual = 1e-12;
        const sim::Vec3 before = x[1];
        solver.solve(problem, options, x);
        velocity = (x[1] - before) / kFrame_s;
    }
    const double x2 = omega_per_s * kFrame_s * omega_per_s * kFrame_s;
    const double asImplicitEuler = 100.0 * (1.0 - std::pow(1.0 + x2, -kFrames));
    out.within(
        "frames, energy that the method takes in a period of 1 s", 100.0 * (1.0 - energy_J() / first_J), "%",
        asImplicitEuler - 0.01, asImplicitEuler + 0.01,
        "Numerical damping of steps of 1/60 s, an undamped mass on a spring; the band is that of implicit Euler. "
        "Webs are damped more by their tissue.");
}

void worldEnergy(Context& context, Findings& out) {
    constexpr double kFrame_s = 1.0 / 60.0;
    std::vector<std::string> settings = hypothesesOff();
    settings.insert(settings.end(), {"visco.g1=0", "visco.g2=0", "visco.g3=0", "numerics.mass_damping_per_s=0"});
    const auto web = context.web("low_back");
    sim::World world = context.world(
        context.scenarioOf("schema_version = 1\ntitle = \"Energy\"\nmodel = \"low_back\"\nduration_s = 1\n[autonomic]\n"
                           "stress = 0.0\n",
                           settings),
        web);
    const double calm = world.parameters().deepFascia.prestrain;
    if (const sim::Status set = world.apply(sim::SetParameter{"deep_fascia.prestrain", calm + 0.01}); !set) {
        throw Stop{set.error()};
    }
    const sim::WebStiffness stiffness = sim::makeWebStiffness(*web, world.parameters());
    io::SvgCurve curve{"model", {}, true};
    double rise = 0.0;
    double lowest = 0.0;
    for (int frame = 0; frame <= 60; ++frame) {
        const std::span<const float> position = world.snapshot().position_m;
        const std::vector<float> before(position.begin(), position.end());
        if (frame > 0) {
            world.step(kFrame_s);
        }
        const double now = worldEnergy_J(world.snapshot(), stiffness, world.parameters().tissue, before, kFrame_s);
        curve.points.push_back({frame * kFrame_s, now});
        rise = frame > 0 ? std::max(rise, (now - lowest) / curve.points.front()[1]) : 0.0;
        lowest = frame > 0 ? std::min(lowest, now) : now;
        context.breathe();
    }
    out.atMost("frames of the low back, largest rise of energy over the energy", rise, "1", 1e-4,
               "After a sudden rise of the resting strain, without memory and damping of the tissue.");
    out.picture({"I2_energy",
                 "Energy of the low back, without damping of its own, after a sudden change: what falls is "
                 "taken by the method of the frames (I2).",
                 {"time [s]", "energy [J]", {curve}, false, false, false, {}}});
}

void energy(Context& context, Findings& out) {
    netEnergy(out);
    frameDamping(out);
    worldEnergy(context, out);
}

void rest(Context& context, Findings& out) {
    app::Session session = context.session("calm");
    for (int frame = 0; frame < 60; ++frame) {
        session.stepOnce();
    }
    const std::span<const float> moved = session.snapshot().field("displacement_m")->values;
    out.atMost("largest motion of a node in 60 frames at rest",
               1e6 * static_cast<double>(*std::max_element(moved.begin(), moved.end())), "um", 1.0);
    const Run& calm = context.run({"calm", 60.0, {}, 0.0});
    const sim::Measures& start = calm.rows.front().m;
    out.within("mean tension after 10 min, change", 100.0 * (calm.last().meanTension_N / start.meanTension_N - 1.0),
               "%", -1.0, 1.0);
    out.within("local tension after 10 min, change", 100.0 * (calm.last().localTension_N / start.localTension_N - 1.0),
               "%", -1.0, 1.0);
    out.within("mean adhesion after 10 min, change", calm.last().adhesionMean - start.adhesionMean, "1", -0.01, 0.01);
}

const std::vector<std::string> kPressAtOnce{"hand.0.t_s=0", "hand.0.ramp_kPa_per_s=3"};

void threads(Context& context, Findings& out) {
    std::uint64_t hashes[2];
    for (const int count : {1, 2}) {
        Options options = context.options();
        options.threads = count;
        Context other(options);
        app::Session session = other.session("slow_hold", kPressAtOnce);
        session.advanceTo(3.0, 0.0, options.stop);
        hashes[count - 1] = session.world().stateHash();
        context.breathe();
    }
    out.within("bits of the state hash that differ on 1 and 2 threads",
               static_cast<double>(__builtin_popcountll(hashes[0] ^ hashes[1])), "1", 0.0, 0.0,
               "Three seconds of a hold.");
}

void timeStep(Context& context, Findings& out) {
    constexpr double kEnd_s = 6.0;
    const auto tensionAt = [&](double step_s) {
        app::Session session = context.session("slow_hold", kPressAtOnce);
        const double start_N = session.snapshot().measures.localTension_N;
        session.advanceTo(kEnd_s, step_s, context.options().stop);
        context.breathe();
        return std::pair{session.snapshot().measures.localTension_N, start_N};
    };
    const auto [reference_N, start_N] = tensionAt(1.0 / 60.0);
    io::SvgCurve curve{"fixed steps", {}, true};
    for (const double step_s : {1.0 / 30.0, 1.0 / 15.0, 0.125, 0.25, 0.5, 1.0}) {
        curve.points.push_back({step_s, std::abs((tensionAt(step_s).first - reference_N) / (reference_N - start_N))});
    }
    const double automatic = std::abs((tensionAt(0.0).first - reference_N) / (reference_N - start_N));
    out.atMost("headless steps against 60 a second, local tension, over its range", 100.0 * automatic, "%", 1.0,
               "A hold of 12 kPa, pressed at 3 kPa/s, after 6 s.");
    out.atMost("steps of 1/30 s against 1/60 s, the same", 100.0 * curve.points.front()[1], "%", 1.0);
    out.picture({"I5_time_step",
                 "Local tension after 6 s of a hold, against steps of 1/60 s (I5).",
                 {"step [s]", "difference over the range", {curve}, true, true, false, {}}});
}

void mesh(Context& context, Findings& out) {
    // Edges that divide the width into whole rows, so that every mesh has the same shape of triangle.
    const auto edgeOf = [](int rows) { return anatomy::CouponSpec{}.width_m / (rows - 0.5); };
    const double reference = Membrane(edgeOf(40)).press(1e-9).work_J;
    io::SvgCurve curve{"work of the load", {}, true};
    for (const int rows : {9, 12, 18, 24}) {
        const double edge_m = edgeOf(rows);
        curve.points.push_back({1e3 * edge_m, std::abs(Membrane(edge_m).press(1e-9).work_J / reference - 1.0)});
        context.breathe();
    }
    out.atMost("work of a load on a tense sheet, edges of 2.6 mm against 0.76 mm", 100.0 * curve.points[1][1], "%",
               2.0);
    out.atMost("error at 1.28 mm over that at 2.6 mm", curve.points[3][1] / curve.points[1][1], "1", 0.6,
               "Smaller edges, smaller error.");
    out.picture({"I6_mesh",
                 "Work of a load on a tense strip, against the finest mesh (I6).",
                 {"edge [mm]", "relative error", {curve}, true, true, false, {}}});
}

void residual(Context& context, Findings& out) {
    Membrane membrane(0.0025);
    const Membrane::Pressed exact = membrane.press(1e-12);
    io::SvgCurve curve{"largest displacement error", {}, true};
    double atStatic = 0.0;
    for (const double asked : {1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8}) {
        const Membrane::Pressed pressed = membrane.press(asked);
        double worst = 0.0;
        double largest = 0.0;
        for (std::size_t i = 0; i < pressed.displacement_m.size(); ++i) {
            worst = std::max(worst, (pressed.displacement_m[i] - exact.displacement_m[i]).norm());
            largest = std::max(largest, exact.displacement_m[i].norm());
        }
        curve.points.push_back({asked, worst / largest});
        atStatic = worst / largest;
        if (asked == 1e-4) {
            out.atMost("displacement error at a residual of 1e-4 (a step), over the largest displacement",
                       worst / largest, "1", 1e-2);
        } else if (asked == 1e-7) {
            out.atMost("the same at 1e-7 (an equilibrium)", atStatic, "1", 1e-4);
        }
        context.breathe();
    }
    out.picture({"I7_residual",
                 "Displacement error over the residual asked for, a load on a tense strip (I7).",
                 {"residual asked for", "displacement error", {curve}, true, true, false, {}}});
}

constexpr const char* kInvariant = "invariant";
constexpr std::array kChecks{
    Check{"I1", "Momentum stays without load", "", kInvariant, momentum},
    Check{"I2", "Energy never rises without input", "concept", kInvariant, energy},
    Check{"I3", "Nothing moves at rest", "concept", kInvariant, rest},
    Check{"I4", "The same bits on 1 and 2 threads", "concept", kInvariant, threads},
    Check{"I5", "Converges with the time step", "concept", kInvariant, timeStep},
    Check{"I6", "Converges with the mesh", "", kInvariant, mesh},
    Check{"I7", "Converges with the residual", "", kInvariant, residual},
};

} // namespace

std::span<const Check> invariants() { return kChecks; }

} // namespace fascia::validation
