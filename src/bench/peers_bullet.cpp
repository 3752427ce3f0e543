// Runs a spring net with Bullet 3.24, as Debian packages it: `bullet` computes in float, `bullet-float64` in double
// (BT_USE_DOUBLE_PRECISION comes with that package's flags). Here btScalar is whichever was asked for.
#include "bench/peer.h"

#if defined(FASCIA_HAVE_BULLET)

// g++ 12 sees an uninitialised temporary in inlined code of btAlignedObjectArray; system headers do not silence that.
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif
#include <BulletSoftBody/btDeformableBodySolver.h>
#include <BulletSoftBody/btDeformableMultiBodyConstraintSolver.h>
#include <BulletSoftBody/btDeformableMultiBodyDynamicsWorld.h>
#include <BulletSoftBody/btSoftBody.h>
#include <BulletSoftBody/btSoftBodyRigidBodyCollisionConfiguration.h>
#include <BulletSoftBody/btSoftRigidDynamicsWorld.h>
#include <btBulletDynamicsCommon.h>
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic pop
#endif

#include <algorithm>
#include <cstddef>

namespace fascia::bench {
namespace {

constexpr int kMostNodesOnePass = 200'000;
constexpr int kMostNodesTwentyPasses = 60'000;
// Measured on the lattice of the benchmark at 60 frames a second: 768 nodes need 1 substep, 3 072 nodes 3 (with 1 or 2
// the net flies apart), 3 888 nodes run with 4. Earlier measurement, not repeated: 12 288 nodes fly apart with 4.
constexpr int kMostNodesDeformable = 4'000;
constexpr int kDeformableSubsteps = 4;
// Nothing collides, but Bullet grows its bounding boxes by the margin of the shape [m].
constexpr double kMargin_m = 1e-3;

btScalar toScalar(double value) { return static_cast<btScalar>(value); }

btVector3 toVector(const sim::Vec3& v) { return {toScalar(v[0]), toScalar(v[1]), toScalar(v[2])}; }

sim::Vec3 fromVector(const btVector3& v) { return {double(v.x()), double(v.y()), double(v.z())}; }

/// The net as one btSoftBody that nothing touches, and the numbering that goes with it.
///
/// Free nodes come first: Bullet 3.24's btDeformableBackwardEulerObjective::applyForce does not advance its counter on
/// static nodes, so behind a static node it would give every node the force of another one.
struct Body {
    std::vector<int> bodyNode;             ///< node of the net -> node of the body
    std::vector<double> stiffness_N_per_m; ///< of each link of the body
    std::unique_ptr<btSoftBody> body;

    Body(const Net& net, btSoftBodyWorldInfo& info) {
        const std::size_t nodes = net.position_m.size();
        bodyNode.resize(nodes);
        int next = 0;
        for (const bool wanted : {false, true}) {
            for (std::size_t i = 0; i < nodes; ++i) {
                if ((net.fixed[i] != 0) == wanted) bodyNode[i] = next++;
            }
        }

        std::vector<btVector3> start(nodes);
        std::vector<btScalar> mass(nodes);
        for (std::size_t i = 0; i < nodes; ++i) {
            const auto at = std::size_t(bodyNode[i]);
            start[at] = toVector(net.position_m[i]);
            mass[at] = net.fixed[i] != 0 ? btScalar(0) : toScalar(net.mass_kg[i]); // 0 means static
        }
        body = std::make_unique<btSoftBody>(&info, int(nodes), start.data(), mass.data());
        body->m_cfg.collisions = 0;
        body->getCollisionShape()->setMargin(toScalar(kMargin_m));
        body->setActivationState(DISABLE_DEACTIVATION);

        // A spring between two fixed nodes does nothing, and Bullet would divide by its inverse mass of 0.
        std::vector<btScalar> rest_m;
        for (std::size_t s = 0; s < net.springs.size(); ++s) {
            const auto a = std::size_t(net.springs[s][0]);
            const auto b = std::size_t(net.springs[s][1]);
            if (net.fixed[a] != 0 && net.fixed[b] != 0) continue;
            body->appendLink(bodyNode[a], bodyNode[b]);
            rest_m.push_back(toScalar(net.restLength_m[s]));
            stiffness_N_per_m.push_back(net.stiffness_N_per_m[s]);
        }
        // appendLink() and the first step both set the rest lengths to the lengths at that moment: let Bullet do it
        // now, tell it that it is done, then write ours.
        body->updateConstants();
        body->m_bUpdateRtCst = false;
        for (int l = 0; l < body->m_links.size(); ++l) {
            btSoftBody::Link& link = body->m_links[l];
            link.m_rl = rest_m[std::size_t(l)];
            link.m_c1 = link.m_rl * link.m_rl; // what position based dynamics reads
        }
    }

    void positions(sim::Positions& x_m) const {
        x_m.resize(bodyNode.size());
        for (std::size_t i = 0; i < bodyNode.size(); ++i) x_m[i] = fromVector(body->m_nodes[bodyNode[i]].m_x);
    }
};

/// What every Bullet world needs, in the order in which it must be destroyed last to first.
struct Collision {
    btSoftBodyRigidBodyCollisionConfiguration configuration;
    btCollisionDispatcher dispatcher{&configuration};
    btDbvtBroadphase broadphase;
};

void removeGravity(btDynamicsWorld& world, btSoftBodyWorldInfo& info) {
    world.setGravity(btVector3(0, 0, 0));
    info.m_gravity.setZero(); // btSoftBody reads this one, which is -10 m/s^2 by default
}

class SoftBodyPeer final : public Peer {
  public:
    SoftBodyPeer(const Net& net, int passes)
        : body_(net, world_.getWorldInfo()), damping_per_s_(net.massDamping_per_s) {
        removeGravity(world_, world_.getWorldInfo());
        body_.body->m_cfg.piterations = passes;
        for (std::size_t i = 0; i < net.load_N.size(); ++i) {
            const btVector3 load = toVector(net.load_N[i]);
            if (net.fixed[i] == 0 && !load.fuzzyZero()) loads_.push_back({body_.bodyNode[i], load});
        }
        world_.addSoftBody(body_.body.get(), btBroadphaseProxy::DefaultFilter, 0);
    }
    SoftBodyPeer(const SoftBodyPeer&) = delete;
    SoftBodyPeer& operator=(const SoftBodyPeer&) = delete;
    ~SoftBodyPeer() override { world_.removeSoftBody(body_.body.get()); }

    void step(double dt_s) override {
        // Bullet multiplies the velocity by (1 - kDP) once a step; implicit Euler by 1 / (1 + c dt).
        body_.body->m_cfg.kDP = toScalar(1.0 - 1.0 / (1.0 + damping_per_s_ * dt_s));
        for (const Load& load : loads_) body_.body->addForce(load.force_N, load.node); // cleared by every step
        world_.stepSimulation(toScalar(dt_s), 0);
    }

    void positions(sim::Positions& x_m) const override { body_.positions(x_m); }

  private:
    struct Load {
        int node;
        btVector3 force_N;
    };

    Collision collision_;
    btSequentialImpulseConstraintSolver constraints_;
    btSoftRigidDynamicsWorld world_{&collision_.dispatcher, &collision_.broadphase, &constraints_,
                                    &collision_.configuration};
    Body body_;
    std::vector<Load> loads_;
    double damping_per_s_;
};

/// The springs, loads and mass damping of a net as a force of Bullet's implicit solver. Bullet's own
/// btDeformableMassSpringForce has one stiffness for all springs; this does the same sums with one for each.
///
/// `scale` is a time step; scaled forces are impulses [N s]. Node positions of the current Newton iterate are in m_q.
class NetForce final : public btDeformableLagrangianForce {
  public:
    NetForce(const Net& net, const Body& body)
        : body_(*body.body), load_N_(net.load_N.size()), damping_per_s_(toScalar(net.massDamping_per_s)) {
        for (const double k : body.stiffness_N_per_m) stiffness_N_per_m_.push_back(toScalar(k));
        for (std::size_t i = 0; i < net.load_N.size(); ++i) {
            load_N_[std::size_t(body.bodyNode[i])] = net.fixed[i] != 0 ? btVector3(0, 0, 0) : toVector(net.load_N[i]);
        }
    }

    void addScaledForces(btScalar scale, TVStack& force) override {
        addScaledExplicitForce(scale, force);
        addScaledDampingForce(scale, force);
    }

    void addScaledExplicitForce(btScalar scale, TVStack& force) override {
        for (int i = 0; i < body_.m_nodes.size(); ++i) {
            force[body_.m_nodes[i].index] += scale * load_N_[std::size_t(i)];
        }
        for (int l = 0; l < body_.m_links.size(); ++l) {
            const btSoftBody::Link& link = body_.m_links[l];
            const btVector3 along = link.m_n[1]->m_q - link.m_n[0]->m_q;
            const btScalar length_m = along.length();
            if (length_m <= SIMD_EPSILON) continue;
            const btScalar k = scale * stiffness_N_per_m_[std::size_t(l)];
            const btVector3 pull = along * (k * (btScalar(1) - link.m_rl / length_m));
            force[link.m_n[0]->index] += pull;
            force[link.m_n[1]->index] -= pull;
        }
    }

    void addScaledElasticForceDifferential(btScalar scale, const TVStack& dx, TVStack& df) override {
        for (int l = 0; l < body_.m_links.size(); ++l) {
            const btSoftBody::Link& link = body_.m_links[l];
            const int a = link.m_n[0]->index;
            const int b = link.m_n[1]->index;
            const btVector3 along = link.m_n[1]->m_q - link.m_n[0]->m_q;
            const btScalar length2_m2 = along.length2();
            if (length2_m2 <= SIMD_EPSILON * SIMD_EPSILON) continue;
            const btScalar k = scale * stiffness_N_per_m_[std::size_t(l)];
            const btScalar slack = link.m_rl / btSqrt(length2_m2); // l0 / l; below 1 in a taut spring
            const btVector3 relative = dx[b] - dx[a];
            const btVector3 pull =
                (k * (btScalar(1) - slack)) * relative + (k * slack * along.dot(relative) / length2_m2) * along;
            df[a] += pull;
            df[b] -= pull;
        }
    }

    void addScaledDampingForce(btScalar scale, TVStack& force) override {
        for (int i = 0; i < body_.m_nodes.size(); ++i) {
            const btSoftBody::Node& node = body_.m_nodes[i];
            if (node.m_im > 0) force[node.index] -= (scale * damping_per_s_ / node.m_im) * node.m_v;
        }
    }

    void addScaledDampingForceDifferential(btScalar scale, const TVStack& dv, TVStack& df) override {
        for (int i = 0; i < body_.m_nodes.size(); ++i) {
            const btSoftBody::Node& node = body_.m_nodes[i];
            if (node.m_im > 0) df[node.index] -= (scale * damping_per_s_ / node.m_im) * dv[node.index];
        }
    }

    void buildDampingForceDifferentialDiagonal(btScalar scale, TVStack& diagonal) override {
        for (int i = 0; i < body_.m_nodes.size(); ++i) {
            const btSoftBody::Node& node = body_.m_nodes[i];
            if (node.m_im <= 0) continue;
            const btScalar d = scale * damping_per_s_ / node.m_im;
            diagonal[node.index] -= btVector3(d, d, d);
        }
    }

    /// Bullet casts what says it is gravity to its own gravity class, so this must not say so.
    btDeformableLagrangianForceType getForceType() override { return BT_MASSSPRING_FORCE; }

  private:
    const btSoftBody& body_;
    std::vector<btScalar> stiffness_N_per_m_; // of each link
    std::vector<btVector3> load_N_;           // of each node of the body
    btScalar damping_per_s_;
};

class DeformablePeer final : public Peer {
  public:
    explicit DeformablePeer(const Net& net) : body_(net, world_.getWorldInfo()), force_(net, body_) {
        removeGravity(world_, world_.getWorldInfo());
        constraints_.setDeformableSolver(&solver_);
        world_.setImplicit(true);
        // Without projection, a body with static nodes gets a singular system, the steps come out as NaN, and Bullet
        // silently takes NaN for 0: nothing moves.
        world_.setUseProjection(true);
        world_.addSoftBody(body_.body.get(), btBroadphaseProxy::DefaultFilter, 0);
        world_.addForce(body_.body.get(), &force_);
    }
    DeformablePeer(const DeformablePeer&) = delete;
    DeformablePeer& operator=(const DeformablePeer&) = delete;
    ~DeformablePeer() override { world_.removeSoftBody(body_.body.get()); }

    void step(double dt_s) override {
        // Substeps by hand: Bullet's own clock adds up in btScalar and now and then leaves one out.
        for (int i = 0; i < kDeformableSubsteps; ++i) world_.stepSimulation(toScalar(dt_s / kDeformableSubsteps), 0);
    }

    void positions(sim::Positions& x_m) const override { body_.positions(x_m); }

  private:
    Collision collision_;
    btDeformableBodySolver solver_;
    btDeformableMultiBodyConstraintSolver constraints_;
    btDeformableMultiBodyDynamicsWorld world_{&collision_.dispatcher, &collision_.broadphase, &constraints_,
                                              &collision_.configuration, &solver_};
    Body body_;
    NetForce force_;
};

} // namespace

std::vector<PeerKind> peers() {
    return {{"bullet-softbody-1", kMostNodesOnePass},
            {"bullet-softbody-20", kMostNodesTwentyPasses},
            {"bullet-deformable", kMostNodesDeformable}};
}

std::unique_ptr<Peer> makePeer(const std::string& name, const Net& net) {
    if (name == "bullet-softbody-1") return std::make_unique<SoftBodyPeer>(net, 1);
    if (name == "bullet-softbody-20") return std::make_unique<SoftBodyPeer>(net, 20);
    if (name == "bullet-deformable") return std::make_unique<DeformablePeer>(net);
    return nullptr;
}

} // namespace fascia::bench

#else

namespace fascia::bench {

std::vector<PeerKind> peers() { return {}; }

std::unique_ptr<Peer> makePeer(const std::string& /*name*/, const Net& /*net*/) { return nullptr; }

} // namespace fascia::bench

#endif
