#include "sim/solver/conjugate_gradient.h"

#include <cmath>

namespace fascia::sim {

double dotOrdered(const std::vector<Vec3>& a, const std::vector<Vec3>& b, int threads, OrderedSums<1>& sums) {
    const int chunks = chunkCountOf(a.size(), kNodeChunk);
    sums.reset(chunks);
    parallelForChunks(threads, chunks, [&](int chunk) {
        const ChunkRange range = chunkRange(chunk, kNodeChunk, a.size());
        double sum = 0.0;
        for (int i = range.begin; i < range.end; ++i) {
            sum += dot3(a[static_cast<std::size_t>(i)], b[static_cast<std::size_t>(i)]);
        }
        sums.slot(chunk) = {sum};
    });
    return sums.total()[0];
}

LinearReport ConjugateGradient::solve(SpringSystem& system, const std::vector<Vec3>& force, double tolerance,
                                      int maxIterations, Preconditioner* outer, const Deadline& deadline,
                                      std::vector<Vec3>& p) {
    const std::size_t nodes = force.size();
    const int chunks = system.nodeChunks();
    const std::vector<Sym3>& inverse = system.inverseDiagonal();
    residual_ = force;
    preconditioned_.resize(nodes);
    direction_.resize(nodes);
    product_.resize(nodes);
    p.resize(nodes);

    LinearReport report;
    double rr = 0.0;
    double rz = 0.0;
    // One pass: take the step, precondition (block-Jacobi), and gather |r|^2 and r.z.
    const auto advance = [&](double step, bool first) {
        sums_.reset(chunks);
        parallelForChunks(system.threads(), chunks, [&](int chunk) {
            const ChunkRange range = chunkRange(chunk, kNodeChunk, nodes);
            double chunkRr = 0.0;
            double chunkRz = 0.0;
            for (int node = range.begin; node < range.end; ++node) {
                const auto i = static_cast<std::size_t>(node);
                if (first) {
                    p[i] = Vec3::Zero();
                } else {
                    p[i] += step * direction_[i];
                    residual_[i] -= step * product_[i];
                }
                const Vec3& r = residual_[i];
                chunkRr += dot3(r, r);
                if (outer == nullptr) {
                    const Vec3 z = inverse[i].times(r);
                    preconditioned_[i] = z;
                    chunkRz += dot3(r, z);
                }
            }
            sums_.slot(chunk) = {chunkRr, chunkRz};
        });
        const auto total = sums_.total();
        rr = total[0];
        if (outer == nullptr) {
            rz = total[1];
        }
    };
    const auto precondition = [&] {
        if (outer == nullptr) {
            return;
        }
        outer->apply(residual_, preconditioned_);
        sums_.reset(chunks);
        parallelForChunks(system.threads(), chunks, [&](int chunk) {
            const ChunkRange range = chunkRange(chunk, kNodeChunk, nodes);
            double sum = 0.0;
            for (int node = range.begin; node < range.end; ++node) {
                const auto i = static_cast<std::size_t>(node);
                sum += dot3(residual_[i], preconditioned_[i]);
            }
            sums_.slot(chunk) = {sum, 0.0};
        });
        rz = sums_.total()[0];
    };

    advance(0.0, true);
    const double bb = rr;
    if (!(bb > 0.0)) {
        report.converged = true;
        return report;
    }
    const double goal = tolerance * tolerance * bb;
    precondition();
    direction_ = preconditioned_;
    while (report.iterations < maxIterations) {
        if (!(rz > 0.0) || !std::isfinite(rz)) {
            report.preconditionerFailed = true;
            break;
        }
        const double curvature = system.multiply(direction_, product_);
        ++report.iterations;
        if (!(curvature > 0.0)) {
            report.negativeCurvature = true;
            if (report.iterations == 1) {
                p = direction_;
            }
            break;
        }
        const double before = rz;
        advance(rz / curvature, false);
        if (rr <= goal) {
            report.converged = true;
            break;
        }
        if (deadline.over()) {
            break;
        }
        precondition();
        const double beta = rz / before;
        parallelForChunks(system.threads(), chunks, [&](int chunk) {
            const ChunkRange range = chunkRange(chunk, kNodeChunk, nodes);
            for (int node = range.begin; node < range.end; ++node) {
                const auto i = static_cast<std::size_t>(node);
                direction_[i] = preconditioned_[i] + beta * direction_[i];
            }
        });
    }
    report.residual = std::sqrt(rr / bb);
    return report;
}

} // namespace fascia::sim
