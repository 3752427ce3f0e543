#pragma once
// Nerves of the web as tubes that tell their load (1: the threshold), the narrow place of each as a ring, and, beyond the
// threshold, the far region where it would be felt as a halo on the skin. What they mean is a hypothesis of the model.

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <glm/vec2.hpp>
#include <glm/vec3.hpp>
#include <glm/vec4.hpp>

#include "render/gl_objects.h"
#include "render/layer_surface.h"
#include "render/passive_pass.h"
#include "render/view_options.h"
#include "sim/snapshot.h"

namespace fascia::render {

/// Load at the end of the scale of colour, width and legend.
inline constexpr float kNerveLoadTop = 2.0F;

/// Words beside a place of the body.
struct PlaceLabel {
    glm::vec3 place{0.0F};
    glm::vec3 normal{0.0F}; ///< Of the skin there; zero: seen from all sides.
    std::string words;
};

class Nerves {
  public:
    /// `boxes`: where the model's forms are whole and gone; nerves melt away with them.
    Nerves(const sim::Web& web, const LayerSurface& skin, const MeltBoxes& boxes);

    /// New loads and places, from Measures::nerveLoad and the moved nodes.
    void update(const sim::Snapshot& snapshot, const glm::vec4& cutPlane);
    void drawPaths() const;
    void drawFelt() const;

    [[nodiscard]] bool empty() const { return nerves_.empty(); }
    [[nodiscard]] int triangles() const { return (pathIndices_ + feltIndices_) / 3; }
    /// The narrow place of each nerve with its load, and each far region that is marked.
    [[nodiscard]] std::span<const PlaceLabel> labels() const { return labels_; }

  private:
    struct Sample {
        glm::vec3 built{0.0F};
        std::int32_t node = -1; ///< That it moves with; -1: it stays.
        float presence = 1.0F;
    };
    struct Strand {
        std::vector<Sample> samples; ///< Of the path, or of the ring at the narrow place.
        float wider = 1.0F;
    };
    struct FeltVertex {
        std::int32_t node = 0;
        float radius = 0.0F; ///< Distance from the centre / radius of the region.
        float weight = 0.0F;
    };
    struct Nerve {
        std::vector<Strand> strands;
        std::vector<FeltVertex> felt;
        std::vector<std::uint32_t> faces; ///< Three vertices of `felt` each.
        PlaceLabel tunnel, far;           ///< As built; words without numbers.
    };
    struct PathVertex {
        float position[3];
        float along[3];
        float run[4]; ///< Length from the start [m], side (-1, +1), load / kNerveLoadTop, opacity.
        float wider;
    };
    struct SkinVertex {
        float position[3];
        float run[3]; ///< Radius 0 .. 1 and beyond, weight 0..1, strength 0..1.
    };

    void addFelt(const sim::Web& web, const LayerSurface& skin, const sim::Nerve& from, Nerve& nerve) const;
    [[nodiscard]] Sample sampleAt(const sim::Web& web, const glm::vec3& p, const MeltBoxes& boxes) const;
    void addPath(const sim::Snapshot& snapshot, const Strand& strand, float load, const glm::vec4& cutPlane);
    void upload();

    glm::vec2 ends_m_{1e9F, -1e9F}; ///< Lowest and highest place of the web.
    std::vector<Nerve> nerves_;
    std::vector<PlaceLabel> labels_;
    std::vector<PathVertex> path_;
    std::vector<std::uint32_t> pathOrder_;
    std::vector<SkinVertex> skin_;
    std::vector<std::uint32_t> skinOrder_;
    VertexArray pathArray_, feltArray_;
    Buffer pathBuffer_, pathIndexBuffer_, feltBuffer_, feltIndexBuffer_;
    int pathIndices_ = 0;
    int feltIndices_ = 0;
};

} // namespace fascia::render
