#include "sim/solver/compact_solver.h"

#include <algorithm>
#include <cmath>

#include "sim/solver/ordered_sum.h"

namespace fascia::sim {

LinearReport CompactSolver::solve(CompactTangent& tangent, const CompactKernels& kernels, int threads,
                                  const std::vector<Vec3>& force, double tolerance, int maxIterations,
                                  Multigrid* multigrid, const Deadline& deadline, std::vector<Vec3>& p) {
    const std::size_t nodes = force.size();
    const int chunks = chunkCountOf(nodes, kNodeChunk);
    for (LineVector<float>* v : {&x_, &r_, &z_, &p_, &q_}) {
        v->resize(tangent.vectorFloats(), 0.0F);
    }
    p.resize(nodes);
    LinearReport report;

    // A power of two brings the forces near 1, so that no square of them leaves the range of a float.
    const double largest = largestOver(threads, nodes, [&](std::size_t i) {
        return std::max({std::fabs(force[i][0]), std::fabs(force[i][1]), std::fabs(force[i][2])});
    });
    int exponent = 0;
    std::frexp(largest, &exponent);
    const double down = std::ldexp(1.0, -exponent);
    const double up = std::ldexp(1.0, exponent);
    parallelForChunks(threads, chunks, [&](int chunk) {
        const ChunkRange range = chunkRange(chunk, kNodeChunk, nodes);
        for (int node = range.begin; node < range.end; ++node) {
            const auto i = static_cast<std::size_t>(node);
            for (std::size_t c = 0; c < 4; ++c) {
                r_[4 * i + c] = c < 3 ? static_cast<float>(force[i][static_cast<Eigen::Index>(c)] * down) : 0.0F;
                x_[4 * i + c] = 0.0F;
            }
        }
    });
    const auto finish = [&](const LineVector<float>& from) {
        parallelForChunks(threads, chunks, [&](int chunk) {
            const ChunkRange range = chunkRange(chunk, kNodeChunk, nodes);
            for (int node = range.begin; node < range.end; ++node) {
                const auto i = static_cast<std::size_t>(node);
                p[i] = up * Vec3(static_cast<double>(from[4 * i]), static_cast<double>(from[4 * i + 1]),
                                 static_cast<double>(from[4 * i + 2]));
            }
        });
    };

    const double bb = tangent.dot(kernels, threads, r_.data(), r_.data());
    if (!(bb > 0.0)) {
        report.converged = true;
        finish(x_);
        return report;
    }
    const double goal = tolerance * tolerance * bb;
    double rr = bb;
    double rz = 0.0;
    if (multigrid != nullptr) {
        multigrid->apply(tangent, kernels, threads, r_.data(), z_.data());
        rz = tangent.dot(kernels, threads, r_.data(), z_.data());
    } else {
        rz = tangent.precondition(kernels, threads, 1.0F, r_.data(), z_.data());
    }
    tangent.turn(kernels, threads, 0.0F, z_.data(), p_.data());
    while (report.iterations < maxIterations) {
        if (!(rz > 0.0) || !std::isfinite(rz)) {
            report.preconditionerFailed = true;
            break;
        }
        const double curvature = tangent.multiply(kernels, threads, p_.data(), q_.data());
        ++report.iterations;
        if (!(curvature > 0.0) || !std::isfinite(curvature)) {
            report.negativeCurvature = !(curvature > 0.0);
            if (report.iterations == 1) {
                x_ = p_;
            }
            break;
        }
        const double before = rz;
        const CompactSums sums = tangent.advance(kernels, threads, static_cast<float>(rz / curvature), 1.0F, p_.data(),
                                                 q_.data(), x_.data(), r_.data(), z_.data());
        rr = sums.rr;
        rz = sums.rz;
        if (rr <= goal) {
            report.converged = true;
            break;
        }
        if (report.iterations == maxIterations || deadline.over()) {
            break;
        }
        if (multigrid != nullptr) {
            multigrid->apply(tangent, kernels, threads, r_.data(), z_.data());
            rz = tangent.dot(kernels, threads, r_.data(), z_.data());
        }
        tangent.turn(kernels, threads, static_cast<float>(rz / before), z_.data(), p_.data());
    }
    report.residual = std::sqrt(rr / bb);
    finish(x_);
    return report;
}

} // namespace fascia::sim
