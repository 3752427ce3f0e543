#include "io/series_csv.h"

#include <array>
#include <string>
#include <utility>

#include "io/units.h"

namespace fascia::io {
namespace {

using sim::Measures;

constexpr std::array kColumns{
    SeriesColumn{"mean_tension_N", "Mean tension", &Measures::meanTension_N, 1.0, "N", "tissue."},
    SeriesColumn{"peak_tension_N", "Highest tension", &Measures::peakTension_N, 1.0, "N", "tissue."},
    SeriesColumn{"local_tension_N", "Tension at the focus", &Measures::localTension_N, 1.0, "N", "tissue."},
    SeriesColumn{"local_stiffness_N_per_m", "Stiffness under a finger at the focus", &Measures::localStiffness_N_per_m,
                 1.0, "N/m", "contact."},
    SeriesColumn{"pressure_kPa", "Pressure under the hand", &Measures::pressure_Pa, 1e-3, "kPa", "contact."},
    SeriesColumn{"contact_force_N", "Force of the hand", &Measures::contactForce_N, 1.0, "N", "contact."},
    SeriesColumn{"traction_N", "Traction of the hand", &Measures::traction_N, 1.0, "N", "contact.friction"},
    SeriesColumn{"arousal", "Arousal", &Measures::arousal, 1.0, "1", "autonomic."},
    SeriesColumn{"guard", "Guarding", &Measures::guard, 1.0, "1", "autonomic."},
    SeriesColumn{"calm", "Calm", &Measures::calm, 1.0, "1", "autonomic.calm"},
    SeriesColumn{"tone", "Tone of fascia", &Measures::tone, 1.0, "1", "tissue.tone"},
    SeriesColumn{"adhesion_mean", "Adhesion, mean", &Measures::adhesionMean, 1.0, "1", "tissue.bond"},
    SeriesColumn{"adhesion_local", "Adhesion at the focus", &Measures::adhesionLocal, 1.0, "1", "tissue.bond"},
    SeriesColumn{"hydration_mean", "Hydration, mean", &Measures::hydrationMean, 1.0, "1", "tissue.hydration, tissue.s"},
    SeriesColumn{"hydration_local", "Hydration at the focus", &Measures::hydrationLocal, 1.0, "1",
                 "tissue.hydration, tissue.s"},
    SeriesColumn{"elongation_local", "Lasting elongation at the focus", &Measures::elongationLocal, 1.0, "1",
                 "tissue.elongation, tissue.yield"},
    SeriesColumn{"bond_load_local_kPa", "Load on bonds at the focus", &Measures::bondLoadLocal_Pa, 1e-3, "kPa",
                 "tissue.bond"},
    SeriesColumn{"soreness", "Soreness", &Measures::soreness, 1.0, "1", "tissue.soreness"},
    SeriesColumn{"sensitisation", "Sensitisation", &Measures::sensitisation, 1.0, "1", "autonomic.sensitisation"},
    SeriesColumn{"comfort", "Comfort", &Measures::comfort, 1.0, "of 10", "autonomic., tissue., nerve."},
    SeriesColumn{"pain_pressure_kPa", "Pressure that would hurt", &Measures::painPressure_Pa, 1e-3, "kPa",
                 "autonomic.pain"},
    SeriesColumn{"comfort_loss_arousal", "Comfort lost to arousal", &Measures::comfortLossArousal, 1.0, "of 10",
                 "autonomic."},
    SeriesColumn{"comfort_loss_guard", "Comfort lost to guarding", &Measures::comfortLossGuard, 1.0, "of 10",
                 "autonomic."},
    SeriesColumn{"comfort_loss_soreness", "Comfort lost to soreness", &Measures::comfortLossSoreness, 1.0, "of 10",
                 "tissue.soreness"},
    SeriesColumn{"comfort_loss_adhesion", "Comfort lost to adhesion", &Measures::comfortLossAdhesion, 1.0, "of 10",
                 "tissue.bond"},
    SeriesColumn{"comfort_loss_sensitisation", "Comfort lost to sensitisation", &Measures::comfortLossSensitisation,
                 1.0, "of 10", "autonomic.sensitisation"},
    SeriesColumn{"comfort_loss_nerve", "Comfort lost to nerves", &Measures::comfortLossNerve, 1.0, "of 10", "nerve."},
    SeriesColumn{"muscle_activity_percent", "Muscle activity (EMG), of the largest voluntary",
                 &Measures::muscleActivity, 100.0, "%", "muscle."},
    SeriesColumn{"muscle_stiffness_ratio", "Muscle stiffness, of that at rest", &Measures::muscleStiffness, 1.0, "1",
                 "muscle."},
    SeriesColumn{"fascia_stiffness_ratio", "Stiffness of fascia's fibres, of that at the start",
                 &Measures::fasciaStiffness, 1.0, "1", "tissue.adhesion, tissue.swelling"},
};

} // namespace

std::span<const SeriesColumn> seriesColumns() { return kColumns; }

std::vector<std::string> consequenceColumns(const sim::Web& web) {
    std::vector<std::string> names;
    for (const sim::Joint& joint : web.joints) {
        names.push_back("rom_deg_" + joint.id);
    }
    for (const sim::Nerve& nerve : web.nerves) {
        names.push_back("nerve_load_" + nerve.id);
    }
    return names;
}

sim::Result<SeriesWriter> SeriesWriter::open(const std::filesystem::path& file, const sim::Web& web) {
    sim::Result<AtomicFile> opened = AtomicFile::open(file);
    if (!opened) {
        return opened.error();
    }
    std::string header = "t_s";
    for (const SeriesColumn& column : kColumns) {
        (header += ',') += column.name;
    }
    for (const std::string& name : consequenceColumns(web)) {
        (header += ',') += name;
    }
    const sim::Status status = opened.value().write(header + ",residual\n");
    if (!status) {
        return status.error();
    }
    return SeriesWriter(std::move(opened).value(), web.joints.size(), web.nerves.size());
}

sim::Status SeriesWriter::row(double time_s, const Measures& measures, double residual) {
    std::string line = shortNumber(time_s);
    for (const SeriesColumn& column : kColumns) {
        (line += ',') += shortNumber(measures.*column.member * column.perSi);
    }
    for (std::size_t i = 0; i < joints_; ++i) {
        (line += ',') += shortNumber(measures.jointRange_deg[i]);
    }
    for (std::size_t i = 0; i < nerves_; ++i) {
        (line += ',') += shortNumber(measures.nerveLoad[i]);
    }
    line += ',' + shortNumber(residual) + '\n';
    return file_.write(line);
}

sim::Status SeriesWriter::finish() { return file_.commit(); }

} // namespace fascia::io
