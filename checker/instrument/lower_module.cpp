/* What an object tells the runtime before the program's own constructors run: that it is there, and
 * what its source declares of no one variable or function. */
#include "lower.h"

#include "llvm/Transforms/Utils/ModuleUtils.h"

using namespace llvm;

namespace custody {

/// After the runtime's own, which has 101.
constexpr int Priority = 102;

Function *Lowering::makeConstructor(StringRef Name, GlobalValue::LinkageTypes Linkage) {
  auto *F =
      Function::Create(FunctionType::get(Type::getVoidTy(M.getContext()), false), Linkage, Name, M);
  F->addFnAttr(Attribute::NoUnwind);
  IRBuilder<> At(BasicBlock::Create(M.getContext(), "", F));
  At.CreateRetVoid();
  return F;
}

/// One for each program or library, whichever of its objects it comes from.
void Lowering::sayLoaded() {
  Function *F = makeConstructor("custody_rt_module", GlobalValue::LinkOnceODRLinkage);
  F->setVisibility(GlobalValue::HiddenVisibility);
  F->setComdat(M.getOrInsertComdat(F->getName()));
  IRBuilder<> At(F->getEntryBlock().getTerminator());
  call(At, "custody_rt_loaded", {F});
  appendToGlobalCtors(M, F, Priority, F);
}

void Lowering::addConstructors() {
  sayLoaded();
  if (P.Declarations.empty() && P.Orders.empty()) return;
  Function *F = makeConstructor("custody.declare", GlobalValue::InternalLinkage);
  IRBuilder<> At(F->getEntryBlock().getTerminator());
  for (const PlanDeclaration &D : P.Declarations)
    call(At, "custody_rt_declare_role", {Descriptors.role(D.Role), At.getInt32(D.Flags)});
  for (const PlanOrder &O : P.Orders) call(At, "custody_rt_declare_order", {Descriptors.order(O)});
  appendToGlobalCtors(M, F, Priority);
}

} // namespace custody
