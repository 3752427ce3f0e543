#pragma once
// Solvers of others that run the same nets in the same run, where they are installed.

#include <memory>
#include <string>
#include <vector>

#include "bench/net.h"

namespace fascia::bench {

/// A solver of somebody else that moves one net through time.
class Peer {
  public:
    virtual ~Peer() = default;

    /// Advances one frame of `dt_s` > 0 seconds, in as many steps as the solver takes by itself.
    virtual void step(double dt_s) = 0;

    /// Writes where the nodes are [m], in the order of the net. Solvers that compute in float give float accuracy.
    virtual void positions(sim::Positions& x_m) const = 0;
};

/// A peer's name, and the largest net it should be given: above, it takes too long or does not stay finite.
struct PeerKind {
    std::string name;
    int mostNodes;
};

/// The ways to run a net with Bullet (https://pybullet.org, Zlib licence); empty in a build without it:
///
/// - `bullet-softbody-1`, `bullet-softbody-20`: btSoftBody, position based dynamics with 1 (Bullet's default) or 20
///   Gauss-Seidel passes over the springs a frame. Its stiffness is a number in [0, 1] without unit, not N/m; all
///   springs get 1, the stiffest there is. The net's stiffness is therefore not used, and a stiff net sags too far, by a
///   factor that depends on passes and frame length and does not shrink with time.
/// - `bullet-deformable`: btDeformableMultiBodyDynamicsWorld, implicit Euler with 1 Newton step (Bullet's default) and
///   at most 300 CG iterations a substep. It solves the net's springs and reaches their equilibrium, where it stays
///   stable.
std::vector<PeerKind> peers();

/// Makes the peer called `name` for `net`, which is copied. Null when no peer has that name.
std::unique_ptr<Peer> makePeer(const std::string& name, const Net& net);

} // namespace fascia::bench
