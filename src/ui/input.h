#pragma once
// What the pointer and the keys did since the last frame, in the terms of app/tools.h.

#include "app/tools.h"

namespace fascia::ui {

/// Reads the interface library's input state; the ray and the view's axes are left to the caller.
app::ToolInput readToolInput(float pixelScale);

} // namespace fascia::ui
