#include "sim/solver/spring_system.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <utility>

#include "sim/core/prefetch.h"
#include "sim/core/stopwatch.h"
#include "sim/solver/two_part.h"

namespace fascia::sim {

namespace {

constexpr double kEpsilon = std::numeric_limits<double>::epsilon();
std::size_t at(std::int32_t i) { return static_cast<std::size_t>(i); }

/// Half-edges past the end that may be looked at: see prefetch().
constexpr std::size_t kPrefetchAhead = 24;

/// elasticResponse(), where a slack spring pushes by a share if it does not push of itself.
ElasticResponse response(const SpringLaw& law, double strain, double slackRatio) {
    const double ratio = law.squeezeStiffens ? law.compressionRatio : std::max(law.compressionRatio, slackRatio);
    return elasticResponse(strain, law.toeStrain, ratio, law.squeezeStiffens);
}

} // namespace

SpringSystem::SpringSystem(SpringGraph graph)
    : graph_(std::move(graph)), nodeCount_(graph_.nodeCount), springs_(graph_.springs) {
    assert(graph_.guides.empty() || graph_.guides.size() == springs_.size());
    const std::size_t nodes = at(nodeCount_);
    rowStart_.assign(nodes + 1, 0);
    for (const auto& spring : springs_) {
        assert(spring[0] >= 0 && spring[0] < nodeCount_ && spring[1] >= 0 && spring[1] < nodeCount_);
        if (spring[0] != spring[1]) {
            ++rowStart_[at(spring[0]) + 1];
            ++rowStart_[at(spring[1]) + 1];
        }
    }
    for (std::size_t i = 0; i < nodes; ++i) {
        rowStart_[i + 1] += rowStart_[i];
    }
    halfEdges_.resize(rowStart_[nodes] + kPrefetchAhead);
    // First the springs that end at a node, then those that begin there, so that signs need no test.
    std::vector<std::size_t> cursor(rowStart_.begin(), rowStart_.end() - 1);
    for (std::size_t s = 0; s < springs_.size(); ++s) {
        const auto [a, b] = springs_[s];
        if (a != b) {
            halfEdges_[cursor[at(b)]++] = {a, ~static_cast<std::int32_t>(s)};
        }
    }
    firstOwn_.assign(cursor.begin(), cursor.end());
    for (std::size_t s = 0; s < springs_.size(); ++s) {
        const auto [a, b] = springs_[s];
        if (a != b) {
            halfEdges_[cursor[at(a)]++] = {b, static_cast<std::int32_t>(s)};
        }
    }
    held_.resize(nodes);
    couplingStart_.resize(nodes + 1);
    couplingCursor_.resize(nodes);
    start_m_.resize(nodes);
}

void SpringSystem::bind(const EquilibriumProblem& problem, int threads, bool frame, bool plain) {
    const std::size_t nodes = at(nodeCount_);
    assert(problem.laws.size() == springs_.size() || (frame && problem.packedLaws.size() == springs_.size() + 1));
    assert(problem.fixed.size() == nodes && problem.load_N.size() == nodes);
    assert(!frame || problem.guides.empty());
    assert(problem.inertiaTarget_m.size() == problem.inertiaWeight_N_per_m.size());
    assert(problem.inertiaTarget_m.empty() || problem.inertiaTarget_m.size() == nodes);
    problem_ = problem;
    guides_ = problem.guides.empty() ? std::span<const Vec3>(graph_.guides) : problem.guides;
    threads_ = std::max(1, threads);
    haveStart_ = false;
    pass_s_ = 0.0;
    frame_ = frame;
    frameKernels_ = plain ? &plainFrameKernels() : &widestFrameKernels();
    assembled_ = false;
    haveNoise_ = false;
    if (frame) {
        layCompact();
        frameSprings_.take(problem, compactTangent_.places(), threads_);
        frameAddend_N_per_m_.resize(at(compactTangent_.slices()) * kSliceRows, 0.0);
        couplingInSlice_.resize(at(compactTangent_.slices()), 0);
        tangentAge_ = tangentAge_ < 0 ? -1 : tangentAge_ + 1;
    } else {
        state_.resize(springs_.size());
        pull_N_.resize(springs_.size());
    }

    std::fill(couplingStart_.begin(), couplingStart_.end(), 0);
    for (const Coupling& coupling : problem.couplings) {
        if (coupling.a != coupling.b) {
            ++couplingStart_[at(coupling.a) + 1];
            ++couplingStart_[at(coupling.b) + 1];
        }
    }
    for (std::size_t i = 0; i < nodes; ++i) {
        couplingStart_[i + 1] += couplingStart_[i];
    }
    std::copy(couplingStart_.begin(), couplingStart_.end() - 1, couplingCursor_.begin());
    couplingEdges_.resize(couplingStart_[nodes]);
    couplingForce_N_.assign(problem.couplings.size(), Vec3::Zero());
    couplingTangent_.resize(problem.couplings.size());
    for (std::size_t c = 0; c < problem.couplings.size(); ++c) {
        const Coupling& coupling = problem.couplings[c];
        const auto index = static_cast<std::int32_t>(c);
        if (coupling.a != coupling.b) {
            couplingEdges_[couplingCursor_[at(coupling.a)]++] = {coupling.b, index};
            couplingEdges_[couplingCursor_[at(coupling.b)]++] = {coupling.a, ~index};
        }
    }

    std::vector<std::uint8_t> changed(at(nodeChunks()), 0);
    forNodes(threads_, nodes, [&](std::size_t i) {
        const double inertia = problem.inertiaWeight_N_per_m.empty() ? 0.0 : problem.inertiaWeight_N_per_m[i];
        const bool joined =
            rowStart_[i + 1] > rowStart_[i] || couplingStart_[i + 1] > couplingStart_[i] || inertia > 0.0;
        const std::uint8_t held = problem.fixed[i] != 0 || !joined ? 1 : 0;
        if (frame && (frameAddend_N_per_m_[i] != inertia || held_[i] != held)) {
            changed[i / kNodeChunk] = 1;
            frameAddend_N_per_m_[i] = inertia;
        }
        held_[i] = held;
    });
    if (std::find(changed.begin(), changed.end(), 1) != changed.end()) {
        tangentAge_ = -1;
    }
    slackRatio_ = 0.0;
    tensionOnly_ = false;
    for (std::size_t s = 0; !frame && s < springs_.size(); ++s) {
        tensionOnly_ = tensionOnly_ || (!problem.laws[s].squeezeStiffens && problem.laws[s].compressionRatio == 0.0);
    }
}

template <bool kExtended>
void SpringSystem::springPass(const Positions& high, const Positions* low) {
    const int chunks = chunkCountOf(springs_.size(), kSpringChunk);
    springSums_.reset(chunks);
    parallelForChunks(threads_, chunks, [&](int chunk) {
        const ChunkRange range = chunkRange(chunk, kSpringChunk, springs_.size());
        double energy = 0.0;
        double magnitude = 0.0;
        double internal2 = 0.0;
        double noise2 = 0.0;
        double energyNoise2 = 0.0;
        for (int s = range.begin; s < range.end; ++s) {
            const auto [a, b] = springs_[at(s)];
            const SpringLaw& law = problem_.laws[at(s)];
            Vec3 d = high[at(a)] - high[at(b)];
            Vec3 fine = Vec3::Zero(); // what d lacks
            if constexpr (kExtended) {
                for (int c = 0; c < 3; ++c) {
                    const TwoPart coarse = twoSum(high[at(a)][c], -high[at(b)][c]);
                    const TwoPart whole = twoSum(coarse.high, coarse.low + ((*low)[at(a)][c] - (*low)[at(b)][c]));
                    d[c] = whole.high;
                    fine[c] = whole.low;
                }
            }
            const bool guided = !guides_.empty() && dot3(guides_[at(s)], guides_[at(s)]) > 0.0;
            const double length = guided ? dot3(guides_[at(s)], d) : std::sqrt(dot3(d, d));
            const double rest = law.restLength_m;
            double elongation = length - rest;
            if constexpr (kExtended) {
                if (!guided) {
                    elongation = preciseElongation(d, fine, length, rest);
                }
            }
            const ElasticResponse elastic = response(law, elongation / rest, slackRatio_);
            const double tension = law.stiffness_N * elastic.value + law.offsetTension_N;
            const double linear = law.stiffness_N / rest;
            const double safeLength = std::max(length, kShortestShare * rest);
            const double inverseLength = 1.0 / safeLength;
            SpringState& state = state_[at(s)];
            state.n = guided ? guides_[at(s)] : Vec3(d * inverseLength);
            state.length = length;
            state.elongation = elongation;
            state.tension = tension;
            state.alpha = guided ? 0.0 : tension * inverseLength;
            state.axial = linear * elastic.slope;
            state.linear = linear;
            pull_N_[at(s)] = tension * state.n;
            const double elasticEnergy = law.stiffness_N * rest * elastic.energy;
            const double offsetEnergy = law.offsetTension_N * elongation;
            energy += elasticEnergy + offsetEnergy;
            magnitude += elasticEnergy + std::fabs(offsetEnergy);
            internal2 += 2.0 * tension * tension;
            // Lengths are known to about one part in 1e16: so are strains, absolutely, and energies by tension * length.
            const double noise = state.axial * length + std::fabs(tension);
            noise2 += noise * noise;
            const double energyNoise = tension * length;
            energyNoise2 += energyNoise * energyNoise;
        }
        springSums_.slot(chunk) = {energy, magnitude, internal2, noise2, energyNoise2};
    });
}

void SpringSystem::couplingPass(const Positions& high, const Positions* low) {
    // Few of them (a contact patch), so one thread in order.
    couplingEnergy_J_ = 0.0;
    for (std::size_t c = 0; c < problem_.couplings.size(); ++c) {
        const Coupling& coupling = problem_.couplings[c];
        Vec3 d = high[at(coupling.a)] - high[at(coupling.b)];
        if (low != nullptr) {
            d += (*low)[at(coupling.a)] - (*low)[at(coupling.b)];
        }
        const Vec3& n = coupling.normal;
        const double along = dot3(n, d);
        const double opening = along - coupling.gap_m;
        const bool pressed = !coupling.unilateral || opening < 0.0;
        const double kn = pressed ? coupling.normalStiffness_N_per_m : 0.0;
        const double kt = coupling.tangentStiffness_N_per_m;
        const Vec3 slide = d - along * n - coupling.tangentOffset_m;
        // (I - n n^T) once more: the offset given may not lie exactly in the tangent plane.
        const Vec3 tangential = slide - dot3(n, slide) * n;
        couplingForce_N_[c] = -(kn * opening) * n - kt * tangential + coupling.tangentForce_N;
        couplingEnergy_J_ +=
            0.5 * kn * opening * opening + 0.5 * kt * dot3(slide, slide) - dot3(coupling.tangentForce_N, d);
        couplingTangent_[c] = {n, kt, kn - kt};
    }
}

Vec3 SpringSystem::springForce(std::size_t node) const {
    double x = 0.0;
    double y = 0.0;
    double z = 0.0;
    const HalfEdge* edge = halfEdges_.data() + rowStart_[node];
    const HalfEdge* const own = halfEdges_.data() + firstOwn_[node];
    const HalfEdge* const end = halfEdges_.data() + rowStart_[node + 1];
    for (; edge != own; ++edge) {
        prefetch(pull_N_.data() + ~edge[kPrefetchAhead].spring);
        const double* pull = pull_N_[at(~edge->spring)].data();
        x += pull[0];
        y += pull[1];
        z += pull[2];
    }
    for (; edge != end; ++edge) {
        const double* pull = pull_N_[at(edge->spring)].data();
        x -= pull[0];
        y -= pull[1];
        z -= pull[2];
    }
    return {x, y, z};
}

Vec3 SpringSystem::balanceNode(std::size_t node, Vec3 force, const Positions& high, const Positions* low,
                               NodeTotals& totals) const {
    auto& [energy, magnitude, unbalanced2, applied2, reaction2, inertia2, stranded2] = totals;
    for (std::size_t h = couplingStart_[node]; h < couplingStart_[node + 1]; ++h) {
        const std::int32_t c = couplingEdges_[h].spring;
        if (c >= 0) {
            force += couplingForce_N_[at(c)];
        } else {
            force -= couplingForce_N_[at(~c)];
        }
    }
    const Vec3& load = problem_.load_N[node];
    if (held_[node] != 0) {
        if (problem_.fixed[node] != 0) {
            reaction2 += dot3(force, force);
        } else {
            applied2 += dot3(load, load);
            unbalanced2 += dot3(load, load);
            stranded2 += dot3(load, load);
        }
        return Vec3::Zero();
    }
    const double load2 = dot3(load, load);
    if (load2 > 0.0) {
        applied2 += load2;
        Vec3 moved = high[node] - start_m_[node];
        if (low != nullptr) {
            moved += (*low)[node];
        }
        const double work = dot3(load, moved);
        energy -= work;
        magnitude += std::fabs(work);
        force += load;
    }
    if (!problem_.inertiaTarget_m.empty()) {
        Vec3 lag = high[node] - problem_.inertiaTarget_m[node];
        if (low != nullptr) {
            lag += (*low)[node];
        }
        const Vec3 inertia = problem_.inertiaWeight_N_per_m[node] * lag;
        const double kinetic = 0.5 * dot3(inertia, lag);
        energy += kinetic;
        magnitude += kinetic;
        inertia2 += dot3(inertia, inertia);
        force -= inertia;
    }
    unbalanced2 += dot3(force, force);
    return force;
}

void SpringSystem::nodePass(const Positions& high, const Positions* low, std::vector<Vec3>& force_N) {
    const int chunks = nodeChunks();
    nodeSums_.reset(chunks);
    parallelForChunks(threads_, chunks, [&](int chunk) {
        const ChunkRange range = chunkRange(chunk, kNodeChunk, at(nodeCount_));
        NodeTotals totals{};
        for (int node = range.begin; node < range.end; ++node) {
            force_N[at(node)] = balanceNode(at(node), springForce(at(node)), high, low, totals);
        }
        nodeSums_.slot(chunk) = totals;
    });
}

SystemTotals SpringSystem::evaluate(const Positions& high, const Positions* low, std::vector<Vec3>& force_N,
                                    const TangentOptions* tangent, Renew renew) {
    const ScopedTime timed(clock_, pass_s_);
    evaluatedAt_ = high.data();
    if (!haveStart_) {
        // Loads count from where the solve began: keeps f . x small beside the springs' energy.
        forNodes(threads_, high.size(), [&](std::size_t i) { start_m_[i] = high[i]; });
        haveStart_ = true;
    }
    couplingPass(high, low);
    force_N.resize(at(nodeCount_));
    if (frame_) {
        assert(low == nullptr);
        frameSprings_.place(high.data(), threads_);
        framePass(high, &force_N, tangent, renew);
    } else {
        if (low != nullptr) {
            springPass<true>(high, low);
        } else {
            springPass<false>(high, low);
        }
        nodePass(high, low, force_N);
        springTotals_ = springSums_.total();
    }

    const auto& springTotal = springTotals_;
    const auto nodeTotal = nodeSums_.total();
    SystemTotals totals;
    totals.energy_J = springTotal[0] + couplingEnergy_J_ + nodeTotal[0];
    totals.energyNoise_J = 8.0 * kEpsilon * std::sqrt(springTotal[4]) +
                           64.0 * kEpsilon * (springTotal[1] + std::fabs(couplingEnergy_J_) + nodeTotal[1]);
    totals.unbalanced_N = std::sqrt(nodeTotal[2]);
    totals.scale_N = std::sqrt((nodeTotal[3] + nodeTotal[4]) + nodeTotal[5]);
    totals.stranded_N = std::sqrt(nodeTotal[6]);
    totals.internal_N = std::sqrt(springTotal[2]);
    totals.noise_N = 8.0 * kEpsilon * std::sqrt(springTotal[3]);
    totals.finite = std::isfinite(totals.energy_J) && std::isfinite(nodeTotal[2]) && std::isfinite(totals.scale_N);
    return totals;
}

void SpringSystem::gatherInternal(std::vector<Vec3>& force_N) const {
    const std::size_t nodes = at(nodeCount_);
    force_N.resize(nodes);
    parallelForChunks(threads_, nodeChunks(), [&](int chunk) {
        const ChunkRange range = chunkRange(chunk, kNodeChunk, nodes);
        for (int node = range.begin; node < range.end; ++node) {
            const std::size_t i = at(node);
            Vec3 force = springForce(i);
            for (std::size_t h = couplingStart_[i]; h < couplingStart_[i + 1]; ++h) {
                const std::int32_t c = couplingEdges_[h].spring;
                force += c >= 0 ? couplingForce_N_[at(c)] : Vec3(-couplingForce_N_[at(~c)]);
            }
            force_N[i] = force;
        }
    });
}

void SpringSystem::springStates(std::vector<SpringEnd>& springs) const {
    springs.resize(state_.size());
    for (std::size_t s = 0; s < state_.size(); ++s) {
        springs[s] = {state_[s].length, state_[s].elongation, state_[s].tension};
    }
}

std::size_t SpringSystem::bytes() const {
    const auto of = [](const auto& v) { return v.size() * sizeof(v[0]); };
    return of(springs_) + of(rowStart_) + of(halfEdges_) + of(firstOwn_) + of(start_m_) + of(held_) +
           of(couplingStart_) + of(couplingEdges_) + of(couplingCursor_) + of(state_) + of(tangent_) + of(pull_N_) +
           of(edges_) + frameSprings_.bytes() + of(frameAddend_N_per_m_) + of(compactSprings_) + of(diagonal_) +
           of(inverseDiagonal_) + compactTangent_.bytes();
}

} // namespace fascia::sim
