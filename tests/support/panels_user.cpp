#if FASCIA_GRAPHICS // the panels are there only with it

#include "support/panels_user.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <utility>

#include <imgui.h>
#include <imgui_internal.h>

#include "sim/params.h"

namespace fascia::test {
namespace {

/// Of a live tissue: everything is a number, nothing is where no body is.
std::string troubleOf(const sim::Snapshot& snapshot) {
    for (const float x : snapshot.position_m) {
        if (!std::isfinite(x) || std::fabs(x) > 10.0F) {
            return "a node is at " + std::to_string(x) + " m";
        }
    }
    if (!std::isfinite(snapshot.report.residual) || !std::isfinite(snapshot.report.largestMove_m)) {
        return "the last step has residual " + std::to_string(snapshot.report.residual) + " and moved " +
               std::to_string(snapshot.report.largestMove_m) + " m";
    }
    for (const sim::FieldView& field : snapshot.fields) {
        for (const float value : field.values) {
            if (!std::isfinite(value)) {
                return std::string(field.id) + " is not a number";
            }
        }
    }
    const sim::Measures& m = snapshot.measures;
    for (const double share : {m.arousal, m.guard, m.calm, m.adhesionMean, m.adhesionLocal}) {
        if (!(share >= -1e-9 && share <= 1.0 + 1e-9)) {
            return "a share is " + std::to_string(share);
        }
    }
    // Means over springs that also carry compression (compression_ratio): below zero where a stiff sheet without prestrain
    // lies on one that pulls.
    if (!std::isfinite(m.meanTension_N) || !std::isfinite(m.localTension_N)) {
        return "a mean tension is not a number";
    }
    const std::pair<const char*, double> kNotNegative[] = {
        {"peak_tension_N", m.peakTension_N},     {"pressure_Pa", m.pressure_Pa},
        {"contact_force_N", m.contactForce_N},   {"traction_N", m.traction_N},
        {"hydration_mean", m.hydrationMean},     {"comfort", m.comfort},
        {"pain_pressure_Pa", m.painPressure_Pa}, {"soreness", m.soreness},
        {"muscle_activity", m.muscleActivity}};
    for (const auto& [name, value] : kNotNegative) {
        if (!std::isfinite(value) || value < -1e-9) {
            return std::string(name) + " is " + std::to_string(value);
        }
    }
    return "";
}

} // namespace

PanelsUser::PanelsUser(app::Session theSession, std::string presetId, int width_px, int height_px)
    : session(std::move(theSession)),
      preset_(sim::findPreset(presetId)->parameters),
      width_px_(width_px),
      height_px_(height_px) {
    ImGui::CreateContext();
    ImGuiIO& io = ImGui::GetIO();
    io.IniFilename = nullptr;
    io.DisplaySize = {static_cast<float>(width_px), static_cast<float>(height_px)};
    io.ConfigFlags |= ImGuiConfigFlags_NavEnableKeyboard;
    io.MousePos = {1.0F, 1.0F};
    for (int key = 0; key < ImGuiKey_COUNT; ++key) {
        io.KeyMap[key] = key;
    }
}

PanelsUser::~PanelsUser() { ImGui::DestroyContext(); }

void PanelsUser::frame(bool timePasses) {
    ImGuiIO& io = ImGui::GetIO();
    io.DeltaTime = 1.0F / 30.0F;
    if (ui.prepare(view, 1.0F, width_px_, height_px_)) {
        unsigned char* pixels = nullptr;
        int width = 0;
        int height = 0;
        io.Fonts->GetTexDataAsRGBA32(&pixels, &width, &height);
    }
    ImGui::NewFrame();
    const sim::Snapshot& snapshot = session.snapshot();
    std::array<bool, sim::kHypothesisCount> hypotheses{};
    for (const sim::HypothesisSpec& spec : sim::hypothesisSpecs()) {
        hypotheses[static_cast<std::size_t>(spec.hypothesis)] = session.world().hypothesis(spec.hypothesis);
    }
    const ui::Readings readings{snapshot,
                                session.history(),
                                session.world().parameters(),
                                preset_,
                                hypotheses,
                                "Preset",
                                "One",
                                scenarios_,
                                session.stateSentence(),
                                session.localReference(),
                                session.paused(),
                                false,
                                session.speed(),
                                session.realTimeFactor(),
                                30.0,
                                tool.status(),
                                std::nullopt,
                                std::nullopt,
                                false,
                                taps};
    const ui::Actions wanted = ui.build(readings, view, hand, commands_);
    ImGui::Render();
    if (wanted.pressAtSite) {
        tool.pressAtSite(snapshot, hand, commands_);
    }
    if (wanted.liftHand) {
        tool.lift(commands_);
    }
    if (wanted.paused || wanted.speed || wanted.scenario || wanted.resetTissue || wanted.resetView || wanted.resetAll ||
        wanted.toggleScenarioHands || wanted.screenshot || wanted.pressAtSite || wanted.liftHand) {
        actions.push_back(wanted);
    }
    if (wanted.speed) {
        session.setSpeed(*wanted.speed);
    }
    if (wanted.resetTissue) {
        session.reset();
        tool.forget();
        commands_.clear();
    }
    if (wanted.resetAll) {
        resetAll();
    }
    for (const sim::Command& command : commands_) {
        if (const auto* set = std::get_if<sim::SetParameter>(&command)) {
            asked[set->id].insert(set->value);
            lastAsked_ = set->id + " = " + std::to_string(set->value);
        } else if (const auto* stress = std::get_if<sim::SetStress>(&command)) {
            stressAsked.insert(stress->stress);
            lastAsked_ = "stress = " + std::to_string(stress->stress);
        } else if (const auto* hypothesis = std::get_if<sim::SetHypothesis>(&command)) {
            hypothesesSwitched.insert(static_cast<int>(hypothesis->hypothesis));
            lastAsked_ = "pathway " + std::to_string(static_cast<int>(hypothesis->hypothesis));
        }
    }
    pressureSet.insert(hand.pressure_Pa);
    if (!timePasses && commands_.empty()) {
        return;
    }
    const std::clock_t cpuBegin = std::clock();
    const auto begin = std::chrono::steady_clock::now();
    app::ToolInput input;
    input.dt_s = io.DeltaTime;
    input.pointerOnPanel = true;
    tool.update(input, session.snapshot(), hand, commands_);
    session.advance(1.0 / 30.0, std::exchange(commands_, {}));
    const double took_s = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    longestAdvance_s = std::max(longestAdvance_s, took_s);
    rememberIfSlow(took_s, static_cast<double>(std::clock() - cpuBegin) / CLOCKS_PER_SEC);
    for (const sim::Error& refusal : session.messages()) {
        troubles.push_back(doing + ": refused: " + refusal.sentence());
    }
    rolledBack += session.snapshot().report.rolledBack ? 1 : 0;
    notConverged += session.snapshot().report.converged ? 0 : 1;
    if (session.snapshot().report.rolledBack) {
        troubles.push_back(doing + ": a step was rolled back");
    }
    if (const std::string trouble = troubleOf(session.snapshot()); !trouble.empty()) {
        troubles.push_back(doing + ": " + trouble);
    }
}

void PanelsUser::rememberIfSlow(double wall_s, double cpu_s) {
    constexpr double kSlow_s = 1.0;
    if (!slow.empty() && slow.back().control != doing) {
        printSlow();
    }
    if (wall_s < kSlow_s) {
        return;
    }
    if (slow.empty() || slow.back().control != doing) {
        slow.emplace_back();
    }
    if (wall_s > slow.back().wall_s) {
        const sim::StepReport& report = session.snapshot().report;
        slow.back() = {doing, lastAsked_, wall_s, cpu_s, report.residual, report.converged};
    }
}

bool PanelsUser::outOfTime() const {
    const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - begin_;
    return limit_s > 0.0 && passed.count() > limit_s;
}

void PanelsUser::printSlow() {
    if (!printsSlow || printed_ == slow.size()) {
        return;
    }
    const SlowControl& one = slow.back();
    std::printf("slow: %s (%s): %.0f ms, %.0f ms of processor time, residual %.2g, %s\n", one.control.c_str(),
                one.asked.c_str(), 1e3 * one.wall_s, 1e3 * one.cpu_s, one.residual,
                one.converged ? "converged" : "not converged");
    std::fflush(stdout);
    printed_ = slow.size();
}

void PanelsUser::resetAll() {
    auto fresh = app::Session::create(session.scenario(), session.snapshot().web, 2);
    if (!fresh) {
        troubles.push_back(doing + ": " + fresh.error().sentence());
        return;
    }
    session = std::move(fresh).value();
    const ui::Theme theme = view.theme;
    view = {};
    view.theme = theme;
    hand = {};
    tool.forget();
    commands_.clear();
    ui.restart();
}

void PanelsUser::mouse(float x, float y, bool down) {
    ImGuiIO& io = ImGui::GetIO();
    io.MousePos = {x, y};
    io.MouseDown[0] = down;
}

std::map<unsigned, PanelItem> PanelsUser::itemsIn(float left, float top, float right, float bottom) {
    std::map<unsigned, PanelItem> items;
    for (float y = top; y < bottom; y += 8.0F) {
        for (float x = left; x < right; x += 12.0F) {
            mouse(x, y, false);
            frame(false);
            const unsigned id = ImGui::GetCurrentContext()->HoveredId;
            if (id == 0) {
                continue;
            }
            const auto [found, isNew] = items.try_emplace(id, PanelItem{x, x, y, y});
            PanelItem& item = found->second;
            item = {std::min(item.left, x), std::max(item.right, x), std::min(item.top, y), std::max(item.bottom, y)};
        }
    }
    return items;
}

bool PanelsUser::find(unsigned id, PanelItem& item) {
    for (const float x : {item.x(), item.left, item.right}) {
        for (float by = 0.0F; by < 160.0F; by += 4.0F) {
            for (const float y : {item.y() + by, item.y() - by}) {
                mouse(x, y, false);
                frame(false);
                if (ImGui::GetCurrentContext()->HoveredId == id) {
                    item.top = item.bottom = y;
                    return true;
                }
            }
        }
    }
    return false;
}

void PanelsUser::dragToBothEnds(const PanelItem& item) {
    mouse(item.x(), item.y(), false);
    frame(false);
    mouse(item.x(), item.y(), true);
    frame(true);
    const float below = item.y() + 400.0F; // the ends of a dial are there
    const std::pair<float, float> kPlaces[] = {{item.x() - 40.0F, below},      {item.x() + 40.0F, below},
                                               {item.left - 300.0F, item.y()}, {item.right + 300.0F, item.y()},
                                               {item.left - 300.0F, item.y()}, {item.right + 300.0F, item.y()}};
    for (const auto& [x, y] : kPlaces) {
        mouse(x, y, true);
        for (int i = 0; i < framesPerEnd; ++i) {
            frame(true);
        }
    }
    mouse(item.right + 300.0F, item.y(), false);
    frame(true);
}

void PanelsUser::click(const PanelItem& item) {
    mouse(item.x(), item.y(), false);
    frame(false);
    mouse(item.x(), item.y(), true);
    frame(true);
    mouse(item.x(), item.y(), false);
    frame(true);
    frame(true);
}

void PanelsUser::type(const std::string& text) {
    ImGui::GetIO().AddInputCharactersUTF8(text.c_str());
    frame(false);
    frame(false);
}

void PanelsUser::selectAll() {
    ImGuiIO& io = ImGui::GetIO();
    io.KeyCtrl = true;
    io.KeysDown[ImGuiKey_A] = true;
    frame(false);
    io.KeysDown[ImGuiKey_A] = false;
    io.KeyCtrl = false;
    frame(false);
}

void PanelsUser::wheel(const PanelItem& at, float notches) {
    mouse(at.x(), at.y(), false);
    frame(false);
    ImGui::GetIO().MouseWheel = notches;
    frame(false);
    ImGui::GetIO().MouseWheel = 0.0F;
    frame(false);
}

void PanelsUser::escape() {
    ImGuiIO& io = ImGui::GetIO();
    io.KeysDown[ImGuiKey_Escape] = true;
    frame(false);
    io.KeysDown[ImGuiKey_Escape] = false;
    frame(false);
}

bool PanelsUser::popupOpen() const { return ImGui::GetCurrentContext()->OpenPopupStack.Size > 0; }

std::array<float, 4> PanelsUser::popup() const {
    const ImGuiContext& context = *ImGui::GetCurrentContext();
    if (context.OpenPopupStack.Size == 0 || context.OpenPopupStack.back().Window == nullptr) {
        return {};
    }
    const ImRect rect = context.OpenPopupStack.back().Window->Rect();
    return {rect.Min.x, rect.Min.y, rect.Max.x, rect.Max.y};
}

} // namespace fascia::test

#endif
