/* Lock and thread functions that the program takes the address of, to unlock when a scope is left
 * for example: the address becomes that of a function of this module which makes the noted call.
 * The place of such a call is not known; the function's name stands for it. Two modules have two
 * addresses for one function so, which nobody compares; that of realloc is compared, by users'
 * tables of allocators, and stays. */
#include "lower.h"

#include "llvm/IR/Instructions.h"

using namespace llvm;

namespace custody {

/// Or what custody_rt_at_lock gives back, to be called.
static bool isCallee(const Use &U) {
  const auto *Call = dyn_cast<CallBase>(U.getUser());
  if (!Call || Call->isCallee(&U)) return Call != nullptr;
  const Function *F = Call->getCalledFunction();
  return F && F->getName() == "custody_rt_at_lock";
}

static bool hasPointers(const Function &F) {
  return F.isDeclaration() && !F.isVarArg() && !F.hasExternalWeakLinkage() &&
         isReplaced(F.getName()) && F.getName() != "realloc" &&
         any_of(F.uses(), [](const Use &U) { return !isCallee(U); });
}

/// The same function, by a call that can be noted.
static CallInst *makeStandIn(Function &F) {
  auto *StandIn = Function::Create(F.getFunctionType(), GlobalValue::InternalLinkage,
                                   "custody." + F.getName(), F.getParent());
  SmallVector<Value *, 4> Arguments;
  for (Argument &A : StandIn->args()) Arguments.push_back(&A);
  IRBuilder<> At(BasicBlock::Create(F.getContext(), "", StandIn));
  CallInst *Call = At.CreateCall(&F, Arguments);
  if (F.getReturnType()->isVoidTy()) At.CreateRetVoid();
  else At.CreateRet(Call);
  return Call;
}

/// To be asked when every call is lowered.
void Lowering::lowerPointers() {
  SmallVector<Function *, 4> Functions;
  for (Function &F : M)
    if (hasPointers(F)) Functions.push_back(&F);
  for (Function *F : Functions) {
    CallInst *Call = makeStandIn(*F);
    F->replaceUsesWithIf(Call->getFunction(), [](const Use &U) { return !isCallee(U); });
    Mark What;
    What.Callee = F->getName().str();
    What.Place = {P.File, F->getName().str()};
    lowerKnown(*Call, What);
  }
}

} // namespace custody
