/* Functions that are passed where CALLBACK_ON stands: whoever calls them by that pointer must have the
 * role, and who calls them by name need not. So what is passed is a function of this module that asks
 * for the role and goes on to the real one.
 *
 * Only where nobody can tell the difference: a function of this file whose address goes nowhere else,
 * and is compared with nothing. */
#include "lower.h"

#include "llvm/ADT/MapVector.h"
#include "llvm/IR/Instructions.h"

using namespace llvm;

namespace custody {

bool Lowering::isOnlyPassed(const Function &F) const {
  if (!F.hasLocalLinkage() || F.isDeclaration() || F.isVarArg()) return false;
  return all_of(F.uses(), [&](const Use &U) {
    const auto *Call = dyn_cast<CallBase>(U.getUser());
    if (!Call || Call->isCallee(&U)) return Call != nullptr;
    if (!Call->getCalledFunction() || Call->getCalledFunction()->getName() != MarkerName)
      return false;
    MarkKind Kind = P.Marks[cast<ConstantInt>(Call->getArgOperand(1))->getZExtValue()].Kind;
    return Kind == MarkKind::Callback || Kind == MarkKind::Call;
  });
}

/// The same function, but for the role.
static Function *makeAsking(Function &F, function_ref<void(IRBuilder<> &)> Ask) {
  auto *Asking = Function::Create(F.getFunctionType(), GlobalValue::InternalLinkage,
                                  "custody.callback." + F.getName(), F.getParent());
  Asking->copyAttributesFrom(&F);
  Asking->setComdat(nullptr);
  IRBuilder<> At(BasicBlock::Create(F.getContext(), "", Asking));
  Ask(At);
  SmallVector<Value *, 4> Arguments;
  for (Argument &A : Asking->args()) Arguments.push_back(&A);
  CallInst *Call = At.CreateCall(&F, Arguments);
  Call->setCallingConv(F.getCallingConv());
  Call->setAttributes(F.getAttributes());
  if (F.getReturnType()->isVoidTy()) At.CreateRetVoid();
  else At.CreateRet(Call);
  return Asking;
}

/// The clauses of all the marks as one, in the order of the source.
PlanContract Lowering::together(SmallVectorImpl<const FoundMark *> &Marks) const {
  sort(Marks, [](const FoundMark *A, const FoundMark *B) { return A->Number < B->Number; });
  PlanContract All;
  for (const FoundMark *F : Marks) {
    const PlanContract &C = P.Contracts[P.Marks[F->Number].Effects.front().Contract];
    if (F == Marks.front()) All = C;
    else if (!is_contained(All.Roles, C.Roles.front())) {
      All.Text += " or " + C.Text;
      All.Roles.insert(All.Roles.end(), C.Roles.begin(), C.Roles.end());
    }
  }
  return All;
}

/// One function may be passed in several places; it may run on any role that one of them names.
void Lowering::lowerCallbacks() {
  MapVector<Function *, SmallVector<const FoundMark *, 2>> Passed;
  for (const FoundMark &F : Found)
    if (const Mark &What = P.Marks[F.Number];
        What.Kind == MarkKind::Callback && !What.Effects.empty())
      if (auto *Named = dyn_cast<Function>(F.marked()->stripPointerCasts()))
        Passed[Named].push_back(&F);
  for (auto &[Named, Marks] : Passed) {
    if (!isOnlyPassed(*Named)) continue;
    PlanContract Together = together(Marks);
    Constant *Contract = Descriptors.contractOf(Together);
    Function *Asking = makeAsking(*Named, [&](IRBuilder<> &At) {
      call(At, "custody_rt_enter",
           {ConstantPointerNull::get(PointerType::getUnqual(M.getContext())), Contract});
    });
    for (const FoundMark *F : Marks) F->Call->setArgOperand(0, Asking);
  }
}

} // namespace custody
