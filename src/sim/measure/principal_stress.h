#pragma once
// The direction in which a sheet pulls hardest: what "lines of tension" follow.
//
//   sigma n_1 = sigma_1 n_1, sigma_1 the largest eigenvalue     published vector: sigma_1 n_1 [Pa], 0 where sigma_1 <= 0
//
// sigma is the node stress of node_stress.h, from the passive (elastic) tensions that also load the bonds; contractile tone
// and guarding are not in it. The sign of n_1 has no meaning and is not even from node to node. Where the two largest
// eigenvalues are equal the direction is arbitrary. Test: tests/physics/principal_stress_test.cpp.

#include <span>
#include <vector>

#include "sim/measure/node_stress.h"
#include "sim/web/web.h"

namespace fascia::sim {

/// Largest eigenvalue times its unit vector [Pa]; zero where nothing pulls or a number is not finite.
std::array<double, 3> principalPull_Pa(const SymmetricTensor& stress_Pa);

/// The same for each node of a layer from one tension [N] a spring, 3 floats a node; zero for the nodes of other layers.
void principalStress(const Web& web, Layer layer, const NodeSprings& nodeSprings, const Positions& position,
                     std::span<const double> tension_N, int threads, std::vector<float>& vectors_Pa);

} // namespace fascia::sim
