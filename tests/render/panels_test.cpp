// Every control of the panels, found by looking and taken to both ends while the tissue lives: nothing breaks, whatever is
// set. Minutes, so hidden from the suite; one coarse model, or all built-in ones or one of them, each for at most
// FASCIA_PANELS_LIMIT_S seconds (1800 unless set). They print which controls had an advance over a second:
//     build/release/tests/render_tests "[every_control]"
//     build/release/tests/render_tests "[every_model]"
//     build/release/tests/render_tests "[every_model]" -c body

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string>

#include <catch2/catch_test_macros.hpp>
#include <imgui.h>

#include "app/assets.h"
#include "io/claims.h"
#include "io/scenario_file.h"
#include "sim/params.h"
#include "support/panels_user.h"
#include "ui/story.h"

using namespace fascia;

namespace {

constexpr int kWidth = 1280, kHeight = 720;

app::Session liveSession(const std::string& model, const std::string& site) {
    const auto scenario =
        io::parseScenario("schema_version = 1\nmodel = \"" + model +
                              "\"\nduration_s = 10\n[autonomic]\nstress = 0.5\n[[restriction]]\nsite = \"" + site +
                              "\"\nradius_m = 0.03\nadhesion = 0.7\n",
                          "panels.toml");
    INFO((scenario ? "" : scenario.error().sentence()));
    REQUIRE(scenario);
    auto session = app::Session::create(scenario.value(), app::findAssetsDir(), 2);
    INFO((session ? "" : session.error().sentence()));
    REQUIRE(session);
    return std::move(session).value();
}

std::string numbered(unsigned id) { return "item " + std::to_string(id); }

/// Clicks every item; where that opens a list, every entry of it.
int clickAll(test::PanelsUser& user, const std::map<unsigned, test::PanelItem>& items) {
    int clicks = 0;
    for (const auto& [id, item] : items) {
        user.doing = "click " + numbered(id);
        user.click(item);
        ++clicks;
        if (user.ui.tellsStory()) { // that was its button; the story has a test of its own
            user.taps.escape = true;
            user.frame(true);
            user.taps.escape = false;
            user.frame(true);
        }
        if (!user.popupOpen()) {
            continue;
        }
        const auto box = user.popup();
        const auto entries = user.itemsIn(box[0], box[1], box[2], box[3]);
        CHECK(box[0] >= 0.0F);
        CHECK(box[1] >= 0.0F);
        CHECK(box[2] <= static_cast<float>(kWidth));
        CHECK(box[3] <= static_cast<float>(kHeight));
        for (const auto& [entry, place] : entries) {
            if (!user.popupOpen()) {
                user.click(item);
            }
            user.doing = "entry " + numbered(entry) + " of " + numbered(id);
            user.click(place);
            ++clicks;
        }
        if (user.popupOpen()) {
            user.escape();
        }
    }
    return clicks;
}

/// Looks for every parameter by its id, or those of `only`, and takes its slider to both ends; how many there are.
std::size_t everyParameter(test::PanelsUser& user, const ui::SceneArea& area, const std::set<std::string>& only = {}) {
    const auto head = user.itemsIn(area.x + 24.0F, area.y + 60.0F, area.x + 340.0F, area.y + 96.0F);
    REQUIRE(!head.empty());
    const test::PanelItem search = head.begin()->second;
    const test::PanelItem nothing{area.x + 24.0F, area.x + 24.0F, area.y + 20.0F, area.y + 20.0F};
    std::size_t count = 0;
    for (const sim::ParamSpec& spec : sim::paramSpecs()) {
        const std::string id(spec.id);
        if (!only.empty() && only.count(id) == 0) {
            continue;
        }
        if (user.outOfTime()) {
            break;
        }
        user.doing = id;
        user.click(search);
        user.selectAll();
        user.type(id);
        user.click(nothing); // out of the field
        // Others may have the id in their label; the first that asks for this one is it.
        for (float y = search.bottom + 30.0F; y < search.bottom + 400.0F && user.asked.count(id) == 0; y += 12.0F) {
            const auto row = user.itemsIn(area.x + 60.0F, y, area.x + 61.0F, y + 1.0F);
            if (!row.empty()) {
                user.dragToBothEnds(row.begin()->second);
            }
        }
        count += user.asked.count(id);
    }
    return count;
}

struct Found {
    std::size_t items = 0;
    int clicks = 0;
    bool ended = false; ///< False: it was out of time before the last control.
};

Found everyControl(test::PanelsUser& user) {
    Found found;
    user.frame(true);
    user.view.charts = false; // they have no controls, and take most of a frame
    const ui::SceneArea area = user.ui.sceneArea(user.view, kWidth, kHeight);
    user.doing = "press here";
    user.hand.keep = true;

    // The rail, with a hand that presses all along.
    auto rail = user.itemsIn(area.x + area.width, area.y, kWidth, kHeight);
    user.tool.forget();
    for (const auto& [id, item] : rail) {
        user.doing = "drag " + numbered(id) + " of the rail";
        user.dragToBothEnds(item);
    }
    found.clicks += clickAll(user, rail);
    found.items += rail.size();
    const auto whilePressed = user.itemsIn(area.x + area.width, area.y, kWidth, kHeight);
    for (const auto& [id, item] : whilePressed) {
        if (rail.count(id) == 0) { // "Let go", where "Press here" was: that comes back, and the hand with it
            found.clicks += clickAll(user, {{id, item}});
            user.doing = "press again";
            user.click(item);
            ++found.items;
        }
    }

    for (const ui::Drawer drawer : {ui::Drawer::view, ui::Drawer::pathways, ui::Drawer::parameters, ui::Drawer::keys}) {
        if (user.outOfTime()) {
            return found;
        }
        user.view.drawer = drawer;
        user.frame(true);
        user.frame(true);
        if (drawer == ui::Drawer::parameters) {
            found.items += everyParameter(user, area);
            continue;
        }
        std::set<unsigned> met;
        const test::PanelItem list{area.x + 40.0F, area.x + 300.0F, area.y + 300.0F, area.y + 400.0F};
        for (int page = 0; page < 9 && !user.outOfTime(); ++page) {
            std::map<unsigned, test::PanelItem> fresh;
            for (const auto& [id, item] : user.itemsIn(area.x, area.y, area.x + 365.0F, kHeight - 60.0F)) {
                if (met.insert(id).second) {
                    fresh.emplace(id, item);
                }
            }
            if (fresh.empty()) {
                break;
            }
            for (auto& [id, item] : fresh) {
                user.doing = "drag " + numbered(id) + " of drawer " + std::to_string(static_cast<int>(drawer));
                if (!user.find(id, item)) {
                    met.erase(id); // pushed out of sight; the next page has it
                    continue;
                }
                user.dragToBothEnds(item);
                user.view.drawer = drawer;
                user.frame(false);
            }
            for (const auto& [id, item] : fresh) {
                found.clicks += clickAll(user, {{id, item}});
                user.view.drawer = drawer;
                user.frame(false);
                user.frame(false);
            }
            user.wheel(list, -3.0F);
            user.frame(false);
        }
        found.items += met.size();
    }
    user.view.drawer = ui::Drawer::none;
    user.frame(true);
    if (user.outOfTime()) {
        return found;
    }
    const auto top = user.itemsIn(0.0F, 0.0F, kWidth, area.y);
    found.clicks += clickAll(user, top);
    found.items += top.size();
    found.ended = true;
    user.printSlow();
    return found;
}

void checkTroubles(const test::PanelsUser& user) {
    for (const std::string& trouble : user.troubles) {
        UNSCOPED_INFO(trouble);
    }
    CHECK(user.troubles.empty());
}

/// Half a second without a hand: as after a start, every step converges.
void checkConverges(test::PanelsUser& user) {
    user.notConverged = 0;
    for (int i = 0; i < 15; ++i) {
        user.frame(true);
        INFO(user.doing << ", frame " << i << ": residual " << user.session.snapshot().report.residual);
        CHECK(user.session.snapshot().report.converged);
    }
}

/// Both resets lead back to a tissue that is well, whatever was set before.
void checkResets(test::PanelsUser& user) {
    user.doing = "reset of the tissue";
    user.type("r");
    CHECK(user.actions.back().resetTissue);
    checkConverges(user);
    user.doing = "reset of everything";
    user.type("R");
    CHECK(user.actions.back().resetAll);
    checkConverges(user);
    user.printSlow();
}

/// What no end of any slider may lead to.
void checkAll(test::PanelsUser& user) {
    for (const sim::ParamSpec& spec : sim::paramSpecs()) {
        INFO(std::string(spec.id));
        const auto found = user.asked.find(std::string(spec.id));
        CHECK(found != user.asked.end());
        if (found == user.asked.end()) {
            continue;
        }
        const double range = spec.maximum - spec.minimum;
        CHECK(*found->second.begin() <= spec.minimum + 1e-5 * range); // above it where the end itself is not allowed
        CHECK(*found->second.rbegin() >= spec.maximum - 1e-9 * range);
        CHECK(*found->second.begin() >= spec.minimum);
        CHECK(*found->second.rbegin() <= spec.maximum);
    }
    REQUIRE(!user.stressAsked.empty());
    CHECK(*user.stressAsked.begin() == 0.0);
    CHECK(*user.stressAsked.rbegin() == 1.0);
    CHECK(*user.pressureSet.begin() < 1.01 * app::kLeastPressure_Pa);
    CHECK(*user.pressureSet.rbegin() > 0.99 * app::kLargestPressure_Pa);
    CHECK(user.hypothesesSwitched.size() == sim::hypothesisSpecs().size());
    bool press = false, lift = false, tissue = false, look = false, all = false, picture = false, play = false,
         load = false, pause = false, speed = false;
    for (const ui::Actions& a : user.actions) {
        press |= a.pressAtSite;
        lift |= a.liftHand;
        tissue |= a.resetTissue;
        look |= a.resetView;
        all |= a.resetAll;
        picture |= a.screenshot;
        play |= a.toggleScenarioHands;
        load |= a.scenario.has_value();
        pause |= a.paused.has_value();
        speed |= a.speed.has_value();
    }
    CHECK(press);
    CHECK(lift);
    CHECK(tissue);
    CHECK(look);
    CHECK(all);
    CHECK(picture);
    CHECK(play);
    CHECK(load);
    CHECK(pause);
    CHECK(speed);
}

} // namespace

TEST_CASE("Every control of the panels to both ends, while a hand presses", "[.][every_control]") {
    test::PanelsUser user(liveSession("low_back_coarse", "low_back_left"), "concept", kWidth, kHeight);
    user.framesPerEnd = 1;
    user.printsSlow = true;
    const Found found = everyControl(user);
    std::printf("%zu controls, %d clicks, longest advance %.3f s, over 1 s: %zu, rolled back %d, not converged %d\n",
                found.items, found.clicks, user.longestAdvance_s, user.slow.size(), user.rolledBack, user.notConverged);
    CHECK(found.items > sim::paramSpecs().size() + sim::hypothesisSpecs().size() + 60); // rail, view and top have 70
    checkAll(user);
    checkResets(user);
    checkTroubles(user);
}

TEST_CASE("The end of a slider is the end of its range, whatever its digits say", "[panels]") {
    test::PanelsUser user(liveSession("coupon", "middle"), "concept", kWidth, kHeight);
    user.framesPerEnd = 1;
    user.frame(true);
    user.view.charts = false;
    user.view.drawer = ui::Drawer::parameters;
    user.frame(true);
    user.frame(true);
    const std::set<std::string> ids{"tissue.elongation_recoil_time_s", "autonomic.sensitisation_time_s", "visco.g1"};
    CHECK(everyParameter(user, user.ui.sceneArea(user.view, kWidth, kHeight), ids) == ids.size());
    for (const std::string& id : ids) {
        INFO(id);
        const sim::ParamSpec* spec = sim::findParam(id);
        REQUIRE(spec != nullptr);
        CHECK(*user.asked[id].rbegin() == spec->maximum);
    }
}

TEST_CASE("Every control of the panels in every model", "[.][every_model]") {
    const char* limit = std::getenv("FASCIA_PANELS_LIMIT_S");
    const std::pair<const char*, const char*> kModels[] = {
        {"low_back", "low_back_left"}, {"body", ""},    {"thigh", ""},
        {"neck_shoulder", ""},         {"forearm", ""}, {"foot", ""}};
    for (const auto& [model, known] : kModels) {
        DYNAMIC_SECTION(model) {
            std::string site = known;
            if (site.empty()) {
                const auto scenario = io::parseScenario(
                    std::string("schema_version = 1\nmodel = \"") + model + "\"\nduration_s = 10\n", "sites.toml");
                REQUIRE(scenario);
                auto session = app::Session::create(scenario.value(), app::findAssetsDir(), 2);
                REQUIRE(session);
                site = session.value().snapshot().web->sites.at(0).id;
            }
            test::PanelsUser user(liveSession(model, site), "concept", kWidth, kHeight);
            user.framesPerEnd = 2;
            user.limit_s = limit != nullptr ? std::atof(limit) : 1800.0;
            user.printsSlow = true;
            const Found found = everyControl(user);
            user.printSlow();
            std::printf("%s: %s %s; %zu of %zu parameters, %d clicks, longest advance %.3f s, over 1 s: %zu, rolled "
                        "back %d, not converged %d, troubles %zu\n",
                        model, found.ended ? "all done, the last is" : "out of time at", user.doing.c_str(),
                        user.asked.size(), sim::paramSpecs().size(), found.clicks, user.longestAdvance_s,
                        user.slow.size(), user.rolledBack, user.notConverged, user.troubles.size());
            std::fflush(stdout);
            CHECK(user.longestAdvance_s < 2.0);
            if (found.ended) {
                checkAll(user);
            }
            checkResets(user);
            checkTroubles(user);
        }
    }
}

TEST_CASE("The story: seven captions with the grades of the ledger, and everything as it was after it", "[panels]") {
    const auto claims = io::readClaims(app::findAssetsDir() / "claims.toml");
    REQUIRE(claims);
    for (const ui::StoryStep& step : ui::kStory) {
        INFO(step.caption);
        const auto found = std::find_if(claims.value().begin(), claims.value().end(),
                                        [&](const io::Claim& claim) { return claim.id == step.claim; });
        REQUIRE(found != claims.value().end());
        CHECK(found->grade == step.grade);
    }
    test::PanelsUser user(liveSession("low_back_coarse", "low_back_left"), "concept", kWidth, kHeight);
    user.frame(true);
    user.hand.setPressure(20e3);
    user.view.lines = true;
    user.type("s");
    CHECK(user.ui.tellsStory());
    const ui::SceneArea area = user.ui.sceneArea(user.view, kWidth, kHeight);
    CHECK(area.x + area.y == 0.0F);
    CHECK(area.width == static_cast<float>(kWidth)); // the picture fills the window
    CHECK(user.hand.pressure_Pa == ui::kStory[0].pressure_Pa);
    const auto turn = [&](bool ui::KeyTaps::*key, int times) {
        for (int i = 0; i < times; ++i) {
            user.taps.*key = true;
            user.frame(true);
            user.taps = {};
            user.frame(true);
        }
    };
    turn(&ui::KeyTaps::pageDown, 4);
    CHECK(user.hand.style == app::PressStyle::fast); // too hard: it guards
    turn(&ui::KeyTaps::pageDown, 1);
    CHECK(user.session.speed() == ui::kStory[5].speed);
    turn(&ui::KeyTaps::pageDown, 9);
    turn(&ui::KeyTaps::pageUp, 2);
    CHECK(user.hand.style == app::PressStyle::fast);
    // Dial, way out, back and on: all of them within the window, and the way out ends it.
    const auto items = user.itemsIn(0.0F, 0.0F, kWidth, kHeight);
    CHECK(items.size() >= 4);
    // Names of nerves stand from the top down to 160 design pixels above the caption: none of them is under a control.
    CHECK(user.itemsIn(0.0F, 0.0F, kWidth, area.height - 160.0F * user.ui.scale()).empty());
    turn(&ui::KeyTaps::escape, 1);
    CHECK_FALSE(user.ui.tellsStory());
    CHECK(user.hand.pressure_Pa == 20e3);
    CHECK(user.hand.style == app::PressStyle::slow);
    CHECK(user.view.lines);
    CHECK_FALSE(user.view.nerves);
    CHECK(user.session.speed() == 1.0);
    CHECK(user.troubles.empty());
}

TEST_CASE("The first hint leaves the middle of the picture to the body", "[panels]") {
    test::PanelsUser user(liveSession("low_back_coarse", "low_back_left"), "concept", kWidth, kHeight);
    user.frame(true);
    user.frame(true);
    const ui::SceneArea area = user.ui.sceneArea(user.view, kWidth, kHeight);
    const ImU32 accent = ui::palette(ui::Theme::dark).accent;
    int corners = 0;
    for (const ImDrawVert& corner : ImGui::GetBackgroundDrawList()->VtxBuffer) {
        if (corner.col == accent) { // nothing else in the picture has it before the first press
            ++corners;
            CHECK(corner.pos.x < area.x + 0.3F * area.width);
            CHECK(corner.pos.y < area.y + area.height);
        }
    }
    CHECK(corners > 12);
}
