#pragma once
// Preconditioned conjugate gradients on the tangent of a SpringSystem, for the Newton step H p = force.

#include <vector>

#include "sim/core/stopwatch.h"
#include "sim/solver/spring_system.h"

namespace fascia::sim {

/// z = M^-1 r for a symmetric positive definite M. z is zero at held nodes.
class Preconditioner {
  public:
    virtual ~Preconditioner() = default;
    virtual void apply(const std::vector<Vec3>& r, std::vector<Vec3>& z) = 0;
};

struct LinearReport {
    int iterations = 0;
    bool converged = false;         ///< |r| <= tolerance |b|.
    bool negativeCurvature = false; ///< Stopped at a direction along which H does not curve upwards.
    /// Stopped since the preconditioner gave no finite numbers or was not positive definite for this residual; p is what
    /// there was before.
    bool preconditionerFailed = false;
    double residual = 0.0; ///< |r| / |b| where it stopped.
};

/// Keeps its vectors between solves, so that a frame allocates nothing.
class ConjugateGradient {
  public:
    /// Solves from p = 0. `outer` null: block-Jacobi with the system's inverse diagonal blocks. On negative curvature p
    /// is the last iterate with positive curvature, or the preconditioned force when there is none: a descent direction
    /// either way. So it is when time is over.
    LinearReport solve(SpringSystem& system, const std::vector<Vec3>& force, double tolerance, int maxIterations,
                       Preconditioner* outer, const Deadline& deadline, std::vector<Vec3>& p);

  private:
    std::vector<Vec3> residual_;
    std::vector<Vec3> preconditioned_;
    std::vector<Vec3> direction_;
    std::vector<Vec3> product_;
    OrderedSums<2> sums_;
};

/// a . b over nodes, ordered.
double dotOrdered(const std::vector<Vec3>& a, const std::vector<Vec3>& b, int threads, OrderedSums<1>& sums);

} // namespace fascia::sim
