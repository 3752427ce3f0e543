#pragma once
// What a validation leaves behind: validation.json, a table for the terminal, and the page docs/validation.md.

#include <string>
#include <vector>

#include "validation/check.h"

namespace fascia::validation {

/// An array of {id, title, value, unit, low, high, verdict, preset, source, note}; null where there is no value or the
/// band is open.
std::string validationJson(const std::vector<Row>& rows);

/// A value or an end of a band with four figures; "-" if it is empty or infinite.
std::string figureText(double value);
/// "15 .. 30", ">= 15", "<= 0.2", "-".
std::string bandText(const Row& row);

/// The table and pictures of the page; `imageFolder` is where the pictures are, seen from the page.
std::string reportBody(const std::vector<Row>& rows, const std::vector<Picture>& pictures,
                       const std::string& imageFolder);

/// Puts the body between the lines "<!-- results -->" and "<!-- end of results -->"; a page without them gets both at its
/// end, an empty page a heading first.
std::string pageWithResults(const std::string& page, const std::string& body);

} // namespace fascia::validation
