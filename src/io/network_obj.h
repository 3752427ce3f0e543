#pragma once
// Reads a net of springs from an OBJ file: `v x y z` in metres, `l i j ...` (a polyline gives one spring per pair of
// neighbours), `g NAME` starts a group. Indices count from 1, or backwards from -1. Comments, `o`, `s`, `p`, `vn`, `vt`,
// `vp`, `f`, `usemtl` and `mtllib` are passed over: only `l` makes springs. Anything else is an error with file:line.

#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include <Eigen/Core>

#include "sim/core/result.h"

namespace fascia::io {

struct NetworkObj {
    std::vector<Eigen::Vector3d> position_m;          ///< At least one, finite, within 1e9 m.
    std::vector<std::array<std::int32_t, 2>> springs; ///< Two different nodes at different places. May be none.
    std::vector<std::int32_t> springGroup;            ///< Index into `groups`, per spring.
    std::vector<std::string> groups; ///< Names, each with a spring; "default" for springs before any `g`.
};

/// Errors: notFound, io, badInput with file:line.
sim::Result<NetworkObj> readNetworkObj(const std::filesystem::path& file);

/// The same from text; `name` stands in for the file in messages.
sim::Result<NetworkObj> parseNetworkObj(std::string_view text, const std::string& name);

} // namespace fascia::io
