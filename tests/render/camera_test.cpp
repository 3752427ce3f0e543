// The orbit camera: limits, views, picking rays.

#include <cmath>
#include <limits>
#include <random>

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <glm/geometric.hpp>

#include "render/camera.h"
#include "render/overlay.h"
#include "support/render_patch.h"

using namespace fascia;
using Catch::Approx;

namespace {

bool isFinite(const glm::mat4& m) {
    for (int c = 0; c < 4; ++c) {
        for (int r = 0; r < 4; ++r) {
            if (!std::isfinite(m[c][r])) {
                return false;
            }
        }
    }
    return true;
}

/// Some node of the web falls into the picture.
bool sees(const render::Camera& camera, const sim::Web& web) {
    for (const sim::Point3& p : web.nodePosition_m) {
        const glm::vec3 pixel =
            camera.project({static_cast<float>(p[0]), static_cast<float>(p[1]), static_cast<float>(p[2])}, 1280, 720);
        if (pixel.z > 0.0F && pixel.x > 0.0F && pixel.x < 1280.0F && pixel.y > 0.0F && pixel.y < 720.0F) {
            return true;
        }
    }
    return false;
}

} // namespace

TEST_CASE("camera: ten thousand random inputs never lose the model") {
    const test::RenderPatch patch(40);
    const sim::Web& web = *patch.snapshot().web;
    render::Camera camera;
    camera.frame(web);
    std::mt19937 random(7);
    const auto number = [&] {
        switch (random() % 40) {
            case 0:
                return std::numeric_limits<float>::quiet_NaN();
            case 1:
                return std::numeric_limits<float>::infinity();
            case 2:
                return 1e30F;
            case 3:
                return -1e30F;
            case 4:
                return 0.0F;
            default:
                return std::uniform_real_distribution<float>(-3.0F, 3.0F)(random);
        }
    };
    for (int i = 0; i < 10000; ++i) {
        switch (random() % 7) {
            case 0:
                camera.orbit(number(), number());
                break;
            case 1:
                camera.pan(number(), number());
                break;
            case 2:
                camera.zoom(number());
                break;
            case 3:
                camera.lookAt({number(), number(), number()}, {number(), number(), number()}, number());
                break;
            case 4:
                camera.goTo(render::Camera::viewNames()[random() % render::Camera::viewNames().size()]);
                break;
            case 5:
                camera.zoom(0.5F);
                break;
            default:
                camera.update(number());
                break;
        }
        REQUIRE(isFinite(camera.view()));
        REQUIRE(isFinite(camera.projection(1.78F)));
        camera.update(1.0F / 60.0F);
        if (i % 10 == 0) {
            render::Camera settled = camera;
            settled.snap();
            INFO("after input " << i << ": " << settled.text());
            REQUIRE(sees(settled, web));
        }
    }
}

TEST_CASE("camera: framing shows all of the model, in wide and in tall pictures") {
    const test::RenderPatch patch(16);
    for (const auto& [width, height] : {std::pair{1280, 720}, std::pair{640, 720}, std::pair{360, 640}}) {
        for (const std::string_view name : {"back", "left", "right", "three_quarter", "top", "front"}) {
            render::Camera camera;
            const float aspect = static_cast<float>(width) / static_cast<float>(height);
            camera.frame(*patch.snapshot().web, aspect);
            REQUIRE(camera.set(name, aspect).ok());
            glm::vec2 low(1e9F);
            glm::vec2 high(-1e9F);
            // Copies: clang 14 lets no lambda capture a structured binding.
            const auto include = [&, width = width, height = height](const glm::vec3& point) {
                const glm::vec3 pixel = camera.project(point, width, height);
                low = glm::min(low, glm::vec2(pixel));
                high = glm::max(high, glm::vec2(pixel));
            };
            for (const sim::Point3& p : patch.snapshot().web->nodePosition_m) {
                include({static_cast<float>(p[0]), static_cast<float>(p[1]), static_cast<float>(p[2])});
            }
            for (const sim::VisualMesh& mesh : patch.snapshot().web->visuals) {
                for (std::size_t i = 0; i + 2 < mesh.position_m.size(); i += 3) {
                    include({mesh.position_m[i], mesh.position_m[i + 1], mesh.position_m[i + 2]});
                }
            }
            INFO(name << " " << width << "x" << height);
            CHECK(low.x >= 0.0F);
            CHECK(low.y >= 0.0F);
            CHECK(high.x <= static_cast<float>(width));
            CHECK(high.y <= static_cast<float>(height));
            const float fillX = (high.x - low.x) / static_cast<float>(width);
            const float fillY = (high.y - low.y) / static_cast<float>(height);
            CHECK(std::max(fillX, fillY) > 0.75F); // and no smaller than it needs to be
        }
    }
}

TEST_CASE("camera: a ray through the pixel of a point meets the point") {
    const test::RenderPatch patch(12);
    render::Camera camera;
    camera.frame(*patch.snapshot().web);
    REQUIRE(camera.set("three_quarter").ok());
    for (const sim::Point3& q : patch.snapshot().web->nodePosition_m) {
        const glm::vec3 p(static_cast<float>(q[0]), static_cast<float>(q[1]), static_cast<float>(q[2]));
        const glm::vec3 pixel = camera.project(p, 1280, 720);
        const render::Ray ray = camera.ray(pixel.x, pixel.y, 1280, 720);
        const glm::vec3 d = p - ray.origin;
        REQUIRE(glm::length(d - glm::dot(d, ray.direction) * ray.direction) < 1e-4F);
    }
    const glm::vec4 clip = camera.projection(1280.0F / 720.0F) * camera.view() * glm::vec4(camera.target(), 1.0F);
    CHECK(clip.x / clip.w == Approx(0.0F).margin(1e-5));
    CHECK(clip.y / clip.w == Approx(0.0F).margin(1e-5));
}

TEST_CASE("camera: text forms") {
    const test::RenderPatch patch(12);
    render::Camera camera;
    camera.frame(*patch.snapshot().web);
    REQUIRE(camera.set("0.1,1.1,-0.9/0.0,1.05,-0.1").ok());
    const glm::vec3 eye = camera.eye();
    CHECK(eye.x == Approx(0.1F).margin(1e-3));
    CHECK(eye.z == Approx(-0.9F).margin(1e-3));
    render::Camera again;
    again.frame(*patch.snapshot().web);
    REQUIRE(again.set(camera.text()).ok());
    CHECK(glm::length(again.eye() - eye) < 2e-3F);
    const sim::Status wrong = camera.set("bakc");
    REQUIRE_FALSE(wrong.ok());
    CHECK(wrong.error().nearest == "back");
    for (const char* text :
         {"1,2,3", "1,2,3/4,5", "a,b,c/1,2,3", "1,2,3/1,2,3", "nan,0,0/0,0,0", "1,2,3/4,5,6x", "/", ""}) {
        CHECK_FALSE(camera.set(text).ok());
    }
}

TEST_CASE("camera: looks at a place on the skin from straight above it") {
    const test::RenderPatch patch(24);
    const sim::Web& web = *patch.snapshot().web;
    render::Camera camera;
    camera.frame(web);
    const sim::Point3& side = web.nodePosition_m[12 * 24 + 20]; // on the body's left flank
    camera.lookAtSkin(web, {static_cast<float>(side[0]), static_cast<float>(side[1]), static_cast<float>(side[2])},
                      0.05F);
    camera.snap();
    const glm::vec3 target(static_cast<float>(side[0]), static_cast<float>(side[1]), static_cast<float>(side[2]));
    CHECK(glm::length(camera.target() - target) < 1e-4F);
    const sim::Point3& normal = web.nodeNormal[12 * 24 + 20];
    const glm::vec3 out = glm::normalize(camera.eye() - target);
    CHECK(out.x == Approx(normal[0]).margin(0.01));
    CHECK(out.z == Approx(normal[2]).margin(0.01));
    CHECK(out.x > 0.5F);
    const glm::vec3 rim = camera.project(target + glm::vec3(0.0F, 0.05F, 0.0F), 1280, 720);
    CHECK(rim.y > 0.0F);
    CHECK(rim.y < 60.0F);
}

TEST_CASE("camera: seen from behind, the body's right is on the right") {
    const test::RenderPatch patch(12);
    render::Camera camera;
    camera.frame(*patch.snapshot().web);
    REQUIRE(camera.set("back").ok());
    const glm::vec3 right = camera.project({-0.05F, 1.05F, -0.1F}, 1280, 720);
    CHECK(right.x > 640.0F);
}

TEST_CASE("camera: easing arrives, and takes the short way round") {
    const test::RenderPatch patch(12);
    render::Camera camera;
    camera.frame(*patch.snapshot().web);
    for (int i = 0; i < 30; ++i) {
        camera.orbit(0.2F, 0.0F);
    }
    camera.snap();
    camera.goTo("back");
    const float from = std::abs(std::remainder(camera.yaw(), 6.2831853F));
    float largest = 0.0F;
    int frames = 0;
    for (bool moving = true; moving && frames < 200; ++frames) {
        moving = camera.update(1.0F / 60.0F);
        largest = std::max(largest, std::abs(std::remainder(camera.yaw(), 6.2831853F)));
    }
    CHECK(frames < 90);
    CHECK(largest <= from + 1e-3F);
    CHECK(std::remainder(camera.yaw(), 6.2831853F) == Approx(0.0F).margin(1e-4));
}

TEST_CASE("Framing leaves the lower right to the scales of a picture of any size") {
    const render::Corners usual;
    const auto of = [](int width, int height, float uiScale, const render::ViewOptions& view = {}) {
        render::Target target;
        target.width = width;
        target.height = height;
        target.uiScale = uiScale;
        return render::cornersOf(target, view);
    };
    const render::Corners large = of(1280, 720, 1.0F);
    CHECK(large.above == Approx(usual.above).margin(1e-3));
    CHECK(large.beside == Approx(usual.beside).margin(1e-3));
    const render::Corners small = of(480, 270, 0.5F); // letters do not shrink further: words take more of the picture
    CHECK(small.above < 1.0F - 98.0F * 0.5F / 135.0F);
    CHECK(240.0F * (1.0F + small.beside) < 480.0F - 18.0F - 125.0F);
    render::ViewOptions more;
    more.showNerves = true;
    CHECK(of(1280, 720, 1.0F, more).above < large.above);
    more.showBeads = true;
    CHECK(of(1280, 720, 1.0F, more).above < 1.0F - 200.0F / 360.0F);
    more.theme = render::Theme::projector;
    CHECK(of(480, 270, 0.5F, more).above > 0.0F);

    const test::RenderPatch patch(16);
    render::Camera camera;
    camera.frame(*patch.snapshot().web);
    const float usually = camera.distance();
    camera.leave({0.2F, 0.2F});
    camera.frame(*patch.snapshot().web);
    CHECK(camera.distance() > 1.2F * usually);
}
