#include "anatomy/tool/visual_recipe.h"

namespace fascia::anatomy {

std::vector<sim::VisualMesh> lowBackVisuals(const DrawnForms& forms, const FormDetail& detail) {
    FormCut cut;
    // The web (y from 0.905 to 1.255 m, behind the mid-axillary line) and what runs on beyond it, around to the front.
    cut.box = {{-0.20, 0.905 - kFormsBeyond_m, -0.16}, {0.20, 1.255 + kFormsBeyond_m, 0.105}};
    cut.leaveOut = {"upper_arm",        "forearm",          "hand",
                    "pectoralis_major", "pectoralis_minor", "triceps_brachii",
                    "biceps_brachii",   "forearm_flexors",  "forearm_extensors"};
    cut.detail = detail;
    return formMeshes(forms, cut);
}

} // namespace fascia::anatomy
