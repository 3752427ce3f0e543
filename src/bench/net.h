#pragma once
// Spring nets on which solvers are compared, and their states.

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "sim/solver/equilibrium.h"

namespace fascia::bench {

/// A net of springs with loads. SI.
struct Net {
    std::string name;
    sim::Positions position_m; ///< The start.
    std::vector<std::array<std::int32_t, 2>> springs;
    std::vector<double> stiffness_N_per_m; ///< Force = k (l - l0).
    std::vector<double> restLength_m;
    /// Empty, or what the springs really are, one each (toe, slack, squeezing): instead of the linear ones above.
    std::vector<sim::SpringLaw> laws;
    std::vector<sim::Vec3> guides; ///< As SpringGraph::guides.
    std::vector<std::uint8_t> fixed;
    std::vector<sim::Vec3> load_N;
    std::vector<double> mass_kg;
    double massDamping_per_s = 0.0;
};

/// The law of one spring.
sim::SpringLaw lawOf(const Net& net, std::size_t spring);

/// The lattice of n x n x 3 nodes that the peers were measured on: a unit square of 1 kg, springs of 1000 N/m along the
/// axes and 500 N/m along diagonals, all stretched by 2 %, two opposite edges fixed, 60 N on the middle. `heterogeneous`:
/// every stiffness times 10^u with u uniform in [-0.5, 0.5], and rows of fibres ten times stiffer.
Net makeLattice(int n, bool heterogeneous);

/// |unbalanced force| / |load| over free nodes at x.
double residualOf(const Net& net, const sim::Positions& x);
/// |x - reference| / |reference - start|.
double displacementError(const Net& net, const sim::Positions& x, const sim::Positions& reference);

} // namespace fascia::bench
