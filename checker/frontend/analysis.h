/* The analysis of one translation unit, from the AST to a finished unit of facts. */
#ifndef CUSTODY_FRONTEND_ANALYSIS_H
#define CUSTODY_FRONTEND_ANALYSIS_H

#include "clang.h"

#include "tables.h"
#include "unit.h"

namespace custody {

class Analysis {
public:
  /// Does it all. The translation unit must be complete and without errors.
  Analysis(clang::CompilerInstance &Compiler, const Options &Given);

  const TranslationUnitResult &result() const { return Result; }
  const Places &places() { return Declared.places(); }

  /// Copies what the engine says of each access.
  void keepStatuses(const engine *Engine);

private:
  TranslationUnitResult Result;
  Tables Declared;
};

} // namespace custody

#endif
