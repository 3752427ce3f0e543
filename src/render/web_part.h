#pragma once
// Everything the drawing keeps for one web: made at its first draw, updated afterwards.

#include <memory>
#include <optional>
#include <vector>

#include <glm/vec4.hpp>

#include "render/beads.h"
#include "render/layer_surface.h"
#include "render/nerves.h"
#include "render/passive_forms.h"
#include "render/passive_pass.h"
#include "render/tension_lines.h"
#include "render/tissue_bed.h"
#include "render/web_fibres.h"
#include "render/web_reach.h"

namespace fascia::render {

struct WebPart {
    std::shared_ptr<const sim::Web> web;
    std::vector<float> fade;
    WebFibres fibres;
    LayerSurface sheet; ///< The deep fascia.
    LayerSurface skin;
    MeltBoxes boxes;
    Bounds extent; ///< Of all that is seen of it.
    PassiveForms passive;
    PassiveForms passiveSimple;
    bool patch;       ///< See TissueBed.
    PassiveForms bed; ///< Soft tissue behind bones and muscles.
    PassiveForms bedSimple;
    PassiveForms context; ///< The figure around it; empty where there is none.
    PassiveForms contextSimple;
    std::optional<WebFibres> ghost; ///< The web as it was; made when first asked for, like the rest below.
    std::optional<TensionLines> lines;
    std::optional<Beads> beads;
    std::optional<Nerves> nerves;

    WebPart(std::shared_ptr<const sim::Web> source, const PassiveGeometry& geometry, std::size_t simpleTriangles);
    /// With its fade (borderFade), bed and the figure around it worked out before.
    WebPart(const std::shared_ptr<const sim::Web>& source, const PassiveGeometry& geometry, std::size_t simpleTriangles,
            const std::vector<float>& fading);
    WebPart(std::shared_ptr<const sim::Web> source, const PassiveGeometry& geometry, std::size_t simpleTriangles,
            std::vector<float> fading, const TissueBed& tissue, const WebReach& reach);
    WebPart(std::shared_ptr<const sim::Web> source, const PassiveGeometry& geometry, std::size_t simpleTriangles,
            std::vector<float> fading, const TissueBed& tissue, const WebReach& reach, const PassiveGeometry& around);

    [[nodiscard]] PassivePass::Forms forms() const {
        return {passive, passiveSimple, bed, bedSimple, context, contextSimple, patch, boxes};
    }
    /// The plane of ViewOptions::cut in this web: shown where dot(xyz, position) + w >= 0. All zero: no cut.
    [[nodiscard]] glm::vec4 cutPlane(const ViewOptions& view) const;
};

} // namespace fascia::render
