#pragma once
// Ctrl-C asks a run to stop and write what it has; a second one ends the program at once.

namespace fascia::cli {

void catchInterrupts();
[[nodiscard]] bool interrupted();

} // namespace fascia::cli
