/* The members of each descriptor, in the ABI's order. */
#include "layout.h"

#include "llvm/Transforms/Utils/ModuleUtils.h"

using namespace llvm;

namespace custody {

/// The members are in the order of runtime/abi.h; the target's own alignment rules do the rest.
Layout::Layout(Module &M, const Plan &P)
    : M(M), P(P), Pointer(PointerType::getUnqual(M.getContext())) {
  LLVMContext &C = M.getContext();
  Type *I16 = Type::getInt16Ty(C), *I32 = Type::getInt32Ty(C), *I64 = Type::getInt64Ty(C);
  PlaceType = StructType::get(C, {Pointer, Pointer, I32, I32});
  RoleType = StructType::get(C, {Pointer, I32, I32});
  StepType = StructType::get(C, {I32, I32});
  LockType = StructType::get(C, {Pointer, Pointer, Pointer, I32, I32, I64});
  RuleType = StructType::get(C, {Pointer, Pointer, Pointer, I32, I16, I16, Pointer, Pointer});
  SiteType = StructType::get(C, {Pointer, PlaceType, I32, I32});
  ContractType = StructType::get(C, {PlaceType, Pointer, I32, I32, Pointer, Pointer, I32});
}

/// An object of another version fails at the link.
void Layout::referToVersion() {
  Constant *Version = M.getOrInsertGlobal("custody_rt_version_2", Type::getInt8Ty(M.getContext()));
  appendToCompilerUsed(M, {lay(Version, "custody.version", true)});
}

Constant *Layout::number(unsigned Bits, uint64_t Value) {
  return ConstantInt::get(IntegerType::get(M.getContext(), Bits), Value);
}

/// AddressSanitizer would put red zones around descriptors, which nothing indexes.
GlobalVariable *Layout::lay(llvm::Constant *Value, const Twine &Name, bool Constant) {
  auto *G =
      new GlobalVariable(M, Value->getType(), Constant, GlobalValue::PrivateLinkage, Value, Name);
  if (Constant) G->setUnnamedAddr(GlobalValue::UnnamedAddr::Global);
  GlobalValue::SanitizerMetadata Metadata;
  Metadata.NoAddress = true;
  G->setSanitizerMetadata(Metadata);
  return G;
}

Constant *Layout::string(StringRef Text) {
  if (Text.empty()) return ConstantPointerNull::get(Pointer);
  llvm::Constant *&Known = Strings[Text];
  if (!Known) {
    GlobalVariable *G =
        lay(ConstantDataArray::getString(M.getContext(), Text), "custody.text", true);
    G->setAlignment(Align(1)); // so that the linker merges equal ones
    Known = G;
  }
  return Known;
}

Constant *Layout::array(Type *Element, ArrayRef<Constant *> Values) {
  if (Values.empty()) return ConstantPointerNull::get(Pointer);
  return lay(ConstantArray::get(ArrayType::get(Element, Values.size()), Values), "custody.array",
             true);
}

Constant *Layout::placeValue(const PlanPlace &Place) {
  return ConstantStruct::get(PlaceType, {string(Place.File), string(Place.Function),
                                         number(32, Place.Line), number(32, Place.Column)});
}

Constant *Layout::place(const PlanPlace &Place) {
  return lay(placeValue(Place), "custody.place", true);
}

/// One symbol for the whole program, whichever objects name the role; the runtime writes into it.
Constant *Layout::role(unsigned Index) {
  if (Index == NoRow) return ConstantPointerNull::get(Pointer);
  const std::string &Role = P.Roles[Index];
  std::string Name = "custody_rt_role_" + Role;
  if (GlobalVariable *G = M.getNamedGlobal(Name)) return G;
  constexpr uint64_t NoPool = 0;
  GlobalVariable *G =
      lay(ConstantStruct::get(RoleType, {string(Role), number(32, NoPool), number(32, 0)}), Name,
          false);
  G->setLinkage(GlobalValue::WeakAnyLinkage);
  G->setComdat(M.getOrInsertComdat(Name));
  return G;
}

Constant *Layout::steps(const std::vector<PlanStep> &Steps) {
  SmallVector<Constant *, 4> Values;
  for (const PlanStep &S : Steps)
    Values.push_back(
        ConstantStruct::get(StepType, {number(32, uint32_t(S.Offset)), number(32, S.Load)}));
  return array(StepType, Values);
}

/// The address with this index in the array that the AST half left.
Constant *Layout::address(unsigned Index) {
  GlobalVariable *All = Index == NoRow ? nullptr : M.getNamedGlobal(AddressesName);
  if (!All) return ConstantPointerNull::get(Pointer);
  return All->getInitializer()->getAggregateElement(Index);
}

Constant *Layout::lockValue(const PlanLock &L) {
  return ConstantStruct::get(LockType,
                             {string(L.Text), address(L.Global), steps(L.Steps),
                              number(32, L.Steps.size()), number(32, L.Kind), number(64, L.Span)});
}

Constant *Layout::locks(const std::vector<PlanLock> &Locks) {
  SmallVector<Constant *, 2> Values;
  for (const PlanLock &L : Locks) Values.push_back(lockValue(L));
  return array(LockType, Values);
}

Constant *Layout::rule(unsigned Index) {
  if (Constant *Known = Rules.lookup(Index)) return Known;
  const PlanRule &R = P.Rules[Index];
  Constant *Value = ConstantStruct::get(
      RuleType, {string(R.Field), string(R.Text), string(R.File), number(32, R.Line),
                 number(16, R.Kind), number(16, R.Locks.size()), role(R.Role), locks(R.Locks)});
  return Rules[Index] = lay(Value, "custody.rule", true);
}

Constant *Layout::site(const PlanCheck &Check, const PlanPlace &Place) {
  Constant *Value = ConstantStruct::get(
      SiteType, {rule(Check.Rule), placeValue(Place), number(32, Check.Access), number(32, 0)});
  return lay(Value, "custody.site", false);
}

Constant *Layout::contractOf(const PlanContract &C) {
  SmallVector<Constant *, 2> Roles;
  for (unsigned R : C.Roles) Roles.push_back(role(R));
  Constant *Value =
      ConstantStruct::get(ContractType, {placeValue(C.Place), string(C.Text), number(32, C.Kind),
                                         number(32, Roles.size()), array(Pointer, Roles),
                                         locks(C.Locks), number(32, 0)});
  return lay(Value, "custody.contract", false);
}

Constant *Layout::contract(unsigned Index) {
  if (Constant *Known = Contracts.lookup(Index)) return Known;
  return Contracts[Index] = contractOf(P.Contracts[Index]);
}

Constant *Layout::order(const PlanOrder &Order) {
  SmallVector<Constant *, 4> Locks;
  for (const std::string &L : Order.Locks) Locks.push_back(string(L));
  Constant *Value =
      ConstantStruct::getAnon({placeValue(Order.Place), string(Order.Text), array(Pointer, Locks),
                               number(32, Order.Locks.size())});
  return lay(Value, "custody.order", true);
}

} // namespace custody
