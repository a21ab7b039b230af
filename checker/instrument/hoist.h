/* Takes checks out of loops, once other passes have shown what does not change in them. */
#ifndef CUSTODY_INSTRUMENT_HOIST_H
#define CUSTODY_INSTRUMENT_HOIST_H

#include "llvm/IR/PassManager.h"

namespace custody {

struct HoistPass : llvm::PassInfoMixin<HoistPass> {
  llvm::PreservedAnalyses run(llvm::Function &F, llvm::FunctionAnalysisManager &Analyses);
};

} // namespace custody

#endif
