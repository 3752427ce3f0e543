#include "render/web_part.h"

#include <algorithm>

#include "render/context_figure.h"

namespace fascia::render {

namespace {

constexpr std::size_t kBedShare = 8;     // of the triangles of simple forms, one in so many for the bed
constexpr std::size_t kContextShare = 6; // and for the figure around

/// Bones and muscles in few triangles: as the web brings them, else thinned out.
PassiveGeometry quickForms(const sim::Web& web, const PassiveGeometry& whole, std::size_t maxTriangles) {
    const bool enough = whole.indices.size() / 3 <= maxTriangles || web.quickVisuals.empty();
    return simplified(enough ? whole : buildPassiveGeometry(web.quickVisuals), maxTriangles);
}

} // namespace

WebPart::WebPart(std::shared_ptr<const sim::Web> source, const PassiveGeometry& geometry, std::size_t simpleTriangles)
    : WebPart(source, geometry, simpleTriangles, borderFade(*source)) {}

WebPart::WebPart(const std::shared_ptr<const sim::Web>& source, const PassiveGeometry& geometry,
                 std::size_t simpleTriangles, const std::vector<float>& fading)
    : WebPart(source, geometry, simpleTriangles, fading, buildTissueBed(*source, fading), WebReach(*source, fading)) {}

WebPart::WebPart(std::shared_ptr<const sim::Web> source, const PassiveGeometry& geometry, std::size_t simpleTriangles,
                 std::vector<float> fading, const TissueBed& tissue, const WebReach& reach)
    : WebPart(source, geometry, simpleTriangles, fading, tissue, reach,
              buildContextFigure(*source, fading, meltBoxesOf(*source, fading), reach)) {}

WebPart::WebPart(std::shared_ptr<const sim::Web> source, const PassiveGeometry& geometry, std::size_t simpleTriangles,
                 std::vector<float> fading, const TissueBed& tissue, const WebReach& reach,
                 const PassiveGeometry& around)
    : web(std::move(source)),
      fade(std::move(fading)),
      fibres(*web, fade),
      sheet(*web, sim::Layer::deepFascia, fade),
      skin(*web, sim::Layer::skin, fade),
      boxes(meltBoxesOf(*web, fade)),
      extent(boundsOf(*web)),
      passive(melted(geometry, reach)),
      passiveSimple(melted(quickForms(*web, geometry, simpleTriangles), reach)),
      patch(tissue.patch),
      bed(tissue.geometry),
      bedSimple(simplified(tissue.geometry, simpleTriangles / kBedShare)),
      context(around),
      contextSimple(simplified(around, simpleTriangles / kContextShare)) {}

glm::vec4 WebPart::cutPlane(const ViewOptions& view) const {
    const float share = std::clamp(view.cutShare, 0.0F, 1.0F);
    const glm::vec3 low = extent.low;
    const glm::vec3 high = extent.high;
    switch (view.cut) {
        case Cut::none:
            break;
        case Cut::transverse: // y up
            return {0.0F, -1.0F, 0.0F, low.y + share * (high.y - low.y)};
        case Cut::sagittal: // x to the body's left
            return {-1.0F, 0.0F, 0.0F, low.x + share * (high.x - low.x)};
        case Cut::coronal: // the back faces -z
            return {0.0F, 0.0F, 1.0F, -(high.z + share * (low.z - high.z))};
    }
    return glm::vec4(0.0F);
}

} // namespace fascia::render
