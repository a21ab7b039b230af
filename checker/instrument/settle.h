/* Makes the plan at the end of the file: what each mark stands for, now that the frontend has found
 * the rules and the engine has said which accesses are proved. */
#ifndef CUSTODY_INSTRUMENT_SETTLE_H
#define CUSTODY_INSTRUMENT_SETTLE_H

#include "function_marker.h"

#include "frontend/unit.h"

namespace custody {

void settlePlan(clang::CompilerInstance &Compiler, MarkingState &State,
                const TranslationUnitResult &Result);

} // namespace custody

#endif
