/* The order of the work on a translation unit. */
#include "analysis.h"

using namespace clang;

namespace custody {

Analysis::Analysis(CompilerInstance &Compiler, const Options &Given) : Declared(Compiler, Result) {
  Result.Given = Given;
}

void Analysis::keepStatuses(const engine *Engine) {
  for (uint32_t Site = 0; Site < Result.Sites.size(); ++Site)
    Result.Statuses.push_back(engine_site(Engine, 0, Site));
}

} // namespace custody
