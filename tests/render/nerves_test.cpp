// Nerves in the picture: brighter with load, marked where they would be felt only beyond the threshold, named.

#include <cmath>
#include <limits>
#include <memory>

#include <catch2/catch_test_macros.hpp>

#include "render/nerves.h"
#include "render/scene.h"
#include "support/render_offscreen.h"
#include "support/render_patch.h"

using namespace fascia;

namespace {

struct NerveStage {
    test::RenderPatch patch{16};
    render::Scene scene;
    render::Camera camera;
    render::ViewOptions view;

    NerveStage() {
        const sim::Web& plain = *patch.snapshot().web;
        auto web = std::make_shared<sim::Web>(plain);
        sim::Point3 low = plain.nodePosition_m.front();
        sim::Point3 high = low;
        std::size_t middle = 0;
        for (std::size_t i = 0; i < plain.nodePosition_m.size(); ++i) {
            for (std::size_t c = 0; c < 3; ++c) {
                low[c] = std::min(low[c], plain.nodePosition_m[i][c]);
                high[c] = std::max(high[c], plain.nodePosition_m[i][c]);
            }
        }
        const double x = 0.5 * (low[0] + high[0]);
        const double y = 0.5 * (low[1] + high[1]);
        double best = 1e9;
        for (std::size_t i = 0; i < plain.nodePosition_m.size(); ++i) {
            const double d = std::hypot(plain.nodePosition_m[i][0] - x, plain.nodePosition_m[i][1] - y);
            if (plain.nodeLayer[i] == sim::Layer::skin && d < best) {
                best = d;
                middle = i;
            }
        }
        sim::Nerve nerve;
        nerve.id = "through";
        nerve.label = "Through";
        nerve.tunnel_m = plain.nodePosition_m[middle];
        nerve.path_m = {{x, 0.8 * low[1] + 0.2 * high[1], nerve.tunnel_m[2]},
                        nerve.tunnel_m,
                        {x, 0.2 * low[1] + 0.8 * high[1], nerve.tunnel_m[2]}};
        nerve.feltLabel = "far away";
        nerve.feltCentre_m = nerve.path_m.back();
        nerve.feltRadius_m = 0.03;
        web->nerves.push_back(nerve);
        patch.snapshot().web = web;
        camera.frame(*web);
        camera.snap();
        view.quality = render::Quality::still;
        view.showLegend = false;
        view.showNerves = true;
    }
    render::Image draw(double load) {
        patch.snapshot().measures.nerveLoad[0] = load;
        return test::drawPicture(scene, patch.snapshot(), camera, view, 320, 240);
    }
    std::size_t labels(double load) {
        patch.snapshot().measures.nerveLoad[0] = load;
        const sim::Web& web = *patch.snapshot().web;
        const render::LayerSurface skin(web, sim::Layer::skin, {});
        render::Nerves nerves(web, skin, render::meltBoxesOf(web, {}));
        nerves.update(patch.snapshot(), glm::vec4(0.0F));
        return nerves.labels().size();
    }
};

} // namespace

TEST_CASE("nerves: drawn only where asked for, and the more load, the more they stand out", "[render]") {
    if (!test::offscreenAvailable()) {
        SKIP("no OpenGL context can be made here");
    }
    NerveStage stage;
    stage.view.showNerves = false;
    const render::Image without = stage.draw(1.5);
    CHECK(test::compare(without, stage.draw(0.1)).mean == 0.0); // the load alone changes nothing
    stage.view.showNerves = true;
    const render::Image light = stage.draw(0.1);
    const render::Image near = stage.draw(0.9);
    const render::Image beyond = stage.draw(1.5);
    CHECK(test::compare(without, light).mean > 0.05);
    CHECK(test::compare(light, near).mean > 0.02);
    // Beyond the threshold: bands, a glow, and rings on the skin far from the nerve's narrow place.
    CHECK(test::compare(light, beyond).mean > 1.5 * test::compare(light, near).mean);
    const render::Image broken = stage.draw(std::numeric_limits<double>::quiet_NaN());
    CHECK(test::compare(broken, stage.draw(0.0)).mean == 0.0);
}

TEST_CASE("nerves: the far region is named only beyond the threshold", "[render]") {
    if (!test::offscreenAvailable()) {
        SKIP("no OpenGL context can be made here");
    }
    NerveStage stage;
    CHECK(stage.labels(0.99) == 1);
    CHECK(stage.labels(1.01) == 2);
}
