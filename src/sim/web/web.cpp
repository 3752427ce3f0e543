#include "sim/web/web.h"

namespace fascia::sim {

const char* layerId(Layer layer) {
    constexpr const char* kIds[kLayerCount] = {"skin", "superficial_fascia", "deep_fascia", "epimysium", "bone"};
    return kIds[static_cast<int>(layer)];
}

const char* springFamilyId(SpringFamily family) {
    constexpr const char* kIds[kSpringFamilyCount] = {"fibre", "shear", "septum", "glide", "bulk"};
    return kIds[static_cast<int>(family)];
}

const Site* Web::findSite(const std::string& siteId) const {
    for (const Site& site : sites) {
        if (site.id == siteId) {
            return &site;
        }
    }
    return nullptr;
}

} // namespace fascia::sim
