#pragma once
// Bones and muscles of the low back as triangle meshes for drawing.

#include <vector>

#include "anatomy/tool/drawn_forms.h"
#include "anatomy/tool/form_meshes.h"
#include "sim/web/web.h"

namespace fascia::anatomy {

std::vector<sim::VisualMesh> lowBackVisuals(const DrawnForms& forms, const FormDetail& detail);

} // namespace fascia::anatomy
