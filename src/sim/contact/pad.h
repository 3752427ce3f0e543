#pragma once
// A hand as a rigid, slightly convex contact pad that presses along a fixed normal and drags with Coulomb friction.
//
// The pad is one extra node of the web's system (three translations). Every skin node under its face is coupled to it:
// a one-sided normal spring (penalty) and, while it sticks, a tangential spring from where it first touched. Beyond the
// cone |f_t| > mu f_n a node slips: its force is limited to the cone and its stick point follows (return mapping).
// Pressure is force over the area that really is in contact. Friction: S78 to S81. Tests: tests/physics/contact_test.cpp.

#include <cstdint>
#include <vector>

#include "sim/command.h"
#include "sim/params.h"
#include "sim/solver/equilibrium.h"
#include "sim/web/web.h"

namespace fascia::sim {

/// A skin node under a pad.
struct ContactNode {
    std::int32_t node = -1;
    double weight = 0.0;   ///< Share of the node's area under the pad, 0..1.
    double radius_m = 0.0; ///< Tangential distance from the pad's axis, on the skin at rest (see gatherContactNodes).
    bool touching = false;
    bool slipping = false;
    Vec3 stickOffset_m{0, 0, 0}; ///< Tangential (pad - node) at which the friction spring is unloaded.
};

/// State of one hand; copyable.
struct PadState {
    bool active = false;
    bool lifting = false;
    Vec3 normal{0, 0, 1}; ///< Outward, unit.
    double area_m2 = 12e-4;
    SkinSurface surface = SkinSurface::dry;
    double force_N = 0.0; ///< Commanded now.
    double targetForce_N = 0.0;
    double ramp_N_per_s = 10.0;
    double tractionRatio = 0.0;
    Vec3 tractionDirection{1, 0, 0}; ///< Unit, tangential.
    double contactForce_N = 0.0;     ///< Normal force that arrived.
    Vec3 traction_N{0, 0, 0};        ///< Tangential force on the skin.
    double contactArea_m2 = 0.0;
    double slowPressure_Pa = 0.0; ///< Low-passed pressure, for its rate.
    double pressureRate_Pa_per_s = 0.0;
    double heldFor_s = 0.0;
    double slipShare = 0.0;
    bool frictionLimited = false;
    std::uint8_t region = 0;
    std::vector<ContactNode> nodes;
};

/// Face radius [m] of a pad of that area.
double padRadius_m(double area_m2);
/// Coulomb coefficient of a surface.
double frictionOf(SkinSurface surface, const ContactParameters& p);
/// Pressure [Pa] over the area in contact; 0 without contact.
double padPressure_Pa(const PadState& pad);
/// Pressure [Pa] as pain thresholds are measured: over at least the 1 cm2 of an algometer's probe (S82). A light first
/// touch on a smaller spot hurts nobody.
double feltPressure_Pa(const PadState& pad);

/// Skin nodes that can come under a pad whose face is so large, lies so and meets the skin at rest near `footprint_m`:
/// found once and good until the hand has moved on. Belongs to one web.
struct PadReach {
    Vec3 footprint_m{0, 0, 0};
    Vec3 normal{0, 0, 0};
    double outer_m = -1.0; ///< Radius within which nodes count; below 0: nothing found yet.
    std::vector<std::int32_t> nodes;
};

/// Finds the skin nodes under the pad and their weights, keeping the friction state of those already there.
/// `edge_m` is the skin's edge length, over which the rim is smoothed. Distances from the pad's axis are taken on the skin
/// at rest, about the point that the axis meets there: skin that sticks keeps its weight while it deforms. (Weights from
/// the deformed skin lag a step behind it, and a soft rim node then flips in and out of contact for ever.)
void gatherContactNodes(const Web& web, const std::vector<std::int32_t>& skinNodes, const Positions& position,
                        const Vec3& padPosition, double edge_m, PadReach& reach, PadState& pad);

/// Outward normal of a hand that lies flat on the skin about a point: the mean normal of the skin at rest under its face,
/// by area. `towards` says which side of the body is meant, and is the answer where no skin lies under the face. A hand
/// that is tilted against the skin thrusts it sideways with a share of its force that oil does not take away.
Vec3 flatNormal(const Web& web, const std::vector<std::int32_t>& skinNodes, const Vec3& point_m, const Vec3& towards,
                double area_m2, double edge_m);

/// Height of the pad's face above its centre at tangential distance r (it curves away from the skin).
double faceSag_m(double tangentialDistance_m, double area_m2);

/// Pad position along its normal at which the face just touches the skin.
Vec3 touchingPosition(const Web& web, const std::vector<std::int32_t>& skinNodes, const Positions& position,
                      const Vec3& point_m, const PadState& pad);

/// Appends one coupling per contact node, in order.
void appendCouplings(const Web& web, const Positions& position, const Vec3& padPosition, std::int32_t padNode,
                     const PadState& pad, const ContactParameters& p, std::vector<Coupling>& couplings);

/// Classifies every contact node after a solve. Returns true when the nodes that were taken to stick left their cones, with
/// more than 2 % of the friction that the pad carries, so that the solve has to be repeated with them slipping.
bool updateSlip(const Web& web, const Positions& position, const Vec3& padPosition, const ContactParameters& p,
                PadState& pad);

/// Accepts the step: return mapping of slipping nodes and the pad's force, area and slip measures.
void acceptContact(const Web& web, const Positions& position, const Vec3& padPosition, const ContactParameters& p,
                   PadState& pad);

} // namespace fascia::sim
