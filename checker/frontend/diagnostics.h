/* The engine's findings of one translation unit as Clang's warnings. */
#ifndef CUSTODY_FRONTEND_DIAGNOSTICS_H
#define CUSTODY_FRONTEND_DIAGNOSTICS_H

#include "clang.h"

#include "engine/finding.h"

namespace custody {

class Places;

/// Emits the finding and its notes. -w silences it, -Werror makes it an error.
void report(clang::DiagnosticsEngine &Diagnostics, const Places &Where, const finding &Finding);

} // namespace custody

#endif
