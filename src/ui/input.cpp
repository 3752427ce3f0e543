#include "ui/input.h"

#include <imgui.h>

namespace fascia::ui {

app::ToolInput readToolInput(float pixelScale) {
    const ImGuiIO& io = ImGui::GetIO();
    const auto down = [](ImGuiKey key) { return ImGui::IsKeyDown(ImGui::GetKeyIndex(key)) ? 1.0F : 0.0F; };
    app::ToolInput input;
    input.dt_s = static_cast<double>(io.DeltaTime);
    input.pixelScale = pixelScale;
    const bool mouseKnown = ImGui::IsMousePosValid();
    input.x_px = mouseKnown ? io.MousePos.x : 0.0F;
    input.y_px = mouseKnown ? io.MousePos.y : 0.0F;
    input.pointerOnPanel = io.WantCaptureMouse || !mouseKnown;
    input.left = io.MouseDown[0];
    input.right = io.MouseDown[1];
    input.middle = io.MouseDown[2];
    input.wheel = io.MouseWheel;
    input.shift = io.KeyShift;
    input.keyboardOnPanel = io.WantTextInput || io.NavVisible;
    input.pressKey = down(ImGuiKey_Space) > 0.0F;
    input.tractionKeyX = down(ImGuiKey_RightArrow) - down(ImGuiKey_LeftArrow);
    input.tractionKeyY = down(ImGuiKey_UpArrow) - down(ImGuiKey_DownArrow);
    if (!io.WantTextInput) {
        for (const ImWchar letter : io.InputQueueCharacters) {
            input.pressureSteps += letter == '+' || letter == '=' ? 1.0F : (letter == '-' ? -1.0F : 0.0F);
        }
    }
    return input;
}

} // namespace fascia::ui
