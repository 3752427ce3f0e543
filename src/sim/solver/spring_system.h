#pragma once
// The discrete problem behind EquilibriumSolver: forces, energy and tangent of springs, couplings and inertia.
//
// Structure is frozen at construction as half-edges: for each node, its neighbours and the springs to them. For exact
// solves a spring pass evaluates every law once and a node pass gathers; for frames one vectorised pass over rows does
// both (frame_kernels.h). Nothing is scattered, so no result depends on the thread count.
// The tangent of a spring with unit direction n is  alpha (I - n n^T) + axial n n^T  with the geometric (tension) part
// alpha = T / l and axial = dT/dl; it is applied matrix-free as  alpha p + beta n (n . p),  beta = axial - alpha.

#include <cstdint>
#include <span>
#include <vector>

#include "sim/solver/compact_tangent.h"
#include "sim/solver/equilibrium.h"
#include "sim/solver/frame_springs.h"
#include "sim/solver/ordered_sum.h"
#include "sim/solver/sym3.h"

namespace fascia::sim {

/// What `evaluate` finds besides the force.
struct SystemTotals {
    double energy_J = 0.0;      ///< Psi up to a constant.
    double energyNoise_J = 0.0; ///< What rounding alone may change of the energy.
    double unbalanced_N = 0.0;  ///< Norm of the force on free nodes.
    double scale_N = 0.0;       ///< Norm of the applied, inertia and reaction forces.
    double stranded_N = 0.0;    ///< Part of `unbalanced_N` at nodes that nothing joins: no motion can balance it.
    double internal_N = 0.0;    ///< Norm of all springs' end forces.
    double noise_N = 0.0;       ///< What rounding alone may leave of the forces.
    bool finite = true;
};

/// How the tangent is built.
struct TangentOptions {
    /// Springs count with at least `floor` times their linear axial stiffness along and across: gives slack, toe and
    /// unstressed parts a stiffness of the right shape while the solve is far away. 0: none.
    double floor = 0.0;
    /// Keep negative geometric stiffness (compressed springs); otherwise it is cut at zero, which keeps the matrix
    /// positive semidefinite.
    bool exact = false;
    /// Share of the linear stiffness around it that a node without stiffness in some direction gets in all of them.
    double weakShift = 0.0;
    /// (exact, not in a frame) Share of the negative geometric stiffness that is kept.
    double kept = 1.0;

    bool operator==(const TangentOptions&) const = default;
};

class SpringSystem {
  public:
    /// Which rows of the tangent a frame makes anew: the others keep what the springs were at an earlier point. Rows with
    /// couplings always belong to this solve.
    enum class Renew : std::uint8_t { all, coupled };

    explicit SpringSystem(SpringGraph graph);
    SpringSystem(const SpringSystem&) = delete;
    SpringSystem& operator=(const SpringSystem&) = delete;

    /// Takes the problem for the calls that follow. Its spans must stay alive. Sizes must match the graph. A `frame` gives
    /// only the compact tangent and no springStates(), by vector code (or `plain` C++).
    void bind(const EquilibriumProblem& problem, int threads, bool frame = false, bool plain = false);

    /// For passSeconds(); null: none.
    void setClock(WallClock clock) { clock_ = clock; }

    /// (Not in a frame.) Springs count as if they pushed with at least this fraction of their stiffness when slack (0: as their law says).
    /// A solve full of slack springs is led from a kind problem (ratio near 1) to the true one (0) through such steps.
    void setSlackRatio(double ratio) { slackRatio_ = ratio; }
    /// Some spring carries no compression.
    [[nodiscard]] bool hasTensionOnly() const { return tensionOnly_; }

    /// Net force on free nodes at x (= high + low, `low` may be null: zeros) and the totals. Zero force at held nodes. In a
    /// frame, `tangent` says how assemble() is going to be asked: it then costs little more than the forces alone; what
    /// rounding may do is found with a tangent and at first, and kept for points near by.
    SystemTotals evaluate(const Positions& high, const Positions* low, std::vector<Vec3>& force_N,
                          const TangentOptions* tangent = nullptr, Renew renew = Renew::all);

    /// (In a frame.) Solves since the springs' part of the tangent was made for these options, or -1: there is none that fits
    /// the held nodes and the inertia of today, or some node in it has no stiffness.
    [[nodiscard]] int tangentAge(const TangentOptions& options) const;

    /// The data() of the positions of the last `evaluate`: whose state `assemble` would use.
    [[nodiscard]] const Vec3* evaluatedAt() const { return evaluatedAt_; }

    /// (Not in a frame.) Force of springs and couplings on every node, held ones too, at the state of the last `evaluate`.
    void gatherInternal(std::vector<Vec3>& force_N) const;

    /// Length, elongation [m] and tension [N] of every spring at the state of the last `evaluate`.
    void springStates(std::vector<SpringEnd>& springs) const;

    /// Builds the tangent at the state of the last `evaluate`. Returns how many free nodes have (nearly) no stiffness
    /// in some direction.
    int assemble(const TangentOptions& options);

    /// The tangent assembled last keeps negative geometric stiffness, and there is some.
    [[nodiscard]] bool tangentMayBeIndefinite() const { return keepsNegative_; }

    /// Where the law of each spring is in EquilibriumProblem::packedLaws.
    [[nodiscard]] std::span<const std::int32_t> lawPlaces() {
        layCompact();
        return compactTangent_.places();
    }

    /// The tangent in single precision, after assemble() in a frame: instead of what multiply() and the factorisation use.
    [[nodiscard]] CompactTangent& compactTangent() { return compactTangent_; }

    /// Not in a frame: a copy of the tangent assembled last in single precision, for a preconditioner. Negative geometric
    /// stiffness is cut and of couplings only the diagonal is there, so it is positive semidefinite.
    CompactTangent& compactCopy();

    /// z = the inverse of the tangent's diagonal blocks times f: a rough but safe direction.
    void scaleByDiagonal(const std::vector<Vec3>& f, std::vector<Vec3>& z) const;

    /// y = H p; returns p . y. p must be zero at held nodes; y is.
    double multiply(const std::vector<Vec3>& p, std::vector<Vec3>& y);

    /// Wall time in evaluate() and assemble() since bind() [s].
    [[nodiscard]] double passSeconds() const { return pass_s_; }
    [[nodiscard]] const std::vector<Sym3>& inverseDiagonal() const { return inverseDiagonal_; }
    /// Memory held [bytes].
    [[nodiscard]] std::size_t bytes() const;
    [[nodiscard]] int nodeCount() const { return nodeCount_; }
    [[nodiscard]] int springCount() const { return static_cast<int>(springs_.size()); }
    [[nodiscard]] int threads() const { return threads_; }
    [[nodiscard]] int nodeChunks() const { return chunkCountOf(static_cast<std::size_t>(nodeCount_), kNodeChunk); }
    /// Held: fixed by the problem, or joined to nothing (no spring, coupling or inertia could stop it).
    [[nodiscard]] bool held(int node) const { return held_[static_cast<std::size_t>(node)] != 0; }
    [[nodiscard]] const std::vector<std::uint8_t>& heldMask() const { return held_; }

    using HalfEdge = CompactTangent::HalfEdge;
    [[nodiscard]] std::span<const HalfEdge> halfEdges(int node) const {
        const auto i = static_cast<std::size_t>(node);
        return {halfEdges_.data() + rowStart_[i], halfEdges_.data() + rowStart_[i + 1]};
    }

    /// Tangent of one spring or coupling: alpha I + beta n n^T on its two ends, minus that between them.
    struct Tangent {
        Vec3 n{0, 0, 0};
        double alpha = 0.0;
        double beta = 0.0;
    };
    [[nodiscard]] const std::vector<Tangent>& tangents() const { return tangent_; }
    [[nodiscard]] const std::vector<Sym3>& diagonal() const { return diagonal_; }

  private:
    struct SpringState {
        Vec3 n{0, 0, 0};
        double length = 0.0;
        double tension = 0.0;
        double alpha = 0.0;
        double axial = 0.0;
        double elongation = 0.0;
        double linear = 0.0; ///< stiffness / rest length.
    };

    /// What `multiply` reads of one half-edge, in the order in which it reads.
    struct EdgeCoefficient {
        double alpha = 0, beta = 0, nx = 0, ny = 0, nz = 0;
        std::int32_t other = 0;
    };
    void packEdges(std::size_t node);
    /// alpha and axial stiffness of a spring in the tangent.
    [[nodiscard]] static std::array<double, 2> tangentOf(double alpha, double axial, double linear,
                                                         const TangentOptions& options);
    /// D and its inverse for the preconditioner; true if some direction has (nearly) no stiffness.
    bool closeDiagonal(std::size_t node, const TangentOptions& options, const Sym3& cut, Sym3& block,
                       Sym3& inverse) const;
    void addInertia(std::size_t node, Sym3& block) const;
    void addCouplings(std::size_t node, Sym3& block) const;
    void layCompact();
    int assembleFull(const TangentOptions& options);
    int assembleFrame(const TangentOptions& options);

    /// Sum of the springs' forces on a node at the state of the last `evaluate`.
    [[nodiscard]] Vec3 springForce(std::size_t node) const;
    using NodeTotals = std::array<double, 7>;
    /// Adds couplings, load and inertia to the springs' force on a node, and to the totals.
    Vec3 balanceNode(std::size_t node, Vec3 force, const Positions& high, const Positions* low,
                     NodeTotals& totals) const;
    void nodePass(const Positions& high, const Positions* low, std::vector<Vec3>& force_N);
    /// Forces (unless null) and, where asked for, the tangent at the positions that frameSprings_ has.
    void framePass(const Positions& x, std::vector<Vec3>* force_N, const TangentOptions* tangent, Renew renew);
    /// Whether the tangent of a slice holds a coupling, of this solve or of the one that made it.
    [[nodiscard]] bool coupledSlice(int slice) const;
    /// Inertia, couplings, and the inverse of D of one row; 1 if it is weak.
    double closeFrameRow(int node, std::size_t lane, const FrameSlice& slice, const TangentOptions& options);
    template <bool kExtended>
    void springPass(const Positions& high, const Positions* low);
    void couplingPass(const Positions& high, const Positions* low);

    SpringGraph graph_;
    int nodeCount_ = 0;
    int threads_ = 1;
    const std::vector<std::array<std::int32_t, 2>>& springs_;
    std::vector<std::size_t> rowStart_;
    std::vector<HalfEdge> halfEdges_;
    std::vector<std::size_t> firstOwn_; // of a node's half-edges, the first of a spring that begins there

    EquilibriumProblem problem_;
    std::span<const Vec3> guides_; // of the problem, or else of the graph
    Positions start_m_;
    bool haveStart_ = false;
    const Vec3* evaluatedAt_ = nullptr;
    WallClock clock_ = nullptr;
    double pass_s_ = 0.0;
    double slackRatio_ = 0.0;
    bool tensionOnly_ = false;
    std::vector<std::uint8_t> held_;
    std::vector<std::size_t> couplingStart_; // per node, into couplingEdges_
    std::vector<HalfEdge> couplingEdges_;
    std::vector<std::size_t> couplingCursor_;

    std::vector<SpringState> state_; // empty in a frame
    std::vector<Tangent> tangent_;
    std::vector<Vec3> pull_N_; // tension times direction
    std::vector<EdgeCoefficient> edges_;
    bool frame_ = false;
    bool keepsNegative_ = false;
    const FrameKernels* frameKernels_ = nullptr;
    FrameSprings frameSprings_;
    LineVector<double> frameAddend_N_per_m_; // (in a frame) inertia of every row
    bool assembled_ = false; // (in a frame) the tangent is that of the last evaluate(), for assembledFor_
    TangentOptions assembledFor_;
    int tangentAge_ = -1;                       // see tangentAge()
    std::vector<std::uint8_t> couplingInSlice_; // when its tangent was made
    int weakNodes_ = 0;
    CompactTangent compactTangent_;
    std::vector<CompactSpring> compactSprings_; // for compactCopy()
    std::vector<Vec3> couplingForce_N_;         // on a
    std::vector<Tangent> couplingTangent_;
    std::vector<Sym3> diagonal_;
    std::vector<Sym3> inverseDiagonal_;
    double couplingEnergy_J_ = 0.0;

    OrderedSums<5> springSums_;
    std::array<double, 5> springTotals_{}; // (in a frame, all but the first:) of the last pass that looked for noise
    bool haveNoise_ = false;               // there has been one since bind()
    OrderedSums<7> nodeSums_;
    OrderedSums<1> dotSums_;
};

} // namespace fascia::sim
