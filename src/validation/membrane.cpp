#include "validation/membrane.h"

#include <cmath>

#include "sim/material/sheet_moduli.h"

namespace fascia::validation {

namespace {

constexpr double kModulus_Pa = 3e5;
constexpr double kPrestrain = 0.05;
constexpr double kLoad_N = 0.02;
constexpr double kSpread_m = 0.006;

std::shared_ptr<const sim::Web> couponWithEdge(double edge_m) {
    anatomy::CouponSpec spec;
    spec.edge_m = edge_m;
    return anatomy::buildCoupon(spec);
}

} // namespace

Membrane::Membrane(double edge_m) : web_(couponWithEdge(edge_m)), solver_({web_->nodeCount(), web_->springNodes}) {
    const sim::SheetModulusFit fit =
        sim::fitSheetModuli(sim::computeSheetMoments(*web_, sim::Layer::deepFascia), kModulus_Pa, kModulus_Pa);
    for (std::size_t s = 0; s < web_->springNodes.size(); ++s) {
        sim::SpringLaw law;
        law.restLength_m = web_->springLength_m[s] / (1.0 + kPrestrain);
        law.stiffness_N = sim::springModulus_Pa(fit, web_->springFibreCos2[s]) * web_->springSection_m2[s];
        law.compressionRatio = 1.0;
        laws_.push_back(law);
    }
    const double middle_m = 0.5 * anatomy::CouponSpec{}.length_m;
    double total = 0.0;
    sim::Positions start;
    for (std::size_t i = 0; i < web_->nodePosition_m.size(); ++i) {
        const sim::Point3& p = web_->nodePosition_m[i];
        const double r2 = (p[0] - middle_m) * (p[0] - middle_m) + p[1] * p[1];
        const double share =
            web_->nodeAnchored[i] != 0 ? 0.0 : web_->nodeArea_m2[i] * std::exp(-0.5 * r2 / (kSpread_m * kSpread_m));
        load_N_.emplace_back(0.0, 0.0, -share);
        total += share;
        start.emplace_back(p[0], p[1], p[2]);
    }
    for (sim::Vec3& load : load_N_) {
        load *= kLoad_N / total;
    }
    calm_m_ = solve(false, 1e-12, std::move(start));
}

sim::Positions Membrane::solve(bool loaded, double residual, sim::Positions start) {
    const std::vector<sim::Vec3> none(load_N_.size(), sim::Vec3::Zero());
    const std::vector<sim::Vec3>& load_N = loaded ? load_N_ : none;
    sim::EquilibriumProblem problem;
    problem.laws = laws_;
    problem.fixed = web_->nodeAnchored;
    problem.load_N = load_N;
    sim::SolveOptions options;
    options.residual = residual;
    options.residualFloor_N = 1e-15;
    solver_.solve(problem, options, start);
    return start;
}

Membrane::Pressed Membrane::press(double residual) {
    const sim::Positions pressed = solve(true, residual, calm_m_);
    Pressed result;
    for (std::size_t i = 0; i < pressed.size(); ++i) {
        result.displacement_m.emplace_back(pressed[i] - calm_m_[i]);
        result.work_J += 0.5 * load_N_[i].dot(result.displacement_m.back());
    }
    return result;
}

} // namespace fascia::validation
