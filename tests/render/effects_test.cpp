// What the picture says about the tissue beyond colour: peel, cut, guarding, release, lines of tension, beads, the web as it
// was, labels, and the detail that falls back.

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <memory>
#include <vector>

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <glm/geometric.hpp>

#include "render/beads.h"
#include "render/canvas.h"
#include "render/detail.h"
#include "render/overlay.h"
#include "render/scene.h"
#include "render/tension_lines.h"
#include "render/web_fibres.h"
#include "support/render_offscreen.h"
#include "support/render_patch.h"

using namespace fascia;

#define NEEDS_OPENGL()                                                                                                 \
    if (!test::offscreenAvailable()) {                                                                                 \
        SKIP("no OpenGL context can be made here");                                                                    \
    }

namespace {

constexpr int kWidth = 320;
constexpr int kHeight = 240;

/// A patch, a scene and a view of it, with fields of one's own.
struct Stage {
    test::RenderPatch patch{16};
    render::Scene scene;
    render::Camera camera;
    render::ViewOptions view;
    std::vector<sim::FieldView> fields;
    std::vector<std::vector<float>> values;

    Stage() {
        camera.frame(*patch.snapshot().web);
        camera.snap();
        view.quality = render::Quality::still;
        view.showLegend = false;
        view.showCaption = false;
        fields.assign(patch.snapshot().fields.begin(), patch.snapshot().fields.end());
        values.reserve(8);
    }
    void add(const char* id, sim::FieldWhere where, int components, float high, std::vector<float> what) {
        values.push_back(std::move(what));
        fields.push_back({id, id, "1", where, components, values.back(), 0.0F, high, false, "1", 1.0F});
        patch.snapshot().fields = fields;
    }
    [[nodiscard]] std::size_t nodes() { return static_cast<std::size_t>(patch.snapshot().web->nodeCount()); }
    [[nodiscard]] std::size_t springs() { return static_cast<std::size_t>(patch.snapshot().web->springCount()); }
    render::Image draw() { return test::drawPicture(scene, patch.snapshot(), camera, view, kWidth, kHeight); }
    double differs(const render::Image& from) { return test::compare(from, draw()).mean; }
};

} // namespace

TEST_CASE("effects: the peel takes off layer after layer", "[render]") {
    NEEDS_OPENGL();
    Stage stage;
    const render::Image whole = stage.draw();
    stage.view.peel = 0.5F;
    const render::Image halfSkin = stage.draw();
    stage.view.peel = 1.0F;
    const render::Image noSkin = stage.draw();
    CHECK(test::compare(whole, noSkin).mean > test::compare(whole, halfSkin).mean);
    CHECK(test::compare(whole, halfSkin).mean > 0.2);
    stage.view.peel = 0.0F;
    stage.view.showSkin = false;
    CHECK(stage.differs(noSkin) == 0.0);
    stage.view.showFascia = false;
    const render::Image forms = stage.draw();
    stage.view.showFascia = true;
    stage.view.peel = 3.0F;
    CHECK(stage.differs(forms) == 0.0);
    stage.view.showMuscles = false;
    const render::Image bones = stage.draw();
    stage.view.showMuscles = true;
    stage.view.peel = 4.0F;
    CHECK(stage.differs(bones) == 0.0);
}

TEST_CASE("effects: a cut takes away one side, and all or nothing at its ends", "[render]") {
    NEEDS_OPENGL();
    Stage stage;
    const render::Image whole = stage.draw();
    stage.view.showSkin = stage.view.showFascia = stage.view.showMuscles = stage.view.showBones = false;
    const render::Image nothing = stage.draw();
    stage.view.showSkin = stage.view.showFascia = stage.view.showMuscles = stage.view.showBones = true;
    for (const render::Cut cut : {render::Cut::transverse, render::Cut::sagittal, render::Cut::coronal}) {
        INFO("plane " << static_cast<int>(cut));
        stage.view.cut = cut;
        stage.view.cutShare = 0.0F;
        CHECK(stage.differs(nothing) < 0.3);
        stage.view.cutShare = 0.5F;
        CHECK(stage.differs(nothing) > 1.0);
        CHECK(stage.differs(whole) > 1.0);
    }
    // Seen from the back, x runs to the right of the picture's left half: the body's left goes.
    stage.view.cut = render::Cut::sagittal;
    const render::Image cut = stage.draw();
    double left = 0.0;
    double right = 0.0;
    for (std::size_t y = 0; y < kHeight; ++y) {
        for (std::size_t x = 0; x < kWidth; ++x) {
            double& sum = x < kWidth / 2 ? left : right;
            const std::size_t p = 3 * (y * kWidth + x);
            sum += std::abs(static_cast<int>(cut.rgb[p]) - static_cast<int>(nothing.rgb[p]));
        }
    }
    CHECK(std::min(left, right) < 0.15 * std::max(left, right));
}

TEST_CASE("effects: guarding is hatched in amber, with bars that a grey print shows", "[render]") {
    NEEDS_OPENGL();
    Stage stage;
    std::array<float, 1> guard{0.0F};
    stage.patch.snapshot().regionGuard = guard;
    const render::Image calm = stage.draw();
    guard[0] = 0.9F;
    for (const bool skin : {true, false}) {
        stage.view.showSkin = skin;
        guard[0] = 0.0F;
        const render::Image without = stage.draw();
        guard[0] = 0.9F;
        const render::Image with = stage.draw();
        int amber = 0;
        int marked = 0; // in grey
        for (std::size_t p = 0; p + 2 < with.rgb.size(); p += 3) {
            const bool changed = with.rgb[p] != without.rgb[p];
            amber += changed && with.rgb[p] > with.rgb[p + 1] + 40 && with.rgb[p + 1] > with.rgb[p + 2] + 40 ? 1 : 0;
            const auto grey = [p](const render::Image& image) {
                return (54 * image.rgb[p] + 183 * image.rgb[p + 1] + 19 * image.rgb[p + 2]) / 256;
            };
            marked += std::abs(grey(with) - grey(without)) > 15 ? 1 : 0;
        }
        INFO("skin " << skin);
        CHECK(amber > 300);
        CHECK(marked > 500);
        CHECK(marked < kWidth * kHeight / 3); // bars, not a wash
    }
    stage.view.showSkin = true;
    stage.view.showGuard = false;
    CHECK(stage.differs(calm) == 0.0);
}

TEST_CASE("effects: fibres brighten while adhesions let go, and settle", "[render]") {
    NEEDS_OPENGL();
    Stage stage;
    stage.add("release_rate_per_s", sim::FieldWhere::spring, 1, 0.01F, std::vector<float>(stage.springs(), 0.0F));
    const render::Image settled = stage.draw();
    double last = test::meanGrey(settled);
    for (const float rate : {0.001F, 0.004F, 0.010F}) {
        std::fill(stage.values[0].begin(), stage.values[0].end(), rate);
        const double grey = test::meanGrey(stage.draw());
        CHECK(grey > last + 0.2);
        last = grey;
    }
    stage.view.showRelease = false;
    CHECK(stage.differs(settled) == 0.0);
}

TEST_CASE("effects: lines of tension run along the strongest pull, whatever its sign", "[render]") {
    NEEDS_OPENGL();
    Stage stage;
    const glm::vec3 pull = glm::normalize(glm::vec3(0.6F, 0.8F, 0.0F));
    std::vector<float> field;
    for (std::size_t i = 0; i < stage.nodes(); ++i) {
        const float sign = i % 3 == 0 ? -1.0F : 1.0F; // eigenvectors have no sign
        field.insert(field.end(), {1e4F * sign * pull.x, 1e4F * sign * pull.y, 0.0F});
    }
    stage.add("principal_stress_Pa", sim::FieldWhere::node, 3, 2e4F, field);
    const std::vector<float> fade = render::borderFade(*stage.patch.snapshot().web);
    render::LayerSurface sheet(*stage.patch.snapshot().web, sim::Layer::deepFascia, fade);
    render::TensionLines lines(sheet);
    lines.update(stage.patch.snapshot(), stage.view, glm::vec4(0.0F), 0);
    REQUIRE(lines.lines().size() > 10);
    int checked = 0;
    for (const render::TensionLine& line : lines.lines()) {
        CHECK(line.points.size() == line.pull.size());
        for (std::size_t i = 1; i < line.points.size(); ++i) {
            const glm::vec3 d = line.points[i] - line.points[i - 1];
            if (glm::length(d) < 5e-4F) {
                continue; // the seed in the middle
            }
            // On the curved back the direction is the pull's part along the sheet: the same seen along z.
            const glm::vec2 flat = glm::normalize(glm::vec2(d.x, d.y));
            if (std::abs(line.points[i].x) < 0.05F) { // where the sheet faces the camera
                CHECK(std::abs(glm::dot(flat, glm::vec2(pull.x, pull.y))) > 0.97F);
                ++checked;
            }
            CHECK(line.pull[i] == Catch::Approx(0.5F).margin(0.02));
        }
    }
    CHECK(checked > 30);
    const int all = lines.triangles();
    lines.update(stage.patch.snapshot(), stage.view, glm::vec4(0.0F), all / 2);
    CHECK(lines.triangles() <= all / 2);
    CHECK(lines.triangles() > all / 4);

    const render::Image without = stage.draw();
    stage.view.showLines = true;
    const render::Image with = stage.draw();
    CHECK(test::compare(without, with).mean > 0.5);
    stage.view.flow_s = 0.4F;
    CHECK(stage.differs(with) > 0.05); // they flow
    stage.values[0].assign(stage.values[0].size(), std::numeric_limits<float>::quiet_NaN());
    CHECK_NOTHROW(stage.draw());
    lines.update(stage.patch.snapshot(), stage.view, glm::vec4(0.0F), 0);
    CHECK(lines.lines().empty());
}

TEST_CASE("effects: the wetter the tissue, the fuller the beads", "[render]") {
    NEEDS_OPENGL();
    Stage stage;
    stage.add("hydration", sim::FieldWhere::spring, 1, 1.0F, std::vector<float>(stage.springs(), 0.0F));
    stage.view.showBeads = true;
    stage.view.showSkin = false;
    double last = -1e9;
    for (const float wet : {0.1F, 0.4F, 0.7F, 1.0F}) {
        std::fill(stage.values[0].begin(), stage.values[0].end(), wet);
        const render::Image picture = stage.draw();
        double blue = 0.0;
        for (std::size_t p = 0; p + 2 < picture.rgb.size(); p += 3) {
            blue += static_cast<double>(picture.rgb[p + 2]) - picture.rgb[p];
        }
        CHECK(blue > last + 500.0);
        last = blue;
    }
}

TEST_CASE("effects: outside an isolated region beads, lines and the skin's colours are faint", "[render]") {
    NEEDS_OPENGL();
    Stage stage;
    stage.add("hydration", sim::FieldWhere::node, 1, 1.0F, std::vector<float>(stage.nodes(), 0.9F));
    stage.add("principal_stress_Pa", sim::FieldWhere::node, 3, 1.0F, std::vector<float>(3 * stage.nodes(), 0.5F));
    const auto adds = [&stage](bool render::ViewOptions::*what, int region) {
        stage.view.isolateRegion = region;
        stage.view.fieldId = "hydration";
        stage.view.*what = false;
        const render::Image plain = stage.draw();
        stage.view.*what = true;
        const double more = stage.differs(plain);
        stage.view.*what = false;
        return more;
    };
    constexpr int kOther = 77; // no node is of it
    for (const auto what :
         {&render::ViewOptions::showBeads, &render::ViewOptions::showLines, &render::ViewOptions::colourSkin}) {
        const double shown = adds(what, -1);
        CHECK(shown > 0.02);
        CHECK(adds(what, kOther) < 0.5 * shown);
    }
}

TEST_CASE("effects: the web as it was shows only where it moved", "[render]") {
    NEEDS_OPENGL();
    Stage stage;
    const render::Image plain = stage.draw();
    const auto now = stage.patch.snapshot().position_m;
    stage.view.ghostPosition_m = std::make_shared<const std::vector<float>>(now.begin(), now.end());
    CHECK(stage.differs(plain) == 0.0);
    std::vector<float> before(now.begin(), now.end());
    for (std::size_t i = 0; i < before.size() / 2; ++i) {
        before[i] += 0.004F;
    }
    for (std::size_t i = 1; i < before.size(); i += 3) {
        before[i] += 0.006F;
    }
    stage.view.ghostPosition_m = std::make_shared<const std::vector<float>>(before);
    CHECK(stage.differs(plain) > 0.2);
    stage.view.ghostPosition_m = std::make_shared<const std::vector<float>>(3, 0.0F); // of another web
    CHECK(stage.differs(plain) == 0.0);
}

TEST_CASE("effects: labels keep apart, keep their order and stay in the picture", "[render]") {
    const auto good = [](const std::vector<float>& rows, float gap, float low, float high) {
        for (std::size_t i = 0; i < rows.size(); ++i) {
            CHECK(rows[i] >= low - 1e-3F);
            CHECK(rows[i] <= high + 1e-3F);
            if (i > 0) {
                CHECK(rows[i] - rows[i - 1] >= gap - 1e-3F);
            }
        }
    };
    good(render::labelRows({50.0F, 52.0F, 53.0F, 200.0F}, 20.0F, 10.0F, 400.0F), 20.0F, 10.0F, 400.0F);
    good(render::labelRows({390.0F, 395.0F, 396.0F, 399.0F}, 20.0F, 10.0F, 400.0F), 20.0F, 10.0F, 400.0F);
    good(render::labelRows({-30.0F, 0.0F, 5.0F}, 20.0F, 10.0F, 400.0F), 20.0F, 10.0F, 400.0F);
    CHECK(render::labelRows({100.0F, 150.0F}, 20.0F, 10.0F, 400.0F) == std::vector<float>{100.0F, 150.0F});
    CHECK(render::labelRows({}, 20.0F, 10.0F, 400.0F).empty());
    CHECK(render::labelsThatFit(20.0F, 10.0F, 400.0F) == 20);
    CHECK(render::labelsThatFit(20.0F, 10.0F, 10.0F) == 1);
    CHECK(render::labelsThatFit(20.0F, 10.0F, 9.0F) == 0);
    const std::size_t most = render::labelsThatFit(20.0F, 10.0F, 75.0F);
    good(render::labelRows(std::vector<float>(most, 60.0F), 20.0F, 10.0F, 75.0F), 20.0F, 10.0F, 75.0F);
}

TEST_CASE("effects: detail falls back when frames are slow and comes back when they are quick", "[render]") {
    render::DetailGovernor governor;
    CHECK(governor.detail() == 1.0F);
    governor.update(300.0); // loading
    CHECK(governor.detail() >= 0.9F);
    for (int i = 0; i < 200; ++i) {
        governor.update(60.0);
    }
    CHECK(governor.detail() == Catch::Approx(render::DetailGovernor::kLeast));
    for (int i = 0; i < 200; ++i) {
        governor.update(35.0); // in between: as it is
    }
    CHECK(governor.detail() < 0.5F);
    for (int i = 0; i < 400; ++i) {
        governor.update(16.0);
    }
    CHECK(governor.detail() == Catch::Approx(1.0F));
    governor.update(900.0); // one alone
    CHECK(governor.detail() == Catch::Approx(1.0F));
    for (int i = 0; i < 60; ++i) {
        governor.update(900.0);
    }
    CHECK(governor.detail() < 0.5F);
    for (int i = 0; i < 400; ++i) {
        governor.update(16.0);
    }
    governor.update(std::numeric_limits<double>::quiet_NaN());
    CHECK(governor.detail() == Catch::Approx(1.0F));
}

TEST_CASE("effects: less detail draws less, on a software renderer", "[render]") {
    NEEDS_OPENGL();
    Stage stage;
    test::RenderPatch large(44);
    stage.view.quality = render::Quality::interactive;
    test::drawPicture(stage.scene, large.snapshot(), stage.camera, stage.view, kWidth, kHeight);
    const int full = stage.scene.stats().fibres;
    stage.view.detail = render::DetailGovernor::kLeast;
    const render::Image coarse =
        test::drawPicture(stage.scene, large.snapshot(), stage.camera, stage.view, kWidth, kHeight);
    CHECK(coarse.width == kWidth);
    if (stage.scene.stats().fibres != full) { // a graphics card draws all of it at any detail
        CHECK(stage.scene.stats().fibres < full / 2);
    }
}

TEST_CASE("effects: words and scale leave the middle of the picture as it is", "[render]") {
    NEEDS_OPENGL();
    Stage stage;
    constexpr int kWide = 1000;
    constexpr int kHigh = 560;
    const auto picture = [&] {
        return test::drawPicture(stage.scene, stage.patch.snapshot(), stage.camera, stage.view, kWide, kHigh);
    };
    const render::Image bare = picture();
    stage.view.showLegend = true;
    stage.view.showCaption = true;
    stage.view.caption = "A";
    const render::Image worded = picture();
    const auto differing = [&](std::size_t from, std::size_t to) {
        int count = 0;
        for (std::size_t y = 0; y < kHigh; ++y) {
            for (std::size_t k = 3 * (y * kWide + from); k < 3 * (y * kWide + to); ++k) {
                count += bare.rgb[k] != worded.rgb[k] ? 1 : 0;
            }
        }
        return count;
    };
    CHECK(differing(180, 560) == 0);
    CHECK(differing(0, 60) > 100);
    CHECK(differing(700, 1000) > 1000);
}

TEST_CASE("effects: nodes of a septum are the further ones of a column of the deep fascia", "[render]") {
    sim::Web web;
    web.nodePosition_m.assign(6, sim::Point3{});
    web.nodeLayer = {sim::Layer::skin,       sim::Layer::deepFascia, sim::Layer::deepFascia,
                     sim::Layer::deepFascia, sim::Layer::epimysium,  sim::Layer::bone};
    web.nodeColumn = {0, 0, 1, 0, 0, -1};
    CHECK(render::septumNodes(web) == std::vector<std::uint8_t>{0, 0, 0, 1, 0, 0});
    web.nodeColumn.clear(); // a web without columns has none
    CHECK(render::septumNodes(web) == std::vector<std::uint8_t>(6, 0));
}
