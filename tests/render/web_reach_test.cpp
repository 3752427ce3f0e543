// Bones and muscles are whole under the web and melt away beyond it.

#include <algorithm>

#include <catch2/catch_test_macros.hpp>

#include "render/web_fibres.h"
#include "render/web_reach.h"
#include "support/render_patch.h"

using namespace fascia;

TEST_CASE("Forms are whole under a web and gone well beyond its border", "[render]") {
    const test::RenderPatch patch;
    const sim::Web& web = *patch.snapshot().web;
    const render::WebReach reach(web, render::borderFade(web));
    glm::vec3 low(1e9F), high(-1e9F), middle(0.0F);
    int count = 0;
    for (std::size_t i = 0; i < web.nodePosition_m.size(); ++i) {
        if (web.nodeLayer[i] == sim::Layer::skin) {
            const glm::vec3 p(web.nodePosition_m[i][0], web.nodePosition_m[i][1], web.nodePosition_m[i][2]);
            CHECK(reach.presence(p) > 0.98F);
            low = glm::min(low, p);
            high = glm::max(high, p);
            middle += p;
            ++count;
        }
    }
    middle /= static_cast<float>(count);
    CHECK(reach.presence({middle.x, middle.y, high.z}) > 0.9F);
    CHECK(reach.presence({middle.x, high.y + 0.08F, middle.z}) == 0.0F);
    CHECK(reach.presence({middle.x, low.y - 0.08F, middle.z}) == 0.0F);
    const float between = reach.presence({middle.x, high.y + 0.043F, low.z});
    CHECK((between > 0.05F && between < 0.95F));
}

TEST_CASE("A web without borders is everywhere", "[render]") {
    const test::RenderPatch patch;
    const sim::Web& web = *patch.snapshot().web;
    const render::WebReach reach(web, std::vector<float>(web.nodePosition_m.size(), 1.0F));
    CHECK(reach.presence({5.0F, 5.0F, 5.0F}) == 1.0F);
}
