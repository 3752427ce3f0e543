#include "validation/strip.h"

#include <cmath>

#include "anatomy/coupon.h"
#include "io/units.h"

namespace fascia::validation {

namespace {

constexpr int kRampSteps = 20;
constexpr double kRampStep_s = 0.005;

sim::World makeStripWorld(Context& context, const std::string& preset, const std::vector<std::string>& settings) {
    const std::string toml = "schema_version = 1\ntitle = \"Strip\"\nmodel = \"coupon\"\npreset = \"" + preset +
                             "\"\nduration_s = 1\ninitial_adhesion = 0.0\n[autonomic]\nstress = 0.0\n";
    std::vector<std::string> all = hypothesesOff();
    all.insert(all.end(),
               {"tissue.hydration_rest=0.7", "visco.hydration_reference=0.7", "deep_fascia.prestrain=0.001"});
    all.insert(all.end(), settings.begin(), settings.end());
    return context.world(context.scenarioOf(toml, all), context.web("coupon"));
}

} // namespace

std::vector<std::string> hypothesesOff() {
    std::vector<std::string> settings;
    for (const sim::HypothesisSpec& spec : sim::hypothesisSpecs()) {
        settings.push_back("hypothesis." + std::string(spec.id) + "=false");
    }
    return settings;
}

Strip::Strip(Context& context, const std::string& preset, const std::vector<std::string>& settings)
    : web_(context.web("coupon")),
      world_(makeStripWorld(context, preset, settings)),
      strain_(world_.parameters().deepFascia.prestrain) {}

void Strip::stretchTo(double strain) {
    const double from = strain_;
    for (int i = 1; i <= kRampSteps; ++i) {
        strain_ = from + (strain - from) * i / kRampSteps;
        const sim::Status set = world_.apply(sim::SetParameter{"deep_fascia.prestrain", strain_});
        if (!set) {
            throw Stop{set.error()};
        }
        world_.step(kRampStep_s);
    }
}

void Strip::hold(double duration_s, double step_s) {
    const int steps = static_cast<int>(std::lround(duration_s / step_s));
    for (int i = 0; i < steps; ++i) {
        world_.step(step_s);
    }
}

double Strip::grip_N() const {
    const sim::Snapshot& now = world_.snapshot();
    const std::span<const float> tension_N = now.field("tension_N")->values;
    const double end_m = anatomy::CouponSpec{}.length_m * (1.0 - 1e-9);
    double force = 0.0;
    for (std::size_t s = 0; s < web_->springNodes.size(); ++s) {
        auto a = static_cast<std::size_t>(web_->springNodes[s][0]);
        auto b = static_cast<std::size_t>(web_->springNodes[s][1]);
        const bool first = web_->nodePosition_m[a][0] > end_m;
        const bool second = web_->nodePosition_m[b][0] > end_m;
        if (first == second) {
            continue;
        }
        double d[3];
        double length = 0.0;
        for (std::size_t axis = 0; axis < 3; ++axis) {
            d[axis] =
                static_cast<double>(now.position_m[3 * a + axis]) - static_cast<double>(now.position_m[3 * b + axis]);
            length += d[axis] * d[axis];
        }
        force += static_cast<double>(tension_N[s]) * std::fabs(d[0]) / std::sqrt(length);
    }
    return force;
}

double Strip::stress_Pa() const {
    const anatomy::CouponSpec spec;
    return grip_N() / (spec.width_m * spec.thickness_m);
}

} // namespace fascia::validation
