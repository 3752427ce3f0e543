#include "sim/presets.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <vector>

namespace fascia::sim {
namespace {

constexpr PresetValue kConcept[] = {
    {"skin.fibre_modulus_Pa", 120000.0, 40000.0, 360000.0,
     "assumed: soft enough for a hand to show what release teaches; S26 (modulus falls by orders with hydration)",
     Grade::D},
    {"skin.cross_modulus_Pa", 90000.0, 30000.0, 270000.0,
     "assumed: soft enough for a hand to show what release teaches", Grade::D},
    {"skin.toe_strain", 0.08, 0.02, 0.15,
     "assumed: long toe of a soft web; measured 1 to 4 % in dense sheets (S8, S21)", Grade::D},
    {"skin.prestrain", 0.04, 0.0, 0.08, "assumed", Grade::D},
    {"skin.compression_ratio", 0.1, 0.01, 0.2, "assumed (numerical stability of a thin sheet)", Grade::D},
    {"superficial_fascia.fibre_modulus_Pa", 300000.0, 100000.0, 900000.0,
     "assumed: soft enough for a hand to show what release teaches; measured 2.65 to 8.4 MPa (S24)", Grade::D},
    {"superficial_fascia.cross_modulus_Pa", 200000.0, 66666.66666666667, 600000.0,
     "assumed: soft enough for a hand to show what release teaches", Grade::D},
    {"superficial_fascia.toe_strain", 0.08, 0.02, 0.15,
     "assumed: long toe of a soft web; measured 1 to 4 % in dense sheets (S8, S21)", Grade::D},
    {"superficial_fascia.prestrain", 0.05, 0.0, 0.08, "assumed", Grade::D},
    {"superficial_fascia.compression_ratio", 0.1, 0.01, 0.2, "assumed (numerical stability of a thin sheet)", Grade::D},
    {"deep_fascia.fibre_modulus_Pa", 300000.0, 100000.0, 900000.0,
     "assumed: soft enough for a hand to show what release teaches; measured 150 MPa (S9)", Grade::D},
    {"deep_fascia.cross_modulus_Pa", 150000.0, 50000.0, 450000.0,
     "assumed: soft enough for a hand to show what release teaches", Grade::D},
    {"deep_fascia.toe_strain", 0.08, 0.02, 0.15,
     "assumed: long toe of a soft web; measured 1 to 4 % in dense sheets (S8, S21)", Grade::D},
    {"deep_fascia.prestrain", 0.05, 0.0, 0.08, "assumed", Grade::D},
    {"deep_fascia.compression_ratio", 0.1, 0.01, 0.2, "assumed (numerical stability of a thin sheet)", Grade::D},
    {"epimysium.fibre_modulus_Pa", 200000.0, 66666.66666666667, 600000.0,
     "assumed: soft enough for a hand to show what release teaches", Grade::D},
    {"epimysium.cross_modulus_Pa", 100000.0, 33333.333333333336, 300000.0,
     "assumed: soft enough for a hand to show what release teaches", Grade::D},
    {"epimysium.toe_strain", 0.08, 0.02, 0.15,
     "assumed: long toe of a soft web; measured 1 to 4 % in dense sheets (S8, S21)", Grade::D},
    {"epimysium.prestrain", 0.05, 0.0, 0.08, "assumed", Grade::D},
    {"epimysium.compression_ratio", 0.1, 0.01, 0.2, "assumed (numerical stability of a thin sheet)", Grade::D},
    {"joint.trunk_limit_torque_Nm", 1.8, 1.0, 3.0, "assumed (a calm web bends 50 degrees)", Grade::D},
};

constexpr PresetValue kEvidence[] = {
    {"skin.fibre_modulus_Pa", 1000000.0, 100000.0, 2000000.0, "S25 (1.18, SD 0.88 MPa at small strain)", Grade::B},
    {"skin.cross_modulus_Pa", 700000.0, 50000.0, 2000000.0, "S26 (up to 2 : 1)", Grade::B},
    {"skin.toe_strain", 0.04, 0.01, 0.1, "assumed", Grade::D},
    {"skin.prestrain", 0.02, 0.0, 0.05, "assumed", Grade::D},
    {"skin.compression_ratio", 0.05, 0.01, 0.1, "assumed (numerical stability of a thin sheet)", Grade::D},
    {"superficial_fascia.fibre_modulus_Pa", 5000000.0, 1000000.0, 10000000.0, "S24 (2.65 abdomen, 8.36 MPa back)",
     Grade::B},
    {"superficial_fascia.cross_modulus_Pa", 5000000.0, 1000000.0, 10000000.0, "S24 (isotropic)", Grade::B},
    {"superficial_fascia.toe_strain", 0.05, 0.01, 0.1, "assumed", Grade::D},
    {"superficial_fascia.prestrain", 0.01, 0.0, 0.05, "assumed", Grade::D},
    {"superficial_fascia.compression_ratio", 0.05, 0.01, 0.1, "assumed (numerical stability of a thin sheet)",
     Grade::D},
    {"deep_fascia.fibre_modulus_Pa", 150000000.0, 50000000.0, 350000000.0, "S9, S12, S13", Grade::B},
    {"deep_fascia.cross_modulus_Pa", 10000000.0, 2500000.0, 40000000.0, "S8, S12", Grade::B},
    {"deep_fascia.toe_strain", 0.02, 0.01, 0.04, "S8, S21", Grade::B},
    {"deep_fascia.prestrain", 0.007, 0.0, 0.01, "assumed, such that flexion stiffens it as in S33", Grade::D},
    {"deep_fascia.compression_ratio", 0.02, 0.01, 0.1, "assumed (numerical stability of a thin sheet)", Grade::D},
    {"epimysium.fibre_modulus_Pa", 2200000.0, 600000.0, 10000000.0,
     "S9 (erector spinae 0.07 MPa at 6 %, beside fascia; modulus 0.6 MPa), for the muscle it stands for", Grade::C},
    {"epimysium.cross_modulus_Pa", 500000.0, 50000.0, 5000000.0, "assumed", Grade::D},
    {"epimysium.toe_strain", 0.05, 0.01, 0.1, "assumed", Grade::D},
    {"epimysium.prestrain", 0.02, 0.0, 0.05, "assumed", Grade::D},
    {"epimysium.compression_ratio", 0.05, 0.01, 0.1, "assumed (numerical stability of a thin sheet)", Grade::D},
    {"tissue.bond_stress_Pa", 100000000.0, 10000000.0, 1000000000.0,
     "S1, S22: dense sheets did not change under a hand", Grade::B},
    {"tissue.yield_stress_Pa", 100000000.0, 10000000.0, 1000000000.0,
     "S1, S22: dense sheets did not lengthen under a hand", Grade::B},
    {"tissue.squeeze_rate_per_Pa_s", 4e-11, 4e-12, 4e-10, "assumed (as in the concept preset, for equal strain)",
     Grade::D},
    {"tissue.swelling_stiffening", 0.0, 0.0, 1.0, "assumed (shown on strips, not in people)", Grade::D},
    {"nerve.tunnel_radius_m", 0.035, 0.01, 0.1, "assumed (a calm web at half the threshold)", Grade::D},
    {"joint.trunk_limit_torque_Nm", 40.0, 20.0, 60.0, "assumed (a calm web bends 50 degrees)", Grade::D},
};

constexpr PresetValue kDenseSheet[] = {
    {"deep_fascia.fibre_modulus_Pa", 300000000.0, 219000000.0, 363000000.0, "S13 (iliotibial band, 219 to 363 MPa)",
     Grade::B},
    {"deep_fascia.cross_modulus_Pa", 20000000.0, 3200000.0, 41900000.0, "S12 (fascia lata, 3.2 to 41.9 MPa)", Grade::B},
    {"deep_fascia.toe_strain", 0.02, 0.01, 0.04, "S8 (2 to 3 %), S21", Grade::B},
    {"deep_fascia.prestrain", 0.002, 0.0, 0.005, "assumed", Grade::D},
};

constexpr PresetValue kLayered[] = {
    {"skin.fibre_modulus_Pa", 1180000.0, 300000.0, 2060000.0, "S25 (back, initial slope)", Grade::B},
    {"skin.cross_modulus_Pa", 590000.0, 150000.0, 2060000.0, "S26 (2 : 1 along Langer lines)", Grade::C},
    {"superficial_fascia.fibre_modulus_Pa", 8360000.0, 6490000.0, 10200000.0, "S24 (thoracic back)", Grade::B},
    {"superficial_fascia.cross_modulus_Pa", 8360000.0, 6490000.0, 10200000.0, "S24 (isotropic)", Grade::B},
    {"fat.bulk_modulus_Pa", 100000.0, 10000.0, 1000000.0,
     "assumed; order from S29 (shear 0.75 kPa) and S4 (fat deforms 2.5 to 3.5 times as much as fascia)", Grade::D},
    {"muscle.bulk_modulus_Pa", 250000.0, 20000.0, 1000000.0, "assumed; order from S29 (shear 1 kPa), S31", Grade::D},
};

constexpr PresetValue kSlowContractility[] = {
    {"tissue.tone_stress_Pa", 120000.0, 10000.0, 200000.0,
     "S27 (30 to 40 N predicted for the human sheet) over 3 cm2, assumed; S46a holds it too weak to steady the spine",
     Grade::D},
    {"tissue.tone_rise_time_s", 1800.0, 600.0, 14400.0, "S46c (minutes and longer)", Grade::C},
    {"tissue.tone_fall_time_s", 3600.0, 600.0, 14400.0, "assumed (as it came, or slower)", Grade::D},
};

constexpr PresetValue kStrainHardening[] = {
    {"tissue.swelling_share", 0.8, 0.1, 2.0, "S54 (more came back than had left); the share is assumed", Grade::C},
    {"tissue.swelling_time_s", 14400.0, 3600.0, 86400.0, "assumed (hours)", Grade::D},
    {"tissue.swelling_stiffening", 1.0, 0.1, 5.0, "S54 (direction)", Grade::C},
};

struct Recipe {
    std::string_view id, title, statement;
    std::string_view base; ///< Preset whose lines come first, or empty.
    std::span<const PresetValue> own;
};
constexpr Recipe kRecipes[] = {
    {"concept", "Concept: a soft web",
     "A soft web that shows what myofascial release teaches. Several pathways are hypotheses.", "", kConcept},
    {"evidence", "Evidence: dense sheets", "Dense sheets that hardly yield under a hand, as measured on cadavers.", "",
     kEvidence},
    {"dense_sheet", "Dense sheet: a band of fascia lata",
     "The stiffest sheets measured, nearly all along their fibres: the side of the thigh. On the evidence preset.",
     "evidence", kDenseSheet},
    {"layered", "Layered: skin, fat, fascia",
     "Every layer as measured by itself, fat as soft as it is. On the evidence preset.", "evidence", kLayered},
    {"strain_hardening", "Strain hardening: stretch, rest, stiffer",
     "Dense sheets that take up more water after a long stretch than they lost, and stiffen. On the evidence preset.",
     "evidence", kStrainHardening},
    {"slow_contractility", "Slow contractility: fascia that contracts",
     "Dense sheets with the contraction that was predicted for the whole sheet, over hours. On the evidence preset.",
     "evidence", kSlowContractility},
};
constexpr std::size_t kCount = std::size(kRecipes);

void append(std::string_view id, std::vector<PresetValue>& lines) {
    for (const Recipe& recipe : kRecipes) {
        if (recipe.id != id) {
            continue;
        }
        if (!recipe.base.empty()) {
            append(recipe.base, lines);
        }
        for (const PresetValue& line : recipe.own) {
            const auto same =
                std::find_if(lines.begin(), lines.end(), [&](const PresetValue& l) { return l.id == line.id; });
            if (same != lines.end()) {
                *same = line;
            } else {
                lines.push_back(line);
            }
        }
    }
}

const std::array<std::vector<PresetValue>, kCount>& allLines() {
    static const std::array<std::vector<PresetValue>, kCount> lines = [] {
        std::array<std::vector<PresetValue>, kCount> made;
        for (std::size_t i = 0; i < kCount; ++i) {
            append(kRecipes[i].id, made[i]);
        }
        return made;
    }();
    return lines;
}

} // namespace

std::span<const PresetValue> presetValues(std::string_view presetId) {
    for (std::size_t i = 0; i < kCount; ++i) {
        if (kRecipes[i].id == presetId) {
            return allLines()[i];
        }
    }
    return {};
}

std::span<const Preset> presets() {
    static const std::array<Preset, kCount> made = [] {
        std::array<Preset, kCount> all;
        for (std::size_t i = 0; i < kCount; ++i) {
            all[i] = {kRecipes[i].id, kRecipes[i].title, kRecipes[i].statement, Parameters{}};
            for (const PresetValue& line : allLines()[i]) {
                const ParamSpec* spec = findParam(line.id);
                assert(spec != nullptr && "a line of a preset names a parameter");
                spec->member(all[i].parameters) = line.value;
            }
        }
        return all;
    }();
    return made;
}

const Preset* findPreset(std::string_view id) {
    for (const Preset& preset : presets()) {
        if (preset.id == id) {
            return &preset;
        }
    }
    return nullptr;
}

} // namespace fascia::sim
