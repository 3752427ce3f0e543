#pragma once
// docs/parameters.md, made from the table of parameters.

#include <string>

namespace fascia::cli {

/// The whole page, Markdown.
std::string parameterPage();

} // namespace fascia::cli
