#include "sim/material/web_stiffness.h"

#include <array>

#include "sim/material/sheet_moduli.h"

namespace fascia::sim {

const SheetParameters& sheetOf(const Parameters& parameters, Layer layer) {
    switch (layer) {
        case Layer::skin:
            return parameters.skin;
        case Layer::superficialFascia:
            return parameters.superficialFascia;
        case Layer::deepFascia:
            return parameters.deepFascia;
        case Layer::epimysium:
        case Layer::bone:
            break;
    }
    return parameters.epimysium;
}

WebStiffness makeWebStiffness(const Web& web, const Parameters& parameters) {
    const auto springs = static_cast<std::size_t>(web.springCount());
    WebStiffness result;
    result.base.resize(springs);
    result.flags.assign(springs, 0);

    std::array<SheetModulusFit, kLayerCount> fits{};
    for (int layer = 0; layer < kLayerCount - 1; ++layer) {
        const SheetParameters& sheet = sheetOf(parameters, static_cast<Layer>(layer));
        fits[static_cast<std::size_t>(layer)] = fitSheetModuli(computeSheetMoments(web, static_cast<Layer>(layer)),
                                                               sheet.fibreModulus_Pa, sheet.crossModulus_Pa);
    }

    const InterlayerParameters& between = parameters.interlayer;
    for (std::size_t s = 0; s < springs; ++s) {
        const Layer layer = web.springLayer[s];
        const double section = web.springSection_m2[s];
        const double length = web.springLength_m[s];
        SpringLaw& law = result.base[s];
        const auto& ends = web.springNodes[s];
        if (web.nodeColumn[static_cast<std::size_t>(ends[0])] < 0 ||
            web.nodeColumn[static_cast<std::size_t>(ends[1])] < 0) {
            result.flags[s] |= kOneColumn;
        }
        switch (web.springFamily[s]) {
            case SpringFamily::fibre:
            case SpringFamily::shear: {
                const SheetParameters& sheet = sheetOf(parameters, layer);
                law.stiffness_N =
                    springModulus_Pa(fits[static_cast<std::size_t>(layer)], web.springFibreCos2[s]) * section;
                law.toeStrain = sheet.toeStrain;
                law.compressionRatio = sheet.compressionRatio;
                law.restLength_m = length / (1.0 + sheet.prestrain);
                if (layer != Layer::skin) {
                    result.flags[s] |= kFascial;
                }
                if (layer == Layer::superficialFascia || layer == Layer::deepFascia) {
                    result.flags[s] |= kTonePulls;
                }
                if (layer == Layer::deepFascia || layer == Layer::epimysium) {
                    result.flags[s] |= kGuardPulls;
                }
                break;
            }
            case SpringFamily::septum:
                law.stiffness_N = between.septumModulus_Pa * section;
                law.toeStrain = parameters.superficialFascia.toeStrain;
                law.restLength_m = length / (1.0 + between.septumPrestrain);
                result.flags[s] |= kFascial;
                break;
            case SpringFamily::glide:
                law.stiffness_N = between.glideModulus_Pa * section;
                law.compressionRatio = 1.0;
                law.restLength_m = length;
                result.flags[s] |= kFascial;
                break;
            case SpringFamily::bulk: {
                const bool muscle = layer == Layer::epimysium;
                law.stiffness_N = (muscle ? between.muscleBulkModulus_Pa : between.fatBulkModulus_Pa) * section;
                law.compressionRatio = 1.0;
                law.squeezeStiffens = true;
                result.flags[s] |= muscle ? kGuided | kMuscleBulk : kGuided;
                law.restLength_m = length;
                break;
            }
        }
    }
    return result;
}

} // namespace fascia::sim
