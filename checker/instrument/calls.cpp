/* Calls: the callee of a call that matters is marked, so that the pass finds the very call; pointers
 * that are stored where others may see them are marked as published. */
#include "function_marker.h"
#include "lock_name.h"

#include "facts/facts.h"
#include "frontend/type.h"

using namespace clang;

namespace custody {

namespace {
/// What is known of a function of the C library.
struct KnownFunction {
  llvm::StringLiteral Name;
  int Lock = -1; ///< which argument is the lock
  bool Allocates = false;
};
} // namespace

static constexpr KnownFunction KnownFunctions[] = {
#define LOCK_FUNCTION(name, argument, action, mode, result) {#name, argument},
#define LOCK_LIFE(name, argument) {#name, argument},
#define THREAD_START(name, function, data) {#name},
#define THREAD_JOIN(name) {#name},
#define ALLOCATES(name) {#name, -1, true},
#define FREES(name, argument) {#name},
#include <custody/known.def>
    {"realloc"},
};

/// What may block, by its name: always, or where (argument & mask) == value.
struct BlockingFunction {
  llvm::StringLiteral Name;
  unsigned Argument;
  int64_t Mask, Value;
  PlanBlocking::Kind How;
};

static constexpr BlockingFunction BlockingFunctions[] = {
#define BLOCKING_FUNCTION(name) {#name, NoRow, 0, 0, PlanBlocking::Blocks},
#define BLOCKING_IF(name, argument, mask, value)                                                   \
  {#name, argument, mask, value, PlanBlocking::Blocks},
#define MAY_WAIT(name) {#name, NoRow, 0, 0, PlanBlocking::MayWait},
#define LOOP_WAIT(name) {#name, NoRow, 0, 0, PlanBlocking::LoopWait},
#include <custody/known.def>
};

static bool isOfLibrary(const FunctionDecl *F) {
  return F->getIdentifier() && F->isExternC() && F->hasExternalFormalLinkage() && !F->isDefined();
}

static std::optional<PlanBlocking> blocking(const FunctionDecl *F) {
  if (isAnnotated(F, "blocking")) return PlanBlocking();
  if (isAnnotated(F, "may_wait")) return PlanBlocking{NoRow, NoRow, 0, 0, PlanBlocking::MayWait};
  if (isAnnotated(F, "loop_wait")) return PlanBlocking{NoRow, NoRow, 0, 0, PlanBlocking::LoopWait};
  if (isOfLibrary(F))
    for (const BlockingFunction &B : BlockingFunctions)
      if (F->getName() == B.Name) return PlanBlocking{NoRow, B.Argument, B.Mask, B.Value, B.How};
  return std::nullopt;
}

/// What is asked of its callers is not checked at its entry, which another compiler made.
bool isForeign(const FunctionDecl *F) {
  const SourceManager &Sources = F->getASTContext().getSourceManager();
  if (policiesOf(F).empty() && !Sources.isInSystemHeader(F->getLocation())) return false;
  for (const char *Name : {"runs_on", "requires", "requires_shared", "excludes"})
    if (isAnnotated(F, Name)) return true;
  return false;
}

static const KnownFunction *findKnown(const FunctionDecl *F) {
  if (!isOfLibrary(F)) return nullptr;
  for (const KnownFunction &K : KnownFunctions)
    if (F->getName() == K.Name) return &K;
  return nullptr;
}

/// Something happens at a call of it that the body of another file need not show.
static bool hasEffects(const FunctionDecl *F) {
  for (const char *Name :
       {"acquire", "acquire_shared", "release", "release_shared", "release_generic", "try_acquire",
        "try_acquire_shared", "acquire_if", "release_if", "stops", "resumes"})
    if (isAnnotated(F, Name)) return true;
  return handsOver(F);
}

static bool matters(const FunctionDecl *F) { return hasEffects(F) || isForeign(F) || blocking(F); }

/// Arguments of these are not evaluated, or must stay what the compiler can see through.
static bool hidesArguments(const ASTContext &Context, unsigned Builtin) {
  switch (Builtin) {
  case 0: return false;
  case Builtin::BI__builtin_constant_p:
  case Builtin::BI__builtin_object_size:
  case Builtin::BI__builtin_dynamic_object_size:
  case Builtin::BI__builtin_assume: return true;
  default: return Context.BuiltinInfo.isUnevaluated(Builtin);
  }
}

static unsigned bitsOfArgument(const FunctionDecl *Callee, unsigned Index) {
  if (Callee && Callee->getBuiltinID() && Index == 0 && Callee->getName().starts_with("__sync_"))
    return FACTS_ACCESS_READ | FACTS_ACCESS_WRITE | FACTS_ACCESS_ATOMIC;
  return FACTS_ACCESS_BY_ADDRESS;
}

/// What the memory functions of the C library do to what their arguments point to.
static unsigned bitsBehindArgument(const FunctionDecl *Callee, unsigned Index) {
  unsigned Read = FACTS_ACCESS_READ, Write = FACTS_ACCESS_WRITE;
  switch (Callee ? Callee->getMemoryFunctionKind() : 0) {
  case Builtin::BImemset:
  case Builtin::BIbzero: return Index == 0 ? Write : 0;
  case Builtin::BImemcpy:
  case Builtin::BImempcpy:
  case Builtin::BImemmove: return Index == 0 ? Write : Index == 1 ? Read : 0;
  case Builtin::BIbcopy: return Index == 0 ? Read : Index == 1 ? Write : 0;
  case Builtin::BImemcmp:
  case Builtin::BIbcmp: return Index < 2 ? Read : 0;
  default: return 0;
  }
}

void FunctionMarker::visitCall(CallExpr *E) {
  if (hidesArguments(Context, E->getBuiltinCallee()) || visitAssignment(E)) return;
  const FunctionDecl *Callee = E->getDirectCallee();
  if (!Callee || isa<CXXMemberCallExpr, CXXOperatorCallExpr>(E)) visitChild(childSlot(E, 0));
  LockName Lock;
  const KnownFunction *Known = Callee ? findKnown(Callee) : nullptr;
  if (Known && Known->Lock >= 0 && unsigned(Known->Lock) < E->getNumArgs())
    Lock = nameOfLockAt(E->getArg(Known->Lock));
  for (unsigned I = 0; I < E->getNumArgs(); I++) {
    Stmt *&Slot = childSlot(E, 1 + I);
    GivenBits = bitsBehindArgument(Callee, I);
    if (E->getArg(I)->isPRValue() && E->getArg(I)->getType()->isPointerType())
      visitPointer(Slot, bitsOfArgument(Callee, I));
    else visitChild(Slot);
    GivenBits = 0;
    if (Callee && I < Callee->getNumParams()) markCallback(Slot, Callee, I);
  }
  if (Known || (Callee && matters(Callee))) markCallee(E, Callee, std::move(Lock));
}

/// A function that is named where a CALLBACK_ON parameter stands.
void FunctionMarker::markCallback(Stmt *&Slot, const FunctionDecl *Callee, unsigned Index) {
  auto *E = cast<Expr>(Slot);
  if (!E->getType()->isFunctionPointerType() ||
      !isAnnotated(Callee->getParamDecl(Index), "callback_on"))
    return;
  const Expr *Named = E->IgnoreParenCasts();
  if (const auto *U = dyn_cast<UnaryOperator>(Named); U && U->getOpcode() == UO_AddrOf)
    Named = U->getSubExpr()->IgnoreParens();
  const auto *Reference = dyn_cast<DeclRefExpr>(Named);
  const auto *Passed = Reference ? dyn_cast<FunctionDecl>(Reference->getDecl()) : nullptr;
  if (!Passed) return;
  unsigned Number = add(MarkKind::Callback, E->getExprLoc());
  State.Notes[Number].Callee = Callee;
  State.Notes[Number].Passed = Passed;
  State.Notes[Number].Index = Index;
  State.Changes.replace(Slot, State.Nodes.pointer(E, Number));
}

/// A call whose result, a pointer to nobody knows what, becomes a pointer to something without
/// rules: what the call allocated, or what a function that it called did, need not be watched.
void FunctionMarker::visitUnruledResult(Stmt *&Slot) {
  auto *Call = cast<CallExpr>(cast<Expr>(Slot)->IgnoreParens());
  UnruledResults.insert(Call);
  const FunctionDecl *Callee = Call->getDirectCallee(); // which the mark hides
  const KnownFunction *Known = Callee ? findKnown(Callee) : nullptr;
  visit(Slot);
  if (Known && Known->Allocates) return; // is not noted in the first place
  unsigned Number = add(MarkKind::Dismiss, Call->getExprLoc());
  State.Changes.replace(Slot, State.Nodes.pointer(cast<Expr>(Slot), Number));
}

void FunctionMarker::markCallee(CallExpr *E, const FunctionDecl *Callee, LockName Lock) {
  if (!E->getCallee()->getType()->isFunctionPointerType()) return; // a method's callee is no value
  unsigned Number = add(MarkKind::Call, E->getExprLoc());
  State.Notes[Number].Callee = Callee;
  State.Notes[Number].LockClass = std::move(Lock.Class);
  State.Notes[Number].IsNamedByCaller = Lock.IsCallers;
  State.Notes[Number].NotesAllocation = !UnruledResults.contains(E);
  if (MarksAccesses) State.Notes[Number].Blocks = blocking(Callee);
  if (hasEffects(Callee) || isForeign(Callee))
    for (unsigned I = 0; I < E->getNumArgs(); I++)
      if (Expr *Argument = E->getArg(I); Argument->getType()->isPointerType()) {
        unsigned Mark = add(MarkKind::Argument, Argument->getExprLoc());
        State.Notes[Number].Arguments.push_back({I, Mark});
        State.Changes.replace(childSlot(E, 1 + I), State.Nodes.pointer(Argument, Mark));
      }
  State.Changes.replace(childSlot(E, 0), State.Nodes.pointer(E->getCallee(), Number));
}

/// The pointer as it was before conversions that lose what it points to.
static QualType pointerBeforeCasts(const Expr *E) {
  for (;;) {
    E = E->IgnoreParens();
    const auto *C = dyn_cast<CastExpr>(E);
    if (!C || (C->getCastKind() != CK_BitCast && C->getCastKind() != CK_NoOp)) return E->getType();
    E = C->getSubExpr();
  }
}

/// Value: what is stored. Slot: the pointer to where, for atomic operations.
void FunctionMarker::markStoredValue(Stmt *&Value, Stmt **Slot) {
  auto *E = cast<Expr>(Value);
  if (auto *C = dyn_cast<CastExpr>(E); C && C->getCastKind() == CK_NonAtomicToAtomic)
    return markStoredValue(childSlot(C, 0), Slot);
  QualType Type = pointerBeforeCasts(E);
  if (!E->getType()->isPointerType() || !Type->isPointerType() ||
      !State.Records.mayLieInRuled(Type->getPointeeType()) ||
      E->isNullPointerConstant(Context, Expr::NPC_ValueDependentIsNotNull) ||
      Type->getPointeeType().hasAddressSpace())
    return;
  unsigned Number = add(MarkKind::Store, E->getExprLoc());
  State.Changes.replace(Value, State.Nodes.pointer(E, Number));
  if (!Slot) return;
  unsigned SlotMark = add(MarkKind::StoreSlot, E->getExprLoc());
  State.Notes[Number].Partner = SlotMark;
  State.Changes.replace(*Slot, State.Nodes.pointer(cast<Expr>(*Slot), SlotMark));
}

} // namespace custody
