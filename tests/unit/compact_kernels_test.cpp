// Vector code: the same bits as plain C++ on whatever instruction set this machine has, and the right numbers.

#include <algorithm>
#include <cmath>
#include <cstring>
#include <random>

#include <catch2/catch_test_macros.hpp>

#include "sim/solver/compact_tangent.h"
#include "sim/solver/spring_kernels.h"

using namespace fascia::sim;

namespace {

/// A random net with springs of every kind.
struct RandomNet {
    int nodes = 0;
    Positions position_m;
    std::vector<std::array<std::int32_t, 2>> springs;
    std::vector<SpringLaw> laws;
    std::vector<Vec3> guides;

    RandomNet(int nodeCount, int springCount, unsigned seed) : nodes(nodeCount) {
        std::mt19937 random(seed);
        const auto uniform = [&](double low, double high) {
            return low + (high - low) * static_cast<double>(random()) / 4294967296.0;
        };
        for (int i = 0; i < nodes; ++i) {
            position_m.emplace_back(uniform(0.0, 1.0), uniform(0.0, 1.0), uniform(0.0, 1.0));
        }
        for (int s = 0; s < springCount; ++s) {
            const auto a = static_cast<std::int32_t>(random() % static_cast<unsigned>(nodes));
            const auto b = static_cast<std::int32_t>(
                (static_cast<unsigned>(a) + 1 + random() % static_cast<unsigned>(std::min(40, nodes - 1))) %
                static_cast<unsigned>(nodes));
            springs.push_back({a, b});
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

    [[nodiscard]] SpringInput input() const {
        return {laws.data(), springs.data(), position_m.data(), guides.data(), static_cast<int>(springs.size())};
    }
};

template <typename T>
bool sameBits(const T& a, const T& b) {
    return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(a[0])) == 0;
}

struct ForceResult {
    std::vector<Vec3> pull_N;
    std::vector<std::uint8_t> squeezing;
    SpringSums sums{};
};

ForceResult forces(const RandomNet& net, const SpringKernels& kernels) {
    const int blocks = (static_cast<int>(net.springs.size()) + kSpringBlock - 1) / kSpringBlock;
    ForceResult result;
    result.pull_N.resize(net.springs.size());
    result.squeezing.resize(static_cast<std::size_t>(blocks));
    result.sums = kernels.force(net.input(), 0, blocks, result.pull_N.data(), result.squeezing.data());
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

TangentResult tangents(const RandomNet& net, const SpringKernels& kernels, const SpringTangentOptions& options) {
    const int blocks = (static_cast<int>(net.springs.size()) + kSpringBlock - 1) / kSpringBlock;
    TangentResult result(net.springs.size());
    kernels.tangent(net.input(), options, 0, blocks, result.data());
    return result;
}

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
    std::vector<std::size_t> rowStart(static_cast<std::size_t>(net.nodes) + 1, 0);
    for (const auto& [a, b] : net.springs) {
        ++rowStart[static_cast<std::size_t>(a) + 1];
        ++rowStart[static_cast<std::size_t>(b) + 1];
    }
    for (std::size_t i = 1; i < rowStart.size(); ++i) {
        rowStart[i] += rowStart[i - 1];
    }
    std::vector<CompactTangent::HalfEdge> halfEdges(rowStart.back());
    std::vector<std::size_t> cursor(rowStart.begin(), rowStart.end() - 1);
    for (std::size_t s = 0; s < net.springs.size(); ++s) {
        const auto [a, b] = net.springs[s];
        halfEdges[cursor[static_cast<std::size_t>(a)]++] = {b, static_cast<std::int32_t>(s)};
        halfEdges[cursor[static_cast<std::size_t>(b)]++] = {a, ~static_cast<std::int32_t>(s)};
    }
    CompactTangent tangent;
    tangent.lay(net.nodes, rowStart, halfEdges);
    for (int i = 0; i < net.nodes; ++i) {
        if (i % 37 == 0) {
            tangent.setHeld(i);
            continue;
        }
        Sym3 cut;
        Sym3 block = tangent.setRow(i, springs, cut);
        block.addIsotropic(1.0);
        bool weak = false;
        tangent.setDiagonal(i, block, inverseOf(block, weak));
    }
    return tangent;
}

} // namespace

TEST_CASE("spring passes give the same bits as plain code", "[unit][kernels]") {
    for (const int springs : {1, 15, 16, 17, 5003}) {
        const RandomNet net(400, springs, 7U + static_cast<unsigned>(springs));
        const ForceResult plain = forces(net, plainSpringKernels());
        const ForceResult wide = forces(net, widestSpringKernels());
        CHECK(sameBits(plain.pull_N, wide.pull_N));
        CHECK(sameBits(plain.squeezing, wide.squeezing));
        CHECK(sameBits(plain.sums, wide.sums));
        for (const SpringTangentOptions& options :
             {SpringTangentOptions{0.0, false}, SpringTangentOptions{0.0, true}, SpringTangentOptions{1e-3, true}}) {
            const TangentResult plainTangent = tangents(net, plainSpringKernels(), options);
            const TangentResult wideTangent = tangents(net, widestSpringKernels(), options);
            CHECK(sameBits(plainTangent, wideTangent));
        }
    }
}

TEST_CASE("spring passes follow the law of a spring", "[unit][kernels]") {
    const RandomNet net(400, 5003, 3);
    const ForceResult result = forces(net, widestSpringKernels());
    const TangentResult tangent = tangents(net, widestSpringKernels(), {0.0, true});
    double energy = 0.0;
    int squeezed = 0;
    for (std::size_t s = 0; s < net.springs.size(); ++s) {
        const SpringLaw& law = net.laws[s];
        const double length = lengthOf(net, s);
        const double tension = tensionOf(law, length);
        const Vec3 d = net.position_m[static_cast<std::size_t>(net.springs[s][0])] -
                       net.position_m[static_cast<std::size_t>(net.springs[s][1])];
        const bool guided = net.guides[s].squaredNorm() > 0.0;
        const Vec3 n = guided ? net.guides[s] : Vec3(d / length);
        const double tolerance = 1e-12 * (law.stiffness_N + std::fabs(tension));
        REQUIRE((result.pull_N[s] - tension * n).norm() <= tolerance);
        const double strain = length / law.restLength_m - 1.0;
        energy += law.stiffness_N * law.restLength_m *
                      elasticResponse(strain, law.toeStrain, law.compressionRatio, law.squeezeStiffens).energy +
                  law.offsetTension_N * (length - law.restLength_m);
        squeezed += law.squeezeStiffens && strain < 0.0 ? 1 : 0;
        // The tangent against differences of the tension, away from the law's corners.
        const double step = 1e-6 * law.restLength_m;
        if (std::fabs(strain) > 1e-4 && std::fabs(std::fabs(strain) - law.toeStrain) > 1e-4) {
            const double axial = (tensionOf(law, length + step) - tensionOf(law, length - step)) / (2.0 * step);
            const double alpha = guided ? 0.0 : tension / length;
            const Unpacked compact = unpack(tangent[s]);
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
    CHECK(std::fabs(result.sums[0] - energy) <= 1e-9 * std::fabs(energy) + 1e-9 * result.sums[1]);
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
    for (const int nodes : {5, 16, 1777}) {
        const RandomNet net(nodes, 7 * nodes, 11);
        const TangentResult springs = tangents(net, widestSpringKernels(), {0.0, false});
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
    const RandomNet net(300, 2100, 23);
    const TangentResult springs = tangents(net, widestSpringKernels(), {0.0, false});
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
