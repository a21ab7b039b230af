/* Builtin functions: those that touch memory as a whole, the atomic ones, and those that are no
 * calls at all. */
#include "body.h"

#include "type.h"

using namespace clang;

namespace custody {

constexpr unsigned Read = FACTS_ACCESS_READ, Write = FACTS_ACCESS_WRITE, Whole = FACTS_ACCESS_WHOLE,
                   Atomic = FACTS_ACCESS_ATOMIC;

static const Expr *withoutPointerCasts(const Expr *E) {
  E = unwrapped(E);
  while (const auto *Cast = dyn_cast<CastExpr>(E)) {
    if (Cast->getCastKind() != CK_BitCast && Cast->getCastKind() != CK_NoOp) break;
    E = unwrapped(Cast->getSubExpr());
  }
  return E;
}

/// A whole object is touched through a pointer to it: &x, an array, or a pointer to a record.
void Body::accessObject(const Expr *Pointer, unsigned Bits) {
  SourceLocation Loc = Pointer->getExprLoc();
  if (const Expr *Storage = storageBehind(Pointer)) {
    access(Storage, Bits, !isa<BinaryOperator>(Pointer->IgnoreParenCasts()));
    if (Bits & Write) set(path(Storage), 0, Storage->getType(), Loc);
    return;
  }
  const Expr *Typed = withoutPointerCasts(Pointer);
  if (!Typed->getType()->isPointerType()) return;
  touchBehind(Typed, Bits & ~Whole);
  const RecordDecl *Record = embeddedRecord(Typed->getType()->getPointeeType());
  if (!Record || !Watch.containsRule(Record)) {
    if (Watch.FollowsObjects) touch(pointee(Typed), Bits & ~Whole, Loc);
    return;
  }
  Node Object = pointee(Typed);
  Event &New = add(FACTS_ACCESS, Loc);
  New.Path = Object;
  New.Bits = Bits;
  New.Accessed = Typed;
}

bool Body::visitMemoryFunction(const CallExpr *Call, unsigned Kind) {
  switch (Kind) {
  case Builtin::BImemset:
  case Builtin::BIbzero: accessObject(Call->getArg(0), Write | Whole); return true;
  case Builtin::BImemcpy:
  case Builtin::BImempcpy:
  case Builtin::BImemmove:
    accessObject(Call->getArg(1), Read | Whole);
    accessObject(Call->getArg(0), Write | Whole);
    return true;
  case Builtin::BIbcopy:
    accessObject(Call->getArg(0), Read | Whole);
    accessObject(Call->getArg(1), Write | Whole);
    return true;
  case Builtin::BImemcmp:
  case Builtin::BIbcmp:
    accessObject(Call->getArg(0), Read | Whole);
    accessObject(Call->getArg(1), Read | Whole);
    return true;
  default: return false;
  }
}

/// The older atomic builtins are calls, told by their names; so are those that say whether a sum fits,
/// and write it.
bool Body::visitNamedBuiltin(const CallExpr *Call, llvm::StringRef Name) {
  if (Name.ends_with("_overflow") && Call->getNumArgs() == 3) accessBehind(Call->getArg(2), Write);
  if (!Name.starts_with("__sync_") && !Name.starts_with("__atomic_")) return false;
  if (Call->getNumArgs() && Call->getArg(0)->getType()->isPointerType()) {
    bool IsClear = Name == "__atomic_clear" || Name.starts_with("__sync_lock_release");
    accessBehind(Call->getArg(0), Write | Atomic | (IsClear ? 0u : Read));
    if (const Expr *Storage = storageBehind(Call->getArg(0))) forget(Storage);
  }
  return true;
}

/// True if that was all: the builtin is no call of anything.
bool Body::visitBuiltin(const CallExpr *Call, unsigned Builtin) {
  if (visitMemoryFunction(Call, Call->getDirectCallee()->getMemoryFunctionKind())) return true;
  const Builtin::Context &Builtins = Context.BuiltinInfo;
  if (visitNamedBuiltin(Call, Call->getDirectCallee()->getName())) return true;
  if (Builtins.isPredefinedLibFunction(Builtin)) return false;
  llvm::SmallVector<const Expr *, 8> Given(Call->arguments());
  forgetArguments(Given, nullptr, Call->getExprLoc());
  return true;
}

static unsigned atomicBits(AtomicExpr::AtomicOp Op) {
  switch (Op) {
  case AtomicExpr::AO__c11_atomic_init: return Write;
  case AtomicExpr::AO__c11_atomic_load:
  case AtomicExpr::AO__atomic_load:
  case AtomicExpr::AO__atomic_load_n: return Read | Atomic;
  case AtomicExpr::AO__c11_atomic_store:
  case AtomicExpr::AO__atomic_store:
  case AtomicExpr::AO__atomic_store_n: return Write | Atomic;
  default: return Read | Write | Atomic;
  }
}

void Body::visitAtomic(const AtomicExpr *Operation) {
  unsigned Bits = atomicBits(Operation->getOp());
  accessBehind(Operation->getPtr(), Bits);
  if (Bits & Write)
    if (const Expr *Storage = storageBehind(Operation->getPtr())) {
      bool IsStore = !(Bits & Read) && Operation->getOp() != AtomicExpr::AO__atomic_store;
      set(path(Storage), IsStore ? value(Operation->getVal1()) : 0, Storage->getType(),
          Operation->getExprLoc());
    }
  if (Operation->isCmpXChg())
    if (const Expr *Expected = storageBehind(Operation->getVal1())) forget(Expected);
}

/// The operations of std::atomic are accesses, not calls.
bool Body::visitAtomicMember(const CallExpr *Call) {
  const auto *Method = dyn_cast_or_null<CXXMethodDecl>(Call->getDirectCallee());
  if (!Method || Method->isStatic() || !isAtomic(typeOf(Context, Method->getParent())))
    return false;
  const Expr *Object = nullptr;
  if (const auto *Member = dyn_cast<CXXMemberCallExpr>(Call))
    Object = Member->getImplicitObjectArgument();
  else if (Call->getNumArgs()) Object = Call->getArg(0);
  if (!Object) return false;
  std::string Name = Method->getNameAsString();
  bool IsLoad = isa<CXXConversionDecl>(Method) || Name == "load" || Name == "test";
  bool IsStore = Name == "store" || Name == "operator=" || Name == "clear";
  unsigned Bits = Atomic | (IsLoad ? Read : IsStore ? Write : Read | Write);
  if (Object->getType()->isPointerType()) accessBehind(Object, Bits);
  else access(Object, Bits);
  return true;
}

} // namespace custody
