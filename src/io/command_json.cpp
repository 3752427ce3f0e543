#include "io/command_json.h"

#include <array>
#include <cmath>
#include <string>
#include <string_view>
#include <type_traits>

#include "io/scenario_keys.h"

namespace fascia::io {
namespace {

using Json = nlohmann::ordered_json;

/// One visitor lists the members of each command for both directions.
template <typename Command, typename Visitor>
void visitMembers(Command& command, Visitor&& visit) {
    using T = std::remove_const_t<Command>;
    if constexpr (std::is_same_v<T, sim::SetStress>) {
        visit("stress", command.stress);
    } else if constexpr (std::is_same_v<T, sim::PlaceHand>) {
        visit("hand", command.hand);
        visit("position_m", command.position_m);
        visit("normal", command.normal);
        visit("area_m2", command.area_m2);
        visit("surface", command.surface);
    } else if constexpr (std::is_same_v<T, sim::PressHand>) {
        visit("hand", command.hand);
        visit("force_N", command.force_N);
        visit("ramp_N_per_s", command.ramp_N_per_s);
        visit("traction_ratio", command.tractionRatio);
        visit("traction_direction", command.tractionDirection);
    } else if constexpr (std::is_same_v<T, sim::LiftHand>) {
        visit("hand", command.hand);
        visit("ramp_N_per_s", command.ramp_N_per_s);
    } else if constexpr (std::is_same_v<T, sim::Restrict>) {
        visit("position_m", command.position_m);
        visit("radius_m", command.radius_m);
        visit("adhesion", command.adhesion);
    } else if constexpr (std::is_same_v<T, sim::SetHypothesis>) {
        visit("hypothesis", command.hypothesis);
        visit("on", command.on);
    } else if constexpr (std::is_same_v<T, sim::SetParameter>) {
        visit("id", command.id);
        visit("value", command.value);
    } else if constexpr (std::is_same_v<T, sim::SetFocus>) {
        visit("position_m", command.position_m);
    } else {
        static_assert(std::is_same_v<T, sim::ResetTissue>, "a new command lists its members here");
    }
}

constexpr std::array<std::string_view, std::variant_size_v<sim::Command>> kNames{
    "set_stress",     "place_hand",    "press_hand", "lift_hand",   "restrict",
    "set_hypothesis", "set_parameter", "set_focus",  "reset_tissue"};

template <std::size_t... I>
sim::Command makeCommand(std::size_t index, std::index_sequence<I...>) {
    sim::Command command;
    ((I == index ? (command.emplace<I>(), 0) : 0), ...);
    return command;
}

struct Writer {
    Json& out;
    void operator()(const char* key, const sim::SkinSurface& value) {
        out[key] = keys::kSurfaces[static_cast<std::size_t>(value)];
    }
    void operator()(const char* key, const sim::Hypothesis& value) {
        for (const auto& spec : sim::hypothesisSpecs()) {
            if (spec.hypothesis == value) {
                out[key] = spec.id;
            }
        }
    }
    template <typename T>
    void operator()(const char* key, const T& value) {
        out[key] = value;
    }
};

struct Reader {
    const Json& in;
    std::string problem;

    const Json* get(const char* key, Json::value_t type) {
        const auto found = in.find(key);
        const bool numbers = type == Json::value_t::number_float;
        if (found != in.end() && (numbers ? found->is_number() : found->type() == type)) {
            return &*found;
        }
        if (problem.empty()) {
            problem = std::string("'") + key + "' is missing or of the wrong type.";
        }
        return nullptr;
    }
    void operator()(const char* key, double& value) {
        if (const Json* found = get(key, Json::value_t::number_float)) {
            value = found->get<double>();
        }
    }
    void operator()(const char* key, int& value) {
        double number = 0.0;
        (*this)(key, number);
        if (!(std::abs(number) < 1e6) || number != std::floor(number)) {
            problem = std::string("'") + key + "' is no whole number.";
        } else {
            value = static_cast<int>(number);
        }
    }
    void operator()(const char* key, bool& value) {
        if (const Json* found = get(key, Json::value_t::boolean)) {
            value = found->get<bool>();
        }
    }
    void operator()(const char* key, std::string& value) {
        if (const Json* found = get(key, Json::value_t::string)) {
            value = found->get<std::string>();
        }
    }
    void operator()(const char* key, std::array<double, 3>& value) {
        const Json* found = get(key, Json::value_t::array);
        if (found == nullptr) {
            return;
        }
        for (std::size_t i = 0; i < 3; ++i) {
            if (found->size() != 3 || !(*found)[i].is_number()) {
                problem = std::string("'") + key + "' must be three numbers.";
                return;
            }
            value[i] = (*found)[i].get<double>();
        }
    }
    void operator()(const char* key, sim::SkinSurface& value) {
        std::string name;
        (*this)(key, name);
        for (std::size_t i = 0; i < keys::kSurfaces.size(); ++i) {
            if (keys::kSurfaces[i] == name) {
                value = static_cast<sim::SkinSurface>(i);
                return;
            }
        }
        problem = std::string("'") + key + "' is unknown.";
    }
    void operator()(const char* key, sim::Hypothesis& value) {
        std::string name;
        (*this)(key, name);
        if (const sim::HypothesisSpec* spec = sim::findHypothesis(name)) {
            value = spec->hypothesis;
        } else {
            problem = std::string("'") + key + "' is unknown.";
        }
    }
};

} // namespace

Json commandToJson(const sim::Command& command) {
    Json out;
    out["command"] = kNames[command.index()];
    std::visit([&out](const auto& one) { visitMembers(one, Writer{out}); }, command);
    return out;
}

sim::Result<sim::Command> commandFromJson(const Json& json) {
    const auto fail = [](std::string message) {
        return sim::Error{sim::ErrorCode::badInput, std::move(message), "", ""};
    };
    const auto name = json.is_object() ? json.find("command") : json.end();
    if (!json.is_object() || name == json.end() || !name->is_string()) {
        return fail("This is no command.");
    }
    for (std::size_t i = 0; i < kNames.size(); ++i) {
        if (kNames[i] != name->get<std::string>()) {
            continue;
        }
        sim::Command command = makeCommand(i, std::make_index_sequence<kNames.size()>{});
        Reader reader{json, ""};
        std::visit([&reader](auto& one) { visitMembers(one, reader); }, command);
        if (!reader.problem.empty()) {
            return fail(reader.problem);
        }
        return command;
    }
    return fail("There is no such command.");
}

} // namespace fascia::io
