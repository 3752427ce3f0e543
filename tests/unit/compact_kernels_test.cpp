// Vector code: the same bits as plain C++ on whatever instruction set this machine has, and the right numbers.

#include <algorithm>
#include <cmath>
#include <cstring>
#include <random>
#include <utility>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "sim/solver/compact_tangent.h"
#include "sim/solver/frame_springs.h"
#include "sim/solver/slice_sum.h"
#include "support/same_bits.h"

using namespace fascia::sim;
using fascia::test::sameBits;

namespace {

/// A random net with springs of every kind.
struct RandomNet {
    int nodes = 0;
    Positions position_m;
    std::vector<std::array<std::int32_t, 2>> springs;
    std::vector<SpringLaw> laws;
    std::vector<Vec3> guides;

    RandomNet(int nodeCount, int springCount, unsigned seed)
        : RandomNet(nodeCount, ends(nodeCount, springCount, seed), seed) {}

    /// Rows of nodes, each bound to its neighbours in its own and the next row but for some that are left out: so that
    /// most nodes are bound to nodes that follow one another as they do themselves.
    static RandomNet inRows(int nodeCount, int rowLength, unsigned seed) {
        std::mt19937 random(seed);
        std::vector<std::array<std::int32_t, 2>> springs;
        for (std::int32_t a = 0; a < nodeCount; ++a) {
            for (const std::int32_t b : {a + 1, a + rowLength, a + rowLength - 1, a + rowLength + 1}) {
                if (b < nodeCount && random() % 20 != 0) {
                    springs.push_back({a, b});
                }
            }
        }
        return {nodeCount, std::move(springs), seed};
    }

    static std::vector<std::array<std::int32_t, 2>> ends(int nodes, int springs, unsigned seed) {
        std::mt19937 random(seed);
        std::vector<std::array<std::int32_t, 2>> result;
        for (int s = 0; s < springs; ++s) {
            const auto a = static_cast<std::int32_t>(random() % static_cast<unsigned>(nodes));
            const auto b = static_cast<std::int32_t>(
                (static_cast<unsigned>(a) + 1 + random() % static_cast<unsigned>(std::min(40, nodes - 1))) %
                static_cast<unsigned>(nodes));
            result.push_back({a, b});
        }
        return result;
    }

    RandomNet(int nodeCount, std::vector<std::array<std::int32_t, 2>> ends, unsigned seed)
        : nodes(nodeCount), springs(std::move(ends)) {
        std::mt19937 random(seed);
        const auto uniform = [&](double low, double high) {
            return low + (high - low) * static_cast<double>(random()) / 4294967296.0;
        };
        for (int i = 0; i < nodes; ++i) {
            position_m.emplace_back(uniform(0.0, 1.0), uniform(0.0, 1.0), uniform(0.0, 1.0));
        }
        for (std::size_t s = 0; s < springs.size(); ++s) {
            const auto [a, b] = springs[s];
            const double length =
                (position_m[static_cast<std::size_t>(a)] - position_m[static_cast<std::size_t>(b)]).norm();
            SpringLaw law;
            law.restLength_m = length * uniform(0.8, 1.2);
            law.stiffness_N = std::pow(10.0, uniform(-1.0, 3.0));
            law.toeStrain = s % 3 == 0 ? uniform(0.0, 0.1) : 0.0;
            law.compressionRatio = s % 4 == 0 ? 1.0 : (s % 4 == 1 ? 0.05 : 0.0);
            law.offsetTension_N = s % 5 == 0 ? uniform(-1.0, 1.0) : 0.0;
            law.squeezeStiffens = s % 4 == 0 && s % 7 == 0;
            laws.push_back(law);
            const bool guided = s % 11 == 0;
            guides.push_back(
                guided ? Vec3((position_m[static_cast<std::size_t>(a)] - position_m[static_cast<std::size_t>(b)])
                                  .normalized())
                       : Vec3(Vec3::Zero()));
        }
    }

    [[nodiscard]] SpringGraph graph() const { return {nodes, springs, guides}; }

    /// The layout of the tangent's rows.
    [[nodiscard]] CompactTangent layout() const {
        std::vector<std::size_t> rowStart(static_cast<std::size_t>(nodes) + 1, 0);
        for (const auto& [a, b] : springs) {
            ++rowStart[static_cast<std::size_t>(a) + 1];
            ++rowStart[static_cast<std::size_t>(b) + 1];
        }
        for (std::size_t i = 1; i < rowStart.size(); ++i) {
            rowStart[i] += rowStart[i - 1];
        }
        std::vector<CompactTangent::HalfEdge> halfEdges(rowStart.back());
        std::vector<std::size_t> cursor(rowStart.begin(), rowStart.end() - 1);
        for (std::size_t s = 0; s < springs.size(); ++s) {
            const auto [a, b] = springs[s];
            halfEdges[cursor[static_cast<std::size_t>(a)]++] = {b, static_cast<std::int32_t>(s)};
            halfEdges[cursor[static_cast<std::size_t>(b)]++] = {a, ~static_cast<std::int32_t>(s)};
        }
        CompactTangent tangent;
        tangent.lay(nodes, rowStart, halfEdges, springs.size(), {}, 1);
        return tangent;
    }
};

/// What the row pass finds.
struct PassResult {
    std::vector<Vec3> force_N;          ///< Per node.
    std::vector<CompactSpring> springs; ///< As its first node sees it.
    bool sameFromBothEnds = true;
    std::vector<float> diagonal, inverse;
    std::vector<std::uint8_t> regular; ///< Per slice.
    std::vector<double> sums;          ///< Energy, its magnitude, internal2, noise2, energyNoise2.
};

PassResult passOver(const RandomNet& net, const FrameKernels& kernels, double floor, bool exact) {
    CompactTangent tangent = net.layout();
    FrameSprings frame;
    frame.lay(net.graph(), tangent);
    EquilibriumProblem problem;
    problem.laws = net.laws;
    frame.take(problem, tangent.places(), 1);
    frame.place(net.position_m.data(), 1);
    const FrameRows rows = frame.rows(tangent);
    FrameTangent target = tangent.target();
    target.floor = floor;
    target.exact = exact;
    const LineVector<double> addend(static_cast<std::size_t>(tangent.slices()) * kSliceRows, 1.0);
    target.addend = addend.data();
    PassResult result;
    FrameSlice slice;
    FrameSlice alone;
    FrameSlice noise;
    for (int s = 0; s < tangent.slices(); ++s) {
        kernels.forceAndTangent(rows, target, s, slice);
        kernels.force(rows, s, alone);
        kernels.forceAndNoise(rows, s, noise);
        CHECK(std::memcmp(slice.force, alone.force, sizeof slice.force) == 0);
        CHECK(std::memcmp(slice.energy, alone.energy, sizeof slice.energy) == 0);
        CHECK(std::memcmp(slice.force, noise.force, sizeof slice.force) == 0);
        CHECK(std::memcmp(slice.noise2, noise.noise2, sizeof slice.noise2) == 0);
        CHECK(std::memcmp(slice.internal2, noise.internal2, sizeof slice.internal2) == 0);
        result.regular.push_back(slice.regular ? 1 : 0);
        for (int row = s * kSliceRows; row < std::min(net.nodes, (s + 1) * kSliceRows); ++row) {
            const auto lane = static_cast<std::size_t>(row % kSliceRows);
            result.force_N.emplace_back(slice.force[0][lane], slice.force[1][lane], slice.force[2][lane]);
        }
    }
    result.sums = {0.5 * sliceSum(slice.energy), 0.5 * sliceSum(slice.magnitude), sliceSum(slice.internal2),
                   0.5 * sliceSum(slice.noise2), 0.5 * sliceSum(slice.energyNoise2)};
    result.springs.resize(net.springs.size());
    std::vector<std::uint8_t> seen(net.springs.size(), 0);
    std::vector<std::size_t> springAt(net.springs.size());
    for (std::size_t s = 0; s < net.springs.size(); ++s) {
        springAt[static_cast<std::size_t>(tangent.places()[s])] = s;
    }
    for (int row = 0; row < net.nodes; ++row) {
        tangent.forSlots(row, [&](std::size_t slot) {
            const std::size_t s = springAt[static_cast<std::size_t>(tangent.placeOfSlot(slot))];
            const CompactSpring here{target.alphaHx[laneOfSlot(slot)], target.hyHz[laneOfSlot(slot)]};
            if (seen[s] != 0) {
                // The other end may see h turned round where hz is 0; the product h h^T is the same.
                result.sameFromBothEnds = result.sameFromBothEnds && result.springs[s].hyHz == here.hyHz &&
                                          result.springs[s].alphaHx == here.alphaHx;
            }
            result.springs[s] = here;
            seen[s] = 1;
        });
    }
    const std::size_t floats = static_cast<std::size_t>(tangent.slices()) * 6 * kSliceRows;
    result.diagonal.assign(target.diagonal, target.diagonal + floats);
    result.inverse.assign(target.inverse, target.inverse + floats);
    return result;
}

/// Numbers of the pairs that a CompactSpring holds.
struct Unpacked {
    double alpha = 0.0;
    Vec3 h{0, 0, 0};
    double sign = 1.0;
};
Unpacked unpack(const CompactSpring& spring) {
    const float hz = highOf(spring.hyHz);
    return {static_cast<double>(lowOf(spring.alphaHx)),
            {static_cast<double>(highOf(spring.alphaHx)), static_cast<double>(lowOf(spring.hyHz)),
             static_cast<double>(std::fabs(hz))},
            std::signbit(hz) ? -1.0 : 1.0};
}

using TangentResult = std::vector<CompactSpring>;

/// Tension of a spring from its law alone.
double tensionOf(const SpringLaw& law, double length) {
    const double strain = length / law.restLength_m - 1.0;
    return law.stiffness_N * elasticResponse(strain, law.toeStrain, law.compressionRatio, law.squeezeStiffens).value +
           law.offsetTension_N;
}

double lengthOf(const RandomNet& net, std::size_t s) {
    const Vec3 d = net.position_m[static_cast<std::size_t>(net.springs[s][0])] -
                   net.position_m[static_cast<std::size_t>(net.springs[s][1])];
    const bool guided = net.guides[s].squaredNorm() > 0.0;
    return guided ? net.guides[s].dot(d) : d.norm();
}

/// The compact tangent of a net with a few held nodes.
CompactTangent tangentOf(const RandomNet& net, const TangentResult& springs) {
    CompactTangent tangent = net.layout();
    TangentResult placed(springs.size());
    for (std::size_t s = 0; s < springs.size(); ++s) {
        placed[static_cast<std::size_t>(tangent.places()[s])] = springs[s];
    }
    for (int i = 0; i < net.nodes; ++i) {
        if (i % 37 == 0) {
            tangent.setHeld(i);
            continue;
        }
        Sym3 cut;
        Sym3 block = tangent.setRow(i, placed, cut);
        block.addIsotropic(1.0);
        bool weak = false;
        tangent.setDiagonal(i, block, inverseOf(block, weak));
    }
    return tangent;
}

} // namespace

TEST_CASE("the row pass gives the same bits as plain code", "[unit][kernels]") {
    for (const int springs : {1, 15, 16, 17, 5003}) {
        const RandomNet net(400, springs, 7U + static_cast<unsigned>(springs));
        for (const double floor : {0.0, 1e-3}) {
            for (const bool exact : {false, true}) {
                const PassResult plain = passOver(net, plainFrameKernels(), floor, exact);
                const PassResult wide = passOver(net, widestFrameKernels(), floor, exact);
                CHECK(sameBits(plain.force_N, wide.force_N));
                CHECK(sameBits(plain.springs, wide.springs));
                CHECK(sameBits(plain.diagonal, wide.diagonal));
                CHECK(sameBits(plain.inverse, wide.inverse));
                CHECK(sameBits(plain.regular, wide.regular));
                CHECK(sameBits(plain.sums, wide.sums));
            }
        }
    }
}

TEST_CASE("the row pass follows the law of a spring", "[unit][kernels]") {
    const RandomNet net(400, 5003, 3);
    const PassResult result = passOver(net, widestFrameKernels(), 0.0, true);
    CHECK(result.sameFromBothEnds);
    std::vector<Vec3> force_N(400, Vec3::Zero());
    std::vector<double> scale_N(400, 0.0);
    std::vector<Sym3> diagonal(400);
    for (Sym3& block : diagonal) {
        block.addIsotropic(1.0);
    }
    double energy = 0.0;
    int squeezed = 0;
    for (std::size_t s = 0; s < net.springs.size(); ++s) {
        const SpringLaw& law = net.laws[s];
        const auto [a, b] =
            std::pair{static_cast<std::size_t>(net.springs[s][0]), static_cast<std::size_t>(net.springs[s][1])};
        const double length = lengthOf(net, s);
        const double tension = tensionOf(law, length);
        const Vec3 d = net.position_m[a] - net.position_m[b];
        const bool guided = net.guides[s].squaredNorm() > 0.0;
        const Vec3 n = guided ? net.guides[s] : Vec3(d / length);
        force_N[a] -= tension * n;
        force_N[b] += tension * n;
        for (const std::size_t i : {a, b}) {
            scale_N[i] += law.stiffness_N + std::fabs(tension);
        }
        const double strain = length / law.restLength_m - 1.0;
        energy += law.stiffness_N * law.restLength_m *
                      elasticResponse(strain, law.toeStrain, law.compressionRatio, law.squeezeStiffens).energy +
                  law.offsetTension_N * (length - law.restLength_m);
        squeezed += law.squeezeStiffens && strain < 0.0 ? 1 : 0;
        const Unpacked compact = unpack(result.springs[s]);
        for (const std::size_t i : {a, b}) {
            diagonal[i].addIsotropic(compact.alpha);
            diagonal[i].addDyad(compact.sign, compact.h);
        }
        // The tangent against differences of the tension, away from the law's corners.
        const double step = 1e-6 * law.restLength_m;
        if (std::fabs(strain) > 1e-4 && std::fabs(std::fabs(strain) - law.toeStrain) > 1e-4) {
            const double axial = (tensionOf(law, length + step) - tensionOf(law, length - step)) / (2.0 * step);
            const double alpha = guided ? 0.0 : tension / length;
            const double scale = law.stiffness_N / law.restLength_m + std::fabs(alpha);
            // 8 binary digits: each number is right to 1/256, a square to 1/128.
            REQUIRE(std::fabs(compact.alpha - alpha) <= std::fabs(alpha) / 256.0 + 1e-6 * scale);
            REQUIRE(std::fabs(compact.sign * compact.h.squaredNorm() - (axial - alpha)) <=
                    1.01 * std::fabs(axial - alpha) / 128.0 + 1e-5 * scale);
            const Vec3 along = n[2] < 0.0 ? Vec3(-n) : n;
            REQUIRE((compact.h.squaredNorm() < 1e-6 * scale || (compact.h.normalized() - along).norm() < 6e-3));
        }
    }
    CHECK(squeezed > 10);
    // Toes and ratios are kept in single precision.
    CHECK(std::fabs(result.sums[0] - energy) <= 1e-7 * result.sums[1]);
    int inverses = 0;
    for (std::size_t i = 0; i < force_N.size(); ++i) {
        REQUIRE((result.force_N[i] - force_N[i]).norm() <= 1e-7 * scale_N[i]);
        const std::size_t at = i / kSliceRows * 6 * kSliceRows + laneOfSlot(i) % kSliceRows;
        const Sym3& m = diagonal[i];
        REQUIRE(std::fabs(static_cast<double>(result.diagonal[at]) - m.xx) <= 1e-6 * m.trace());
        REQUIRE(std::fabs(static_cast<double>(result.diagonal[at + 4 * kSliceRows]) - m.yz) <= 1e-6 * m.trace());
        if (result.regular[i / kSliceRows] != 0) {
            bool weak = false;
            const Sym3 inverse = inverseOf(m, weak);
            REQUIRE(!weak);
            REQUIRE(std::fabs(static_cast<double>(result.inverse[at]) - inverse.xx) <= 1e-4 * inverse.trace());
            REQUIRE(std::fabs(static_cast<double>(result.inverse[at + 2 * kSliceRows]) - inverse.xz) <=
                    1e-4 * inverse.trace());
            ++inverses;
        }
    }
    const PassResult clamped = passOver(net, widestFrameKernels(), 0.0, false);
    CHECK(std::count(clamped.regular.begin(), clamped.regular.end(), 1) > 20);
    CHECK(inverses < 400); // negative alpha
}

TEST_CASE("numbers of 8 binary digits are the nearest ones and come back from a pair", "[unit][kernels]") {
    for (const float value : {0.0F, 1.0F, -1.0F, 3.14159F, -2.5e-7F, 6.02e23F, 1e-30F}) {
        const float rounded = shortened(value);
        CHECK(std::fabs(rounded - value) <= std::fabs(value) / 256.0F);
        CHECK(shortened(rounded) == rounded);
        const std::uint32_t pair = packPair(rounded, -rounded);
        CHECK(lowOf(pair) == rounded);
        CHECK(highOf(pair) == -rounded);
    }
    CHECK(shortened(1.0F + 1.0F / 256.0F) == 1.0F); // a tie goes to the even neighbour
    CHECK(shortened(1.0F + 3.0F / 256.0F) == 1.0F + 4.0F / 256.0F);
}

TEST_CASE("compact linear algebra gives the same bits as plain code on any number of threads", "[unit][kernels]") {
    const bool inRows = GENERATE(false, true);
    for (const int nodes : {5, 16, 1777}) {
        const RandomNet net = inRows ? RandomNet::inRows(nodes, 30, 11) : RandomNet(nodes, 7 * nodes, 11);
        const TangentResult springs = passOver(net, widestFrameKernels(), 0.0, false).springs;
        const auto negative = [](const CompactSpring& spring) { return unpack(spring).sign < 0.0; };
        CHECK(
            (nodes < 100 || std::any_of(springs.begin(), springs.end(), negative))); // negative signs are on trial too
        CompactTangent tangent = tangentOf(net, springs);
        LineVector<float> start(tangent.vectorFloats(), 0.0F);
        std::mt19937 random(5);
        for (int i = 0; i < nodes; ++i) {
            for (std::size_t c = 0; c < 3 && i % 37 != 0; ++c) {
                start[4 * static_cast<std::size_t>(i) + c] =
                    static_cast<float>(static_cast<double>(random()) / 4294967296.0 - 0.5);
            }
        }
        struct Outcome {
            std::vector<double> sums;
            std::vector<LineVector<float>> vectors;
        };
        const auto all = [&](const CompactKernels& kernels, int threads) {
            Outcome out;
            const LineVector<float> zero(start.size(), 0.0F);
            LineVector<float> q = zero;
            LineVector<float> z = zero;
            LineVector<float> r = start;
            LineVector<float> x = zero;
            LineVector<float> p = start;
            out.sums.push_back(tangent.multiply(kernels, threads, start.data(), q.data()));
            out.vectors.push_back(q);
            out.sums.push_back(tangent.precondition(kernels, threads, 0.7F, start.data(), z.data()));
            out.vectors.push_back(z);
            const CompactSums sums =
                tangent.advance(kernels, threads, 0.3F, 1.0F, p.data(), q.data(), x.data(), r.data(), z.data());
            out.sums.push_back(sums.rr);
            out.sums.push_back(sums.rz);
            for (const LineVector<float>* v : {&x, &r, &z}) {
                out.vectors.push_back(*v);
            }
            tangent.turn(kernels, threads, 0.1F, z.data(), p.data());
            out.vectors.push_back(p);
            tangent.residual(kernels, threads, start.data(), p.data(), r.data());
            out.vectors.push_back(r);
            tangent.relax(kernels, threads, 0.6F, start.data(), p.data(), r.data());
            out.vectors.push_back(r);
            out.sums.push_back(tangent.dot(kernels, threads, p.data(), r.data()));
            return out;
        };
        const Outcome plain = all(plainKernels(), 1);
        for (const int threads : {1, 2}) {
            const Outcome wide = all(widestKernels(), threads);
            CHECK(sameBits(plain.sums, wide.sums));
            for (std::size_t v = 0; v < plain.vectors.size(); ++v) {
                CHECK(sameBits(plain.vectors[v], wide.vectors[v]));
            }
        }
        CHECK(std::isfinite(plain.sums.back()));
        CHECK(plain.sums[0] != 0.0);
    }
}

TEST_CASE("the compact tangent is that of its springs", "[unit][kernels]") {
    const bool inRows = GENERATE(false, true);
    const RandomNet net = inRows ? RandomNet::inRows(300, 25, 23) : RandomNet(300, 2100, 23);
    const TangentResult springs = passOver(net, widestFrameKernels(), 0.0, false).springs;
    CompactTangent tangent = tangentOf(net, springs);
    LineVector<float> x(tangent.vectorFloats(), 0.0F);
    LineVector<float> y = x;
    std::vector<Vec3> wanted(300, Vec3::Zero());
    const auto at = [&](int i) {
        return Vec3(static_cast<double>(x[4 * static_cast<std::size_t>(i)]),
                    static_cast<double>(x[4 * static_cast<std::size_t>(i) + 1]),
                    static_cast<double>(x[4 * static_cast<std::size_t>(i) + 2]));
    };
    for (int i = 0; i < 300; ++i) {
        for (std::size_t c = 0; c < 3 && i % 37 != 0; ++c) {
            x[4 * static_cast<std::size_t>(i) + c] = static_cast<float>(std::sin(1.7 * i + static_cast<double>(c)));
        }
    }
    double scale = 0.0;
    for (std::size_t s = 0; s < net.springs.size(); ++s) {
        const auto [a, b] = net.springs[s];
        const Unpacked t = unpack(springs[s]);
        const Vec3 d = at(a) - at(b);
        const Vec3 force = t.alpha * d + t.sign * t.h.dot(d) * t.h;
        wanted[static_cast<std::size_t>(a)] += force;
        wanted[static_cast<std::size_t>(b)] -= force;
        scale = std::max(scale, force.norm());
    }
    tangent.multiply(widestKernels(), 1, x.data(), y.data());
    for (int i = 0; i < 300; ++i) {
        const Vec3 got(static_cast<double>(y[4 * static_cast<std::size_t>(i)]),
                       static_cast<double>(y[4 * static_cast<std::size_t>(i) + 1]),
                       static_cast<double>(y[4 * static_cast<std::size_t>(i) + 2]));
        const Vec3 sum = i % 37 == 0 ? Vec3(Vec3::Zero()) : Vec3(wanted[static_cast<std::size_t>(i)] + at(i));
        REQUIRE((got - sum).norm() <= 2e-6 * scale);
    }
}

TEST_CASE("half-edges of rows that are bound alike lie in the same columns", "[unit][kernels]") {
    const RandomNet net = RandomNet::inRows(1000, 40, 3);
    const CompactTangent tangent = net.layout();
    const CompactTangentView view = tangent.view();
    std::uint32_t together = 0;
    for (int slice = 0; slice < tangent.slices(); ++slice) {
        for (std::size_t column = view.start[slice]; column < view.apart[slice]; ++column) {
            const std::int32_t* offset = view.offset + column * kSliceRows;
            for (int row = 0; row < kSliceRows; ++row) {
                REQUIRE(offset[row] == offset[row / 4 * 4] + 4 * (row % 4));
                REQUIRE(offset[row] >= 0);
                REQUIRE(offset[row] < static_cast<std::int32_t>(tangent.vectorFloats()));
            }
        }
        together += view.apart[slice] - view.start[slice];
    }
    // Where nothing were left out it would be all of them.
    CHECK(static_cast<double>(together) > 0.5 * static_cast<double>(view.start[tangent.slices()]));
    // Every spring lies in the rows of both its ends, and in the order in which the rows meet them.
    std::vector<int> seen(net.springs.size(), 0);
    for (int node = 0; node < net.nodes; ++node) {
        tangent.forSlots(node, [&](std::size_t slot) { ++seen[static_cast<std::size_t>(tangent.placeOfSlot(slot))]; });
    }
    CHECK(std::all_of(seen.begin(), seen.end(), [](int count) { return count == 2; }));
    CHECK(tangent.placeOfSlot(0) == 0);
}
