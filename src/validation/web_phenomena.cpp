// P6, P7, P14, P16 .. P18: what the web must show beyond the shipped scenarios.

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

#include "io/units.h"
#include "validation/context.h"
#include "validation/elsewhere.h"
#include "validation/families.h"
#include "validation/line_of_tension.h"

namespace fascia::validation {

namespace {

constexpr double kNear_m = 0.03;

const sim::Site& siteOf(const sim::Web& web, const std::string& id) {
    const sim::Site* site = web.findSite(id);
    if (site == nullptr) {
        throw Stop{{sim::ErrorCode::notFound, "The model has no site '" + id + "'.", "", ""}};
    }
    return *site;
}

/// Local adhesion that a hold takes away a minute, with its pull at an angle to the fibres.
double releaseRate_per_min(Context& context, const std::vector<std::string>& there, double direction_deg) {
    constexpr double kFrom_s = 40.0;
    constexpr double kTo_s = 160.0;
    std::vector<std::string> settings = there;
    for (const std::string& each : {std::string("hand.0.t_s=0"), std::string("hand.0.traction_deg=22"),
                                    "hand.0.traction_direction_deg=" + io::shortNumber(direction_deg)}) {
        settings.push_back(each);
    }
    const Run& run = context.run({"slow_hold", 10.0, settings, kTo_s});
    return (run.at(kFrom_s).adhesionLocal - run.last().adhesionLocal) / (kTo_s - kFrom_s) * 60.0;
}

/// Tension at a distance from a site, along and across the line of tension through it.
struct Distant {
    double along_N = 0.0;
    double across_N = 0.0;
};

Distant distantTension(const sim::Snapshot& now, const sim::Site& site, const TensionAt& line, double distance_m) {
    const auto at = [&](const std::array<double, 3>& direction, double sign) {
        std::array<double, 3> p = site.position_m;
        for (std::size_t axis = 0; axis < 3; ++axis) {
            p[axis] += sign * distance_m * direction[axis];
        }
        return meanTensionNear_N(now, p, kNear_m);
    };
    const auto& n = site.normal;
    const auto& d = line.direction;
    const std::array<double, 3> across{n[1] * d[2] - n[2] * d[1], n[2] * d[0] - n[0] * d[2], n[0] * d[1] - n[1] * d[0]};
    return {0.5 * (at(d, 1.0) + at(d, -1.0)), 0.5 * (at(across, 1.0) + at(across, -1.0))};
}

std::vector<std::string> settingsFor(const std::string& site) {
    return site == kCalibratedSite ? std::vector<std::string>{} : holdOn(site);
}

std::string titleAt(const std::string& title, const std::string& site) {
    return site == kCalibratedSite ? title : title + ", " + site;
}

void alongTheLine(Context& context, Findings& out) { pullsAt(context, out, kCalibratedSite); }
void farAlongTheLine(Context& context, Findings& out) { reachesFrom(context, out, kCalibratedSite); }

void stretchAndRest(Context& context, Findings& out) {
    constexpr double kEnd_s = 930.0 + 5400.0;
    const Run& run = context.run({"slow_hold",
                                  30.0,
                                  {"hypothesis.adhesion_release=false", "hypothesis.lasting_elongation=false",
                                   "hand.0.t_s=30", "hand.0.hold_s=900", "duration_s=" + io::shortNumber(kEnd_s)},
                                  kEnd_s});
    const sim::Measures& start = run.rows.front().m;
    double lowest = start.hydrationLocal;
    for (const Run::Row& row : run.rows) {
        lowest = std::min(lowest, row.m.hydrationLocal);
    }
    const std::string alone =
        "A pull of 15 min with bonds and rest lengths kept, so that water alone acts; with them a "
        "release lowers stiffness (P2).";
    out.atMost("local hydration during a pull of 15 min, change", 100.0 * (lowest - start.hydrationLocal), "% points",
               -0.05, alone);
    out.atLeast("local hydration 90 min after, change", 100.0 * (run.last().hydrationLocal - start.hydrationLocal),
                "% points", 0.1, alone);
    out.atLeast("stiffness under the finger 90 min after, change",
                100.0 * (run.last().localStiffness_N_per_m / start.localStiffness_N_per_m - 1.0), "%", 0.1, alone);
    out.picture({"P14_hydration",
                 "Local hydration during and after a pull of 15 min, bonds kept (P14).",
                 {"time [min]",
                  "hydration [%]",
                  {run.curve(
                      "model", [](const sim::Measures& m) { return 100.0 * m.hydrationLocal; }, 1.0 / 60.0)},
                  false,
                  false,
                  false,
                  {}}});
}

/// Where a web with random restrictions is tighter than without, and how its lines of tension run.
struct Map {
    std::vector<double> excess; ///< Per site: tension over that without restrictions, less 1.
    std::vector<TensionAt> lines;

    [[nodiscard]] std::size_t tightest() const {
        return static_cast<std::size_t>(std::max_element(excess.begin(), excess.end()) - excess.begin());
    }
};

Map mapOf(Context& context, const std::string& restrictions) {
    const std::string head = "schema_version = 1\ntitle = \"Map\"\nmodel = \"low_back\"\nduration_s = 1\n";
    const auto web = context.web("low_back");
    const sim::World plain = context.world(context.scenarioOf(head), web);
    const sim::World world = context.world(context.scenarioOf(head + restrictions), web);
    Map map;
    for (const sim::Site& site : web->sites) {
        map.excess.push_back(meanTensionNear_N(world.snapshot(), site.position_m, kNear_m) /
                                 meanTensionNear_N(plain.snapshot(), site.position_m, kNear_m) -
                             1.0);
        map.lines.push_back(tensionAt(world.snapshot(), site, kNear_m));
    }
    context.breathe();
    return map;
}

void differentMaps(Context& context, Findings& out) {
    constexpr int kMaps = 3;
    std::vector<Map> maps;
    for (int seed = 1; seed <= kMaps; ++seed) {
        maps.push_back(mapOf(context, "restrictions = { seed = " + std::to_string(seed) + ", count = 4 }\n"));
    }
    const std::vector<sim::Site>& sites = context.web("low_back")->sites;
    double least_deg = 180.0;
    std::set<std::size_t> tightest;
    std::string named;
    for (std::size_t a = 0; a < maps.size(); ++a) {
        const std::size_t place = maps[a].tightest();
        tightest.insert(place);
        named +=
            (a == 0 ? "" : ", ") + sites[place].id + " (+" + io::fixedNumber(100.0 * maps[a].excess[place], 0) + " %)";
        for (std::size_t b = a + 1; b < maps.size(); ++b) {
            double turned_deg = 0.0;
            for (std::size_t i = 0; i < sites.size(); ++i) {
                turned_deg =
                    std::max(turned_deg, lineAngle_deg(maps[a].lines[i].direction, maps[b].lines[i].direction));
            }
            least_deg = std::min(least_deg, turned_deg);
        }
    }
    out.atLeast("largest angle between the lines of tension at one site, least of three pairs of maps", least_deg,
                "deg", 2.0, "2 degrees are assumed.");
    out.atLeast("different tightest sites in three maps", static_cast<double>(tightest.size()), "1", 2.0,
                "Tightest against the web without restrictions: " + named +
                    ". Two of three maps may share one by chance.");
}

/// Largest compression [Pa] of fat and muscle over a press, steps of a hand as fast as it goes.
double largestCompression_Pa(Context& context, const std::vector<std::string>& settings, double until_s) {
    app::Session session = context.session("fast_hard", settings);
    double highest = 0.0;
    for (double time_s = 1.0; time_s <= until_s; time_s += 1.0) {
        session.advanceTo(time_s, 0.0, context.options().stop);
        context.breathe();
        const sim::Snapshot& now = session.snapshot();
        const std::span<const float> stress_Pa = now.field("stress_Pa")->values;
        for (std::size_t s = 0; s < stress_Pa.size(); ++s) {
            if (now.web->springFamily[s] == sim::SpringFamily::bulk) {
                highest = std::max(highest, -static_cast<double>(stress_Pa[s]));
            }
        }
    }
    return highest;
}

void anythingAHandCanDo(Context& context, Findings& out) {
    const std::vector<std::string> press{"hand.0.t_s=0", "hand.0.hold_s=60"};
    const auto with = [&](std::initializer_list<std::string> more) {
        std::vector<std::string> all = press;
        all.insert(all.end(), more);
        return all;
    };
    out.atMost("palm at 60 kPa, pulling at 35 degrees, moist skin",
               1e-6 * largestCompression_Pa(context,
                                            with({"hand.0.area_cm2=25", "hand.0.pressure_kPa=60",
                                                  "hand.0.traction_deg=35", "hand.0.surface=moist"}),
                                            6.0),
               "MPa", 0.2);
    const auto forearm_MPa = [&](const std::string& pressure_kPa) {
        return 1e-6 *
               largestCompression_Pa(context, with({"hand.0.area_cm2=60", "hand.0.pressure_kPa=" + pressure_kPa}), 6.0);
    };
    out.from("derived (S60), Petty 1995");
    out.atMost("forearm with 400 N (67 kPa)", forearm_MPa("67"), "MPa", 0.2,
               "Four times the mean of the greatest forces measured in mobilisation of the lumbar spine (92.5 N, Petty "
               "1995, doi 10.1054/math.1995.0246); four is assumed. With a body weight of 800 N it would be " +
                   io::fixedNumber(forearm_MPa("133"), 2) + " MPa.");
}

/// Two minutes with a hold, high stress and a press that hurts, so that every pathway shows.
struct Effects {
    std::array<double, sim::kHypothesisCount> of{}; ///< In the order of sim::Hypothesis.
};

Effects effects(Context& context, const std::vector<std::string>& settings) {
    const io::Scenario scenario = context.scenarioOf(R"(schema_version = 1
title = "All pathways"
model = "low_back"
preset = "concept"
duration_s = 110
[autonomic]
stress = 0.5
[[autonomic.change]]
t_s = 80
stress = 1.0
[[restriction]]
site = "low_back_left"
radius_m = 0.03
adhesion = 0.8
[[hand]]
t_s = 0
site = "low_back_left"
area_cm2 = 12
pressure_kPa = 12
ramp_kPa_per_s = 3
hold_s = 70
traction_deg = 20
surface = "dry"
[[hand]]
t_s = 90
hand = 1
site = "low_back_right"
area_cm2 = 12
pressure_kPa = 45
ramp_kPa_per_s = 60
hold_s = 10
surface = "dry"
)",
                                                     settings);
    app::Session session = orStop(app::Session::create(scenario, context.web("low_back"), context.options().threads));
    context.say("all pathways " + (settings.empty() ? std::string() : settings.front()));
    Effects result;
    auto set = [&](sim::Hypothesis which) -> double& { return result.of[static_cast<std::size_t>(which)]; };
    const sim::Measures start = session.snapshot().measures;
    session.advanceTo(74.0, 0.0, context.options().stop);
    context.breathe();
    const sim::Measures held = session.snapshot().measures;
    set(sim::Hypothesis::calmingTouch) = held.calm;
    set(sim::Hypothesis::muscleEases) = 1.0 - held.muscleStiffness;
    set(sim::Hypothesis::nerveEntrapment) = start.nerveLoadHighest;
    set(sim::Hypothesis::adhesionRelease) = start.adhesionLocal - held.adhesionLocal;
    set(sim::Hypothesis::hydration) = std::abs(start.hydrationLocal - held.hydrationLocal);
    set(sim::Hypothesis::lastingElongation) = held.elongationLocal;
    set(sim::Hypothesis::waterHardens) = held.swellingLocal;
    set(sim::Hypothesis::soreness) = held.soreness;
    session.advanceTo(96.0, 0.0, context.options().stop);
    context.breathe();
    const sim::Measures pressed = session.snapshot().measures;
    set(sim::Hypothesis::guarding) = pressed.guard;
    set(sim::Hypothesis::sensitisation) = pressed.sensitisation;
    session.advanceTo(110.0, 0.0, context.options().stop);
    context.breathe();
    set(sim::Hypothesis::arousalStiffens) = session.snapshot().measures.tone - held.tone;
    return result;
}

/// What hangs on a pathway besides its own effect: soreness is that of broken adhesions, swelling that of lost water.
bool dependsOn(sim::Hypothesis effect, sim::Hypothesis cause) {
    return (effect == sim::Hypothesis::soreness && cause == sim::Hypothesis::adhesionRelease) ||
           (effect == sim::Hypothesis::waterHardens && cause == sim::Hypothesis::hydration);
}

void switches(Context& context, Findings& out) {
    const Effects all = effects(context, {});
    for (const sim::HypothesisSpec& spec : sim::hypothesisSpecs()) {
        const Effects off = effects(context, {"hypothesis." + std::string(spec.id) + "=false"});
        const auto own = static_cast<std::size_t>(spec.hypothesis);
        if (spec.hypothesis == sim::Hypothesis::stressAdheres) {
            continue; // takes weeks: below
        }
        out.within("without " + std::string(spec.id) + ": share of its effect that is left",
                   std::abs(off.of[own] / all.of[own]), "1", 0.0, 0.02);
        double least = 1e9;
        std::string which;
        for (const sim::HypothesisSpec& other : sim::hypothesisSpecs()) {
            const auto i = static_cast<std::size_t>(other.hypothesis);
            if (i != own && other.hypothesis != sim::Hypothesis::stressAdheres &&
                !dependsOn(other.hypothesis, spec.hypothesis) && off.of[i] / all.of[i] < least) {
                least = off.of[i] / all.of[i];
                which = other.id;
            }
        }
        out.atLeast("without " + std::string(spec.id) + ": least share left of another effect", least, "1", 0.5,
                    "The least is that of " + which + "; half counts as staying (assumed).");
    }
    const auto adhesionGained = [&](const std::vector<std::string>& settings) {
        const CourseRun& run = context.course({"stressful_months", settings, 84, 84});
        return run.on(84).adhesionMean - run.on(0).adhesionMean;
    };
    out.within("without stress_adheres: share of the adhesion of twelve weeks that is left",
               std::max(0.0, adhesionGained({"hypothesis.stress_adheres=false"})) / adhesionGained({}), "1", 0.0, 0.02,
               "What movement clears is not counted.");
}

constexpr const char* kBands = "docs/model.md";
constexpr std::array kChecks{
    Check{"P6", "A pull along the local line of tension releases faster than one across it", "concept", kBands,
          alongTheLine},
    Check{"P7", "A tight place changes tension farther on the same line, and release takes it back", "concept", kBands,
          farAlongTheLine},
    Check{"P14", "A long stretch and rest: water dips, then rises above the start, and stiffness with it", "concept",
          "S54", stretchAndRest},
    Check{"P16", "Maps of restrictions: different lines of tension, different best places", "concept", kBands,
          differentMaps},
    Check{"P17", "Nothing that a hand can do presses tissue above 0.2 MPa", "concept", "derived (S60)",
          anythingAHandCanDo},
    Check{"P18", "Each pathway switched off takes its own effect away and leaves the rest", "concept", kBands,
          switches},
};

} // namespace

void pullsAt(Context& context, Findings& out, const std::string& site) {
    const std::vector<std::string> there = settingsFor(site);
    const app::Session session = context.session("slow_hold", there);
    const TensionAt tension = tensionAt(session.snapshot(), siteOf(*session.snapshot().web, site), kNear_m);
    const double along = releaseRate_per_min(context, there, std::round(tension.angle_deg));
    const double across = releaseRate_per_min(context, there, std::round(tension.angle_deg + 90.0));
    out.atLeast(titleAt("release rate of a pull along the local tension over that of a pull across it", site),
                along / across, "1", 1.5,
                "The greatest tension lies at " + io::fixedNumber(tension.angle_deg, 0) +
                    " degrees to the fibres and is " + io::fixedNumber(tension.greatest_Pa / tension.least_Pa, 2) +
                    " times the least; rates " + io::fixedNumber(along, 3) + " and " + io::fixedNumber(across, 3) +
                    " per min.");
}

void reachesFrom(Context& context, Findings& out, const std::string& where) {
    constexpr double kDistance_m = 0.07; // the tightened place has a radius of 3 cm, the measure another 3
    std::vector<std::string> quiet{"hypothesis.calming_touch=false"};
    for (const std::string& setting : settingsFor(where)) {
        quiet.push_back(setting);
    }
    app::Session session = context.session("slow_hold", quiet);
    const sim::Site site = siteOf(*session.snapshot().web, where);
    std::vector<std::string> freed = quiet;
    freed.push_back("restriction.0.adhesion=0.1");
    const app::Session healthy = context.session("slow_hold", freed);
    const TensionAt line = tensionAt(healthy.snapshot(), site, kNear_m);
    const Distant before = distantTension(healthy.snapshot(), site, line, kDistance_m);
    const Distant tight = distantTension(session.snapshot(), site, line, kDistance_m);
    session.advanceTo(session.scenario().duration_s, 0.0, context.options().stop);
    context.breathe();
    const Distant after = distantTension(session.snapshot(), site, line, kDistance_m);
    const double change = tight.along_N / before.along_N - 1.0;
    out.atLeast(titleAt("change of tension 7 cm away on the line, size", where), 100.0 * std::abs(change), "%", 0.5,
                "By " + io::fixedNumber(100.0 * change, 2) + " % along the line and " +
                    io::fixedNumber(100.0 * (tight.across_N / before.across_N - 1.0), 2) +
                    " % across it; half a percent counts as measurable (assumed).");
    out.atLeast(titleAt("share of that change gone after a slow hold and rest", where),
                100.0 * (1.0 - (after.along_N - before.along_N) / (tight.along_N - before.along_N)), "%", 50.0,
                "More than 100 % where the hold leaves less tension than in the healthy web; half is assumed.");
}

std::span<const Check> webPhenomena() { return kChecks; }

} // namespace fascia::validation
