/* Which roles a thread has and which locks it holds changes in calls alone. So in a loop that calls
 * nothing, a check of the same object says in the first round what it says in all of them, and its
 * place is in front of the loop.
 *
 * Only checks in the loop's first block: that one runs whenever the loop is come to. */
#include "hoist.h"

#include "llvm/Analysis/LoopInfo.h"
#include "llvm/IR/InstrTypes.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Module.h"

using namespace llvm;

namespace custody {

static bool isCheck(const Instruction &I, const Function *Check) {
  const auto *Call = dyn_cast<CallInst>(&I);
  return Call && Call->getCalledFunction() == Check;
}

static bool changesThread(const Instruction &I, const Function *Check) {
  return isa<CallBase>(I) && !isa<IntrinsicInst>(I) && !isCheck(I, Check);
}

static bool hoist(Loop &L, const Function *Check) {
  BasicBlock *Before = L.getLoopPreheader();
  if (!Before) return false;
  for (BasicBlock *B : L.blocks())
    for (Instruction &I : *B)
      if (changesThread(I, Check)) return false;
  SmallVector<Instruction *, 4> Same;
  for (Instruction &I : *L.getHeader())
    if (isCheck(I, Check) && L.hasLoopInvariantOperands(&I)) Same.push_back(&I);
  for (Instruction *I : Same) I->moveBefore(*Before, Before->getTerminator()->getIterator());
  return !Same.empty();
}

PreservedAnalyses HoistPass::run(Function &F, FunctionAnalysisManager &Analyses) {
  const Function *Check = F.getParent()->getFunction("custody_rt_access");
  if (!Check || Check->use_empty()) return PreservedAnalyses::all();
  SmallVector<Loop *, 8> Loops = Analyses.getResult<LoopAnalysis>(F).getLoopsInPreorder();
  bool Changed = false;
  for (Loop *L : reverse(Loops)) Changed |= hoist(*L, Check); // from the inside
  if (!Changed) return PreservedAnalyses::all();
  PreservedAnalyses Kept;
  Kept.preserveSet<CFGAnalyses>();
  return Kept;
}

} // namespace custody
