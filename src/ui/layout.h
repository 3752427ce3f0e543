#pragma once
// Sizes of the panels in design pixels (1 at 96 dpi and up to 900 lines). Private to the module.

namespace fascia::ui {

inline constexpr float kTopBar = 44.0F;
inline constexpr float kRail = 308.0F;
inline constexpr float kStatus = 54.0F;
inline constexpr float kCharts = 112.0F;
inline constexpr float kLeastChart = 122.0F; ///< Width of one chart below which fewer are shown.
inline constexpr float kStoryBand = 112.0F;  ///< Of the story's caption.
inline constexpr float kStoryDial = 196.0F;
inline constexpr float kDrawer = 348.0F;
inline constexpr float kMargin = 10.0F;
inline constexpr float kLegend = 306.0F; ///< What the picture's legend takes at the lower right.
inline constexpr float kLegendHeight = 100.0F;

/// Names of the windows; also what the keyboard moves between.
inline constexpr const char* kRailName = "##rail";
inline constexpr const char* kDrawerName = "##drawer";
inline constexpr const char* kTopBarName = "##top";

inline constexpr const char* kIntendedUse =
    "Teaching model. Not a medical device. Not for diagnosis, treatment decisions or a specific patient.";

} // namespace fascia::ui
