/* Lays down the descriptors of runtime/abi.h as data of the module. The layout is built twice, there
 * and here; layout.cpp is the only file that knows it. */
#ifndef CUSTODY_INSTRUMENT_LAYOUT_H
#define CUSTODY_INSTRUMENT_LAYOUT_H

#include "plan.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/GlobalVariable.h"
#include "llvm/IR/Module.h"

namespace custody {

class Layout {
public:
  Layout(llvm::Module &M, const Plan &P);

  void referToVersion();

  llvm::Constant *place(const PlanPlace &Place);
  llvm::Constant *site(const PlanCheck &Check, const PlanPlace &Place);
  llvm::Constant *order(const PlanOrder &Order);
  llvm::Constant *contract(unsigned Index);
  llvm::Constant *contractOf(const PlanContract &Contract);
  llvm::Constant *role(unsigned Index);
  llvm::Constant *string(llvm::StringRef Text); ///< a null pointer for ""

private:
  llvm::Constant *rule(unsigned Index);
  llvm::Constant *placeValue(const PlanPlace &Place);
  llvm::Constant *lockValue(const PlanLock &Lock);
  llvm::Constant *locks(const std::vector<PlanLock> &Locks);
  llvm::Constant *steps(const std::vector<PlanStep> &Steps);
  llvm::Constant *array(llvm::Type *Element, llvm::ArrayRef<llvm::Constant *> Values);
  llvm::Constant *address(unsigned Index);
  llvm::GlobalVariable *lay(llvm::Constant *Value, const llvm::Twine &Name, bool Constant);
  llvm::Constant *number(unsigned Bits, uint64_t Value);

  llvm::Module &M;
  const Plan &P;
  llvm::PointerType *Pointer;
  llvm::StructType *PlaceType, *RoleType, *StepType, *LockType, *RuleType, *SiteType, *ContractType;
  llvm::StringMap<llvm::Constant *> Strings;
  llvm::DenseMap<unsigned, llvm::Constant *> Rules, Contracts;
};

} // namespace custody

#endif
