#pragma once
// Bones and muscles as they are drawn: the figure's, finer. A muscle of several strands can be one sheet with the relief of
// its bundles; bellies fill their compartment up to the deep fascia, the bones and their neighbours, from which a furrow
// parts them. assets/anatomy/forms.toml says how, and has what the figure lacks. Nothing here is part of a web.

#include <filesystem>
#include <limits>
#include <string>
#include <vector>

#include "anatomy/figure.h"
#include "anatomy/tool/form_shape.h"

namespace fascia::anatomy {

struct DrawnForm {
    std::string name;
    std::string part;    ///< Body part of a bone.
    FormShape shape;     ///< Of the left side or the middle.
    double over_m = 0.0; ///< Muscles: by how much it comes before its neighbours (sheets lie over bellies).
    bool tendon = false;
    bool sheet = false;
    bool beneath = false; ///< Muscles: seen between its neighbours, which neither cut it nor are cut by it.
    bool fine = false;    ///< Small: to be made in smaller voxels.
    double fill_m = 0.0;  ///< Muscles: gaps beside it up to half as wide are filled, from both sides.
    double depth = 0.65;  ///< Muscles: share of the typical layers above a belly.
    std::vector<std::string> overBones; ///< Muscles: how the names of bones begin that do not cut it.
};

class DrawnForms {
  public:
    static sim::Result<DrawnForms> load(const Figure& figure, const std::filesystem::path& path);

    std::vector<DrawnForm> bones, muscles;

    /// Fields, negative inside [m]; both sides.
    [[nodiscard]] double boneDistance(std::size_t bone, const Vec3& p) const;
    [[nodiscard]] double muscleDistance(std::size_t muscle, const Vec3& p) const;
    [[nodiscard]] double allBonesDistance(const Vec3& p, double enough_m,
                                          const std::vector<std::string>& without = {}) const;
    [[nodiscard]] const Figure& figure() const { return *figure_; }

  private:
    explicit DrawnForms(const Figure& figure) : figure_(&figure) {}
    /// How far p stands above the deep fascia, or above `share` of its typical depth [m]; from a grid that is filled as it
    /// is asked.
    [[nodiscard]] double aboveFascia(const Vec3& p, double share) const;

    const Figure* figure_;
    struct Cell {
        float skin_m = std::numeric_limits<float>::quiet_NaN(), depth_m = 0.0F;
    };
    mutable std::vector<Cell> grid_;
};

} // namespace fascia::anatomy
