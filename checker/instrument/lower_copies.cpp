/* Copies of a pointer that has a PT_ rule, in local variables: what is accessed through the copy is what
 * the rule speaks of, as long as it's where the pointer with the rule still leads. So beside the variable
 * the pass keeps where the pointer came from, and what it was.
 *
 * That is forgotten where the variable gets another value, and at every call but those of locks: a function
 * may free the object that the pointer came from, and the check looks into it. */
#include "lower.h"

#include "llvm/ADT/MapVector.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/IntrinsicInst.h"

using namespace llvm;

namespace custody {

namespace {

/// A local pointer variable.
struct Variable {
  AllocaInst *Slot;
  SmallVector<StoreInst *, 4> Stores;
  SmallVector<const FoundMark *, 4> Accesses; ///< of what it points to
};

} // namespace

static CallInst *asMarker(Value *V) {
  auto *Call = dyn_cast<CallInst>(V);
  return Call && Call->getCalledFunction() && Call->getCalledFunction()->getName() == MarkerName
             ? Call
             : nullptr;
}

/// What a value is made of: without marks, and without what is added to a pointer.
static Value *origin(Value *V) {
  for (;;) {
    if (CallInst *Marker = asMarker(V)) V = Marker->getArgOperand(0);
    else if (auto *Sum = dyn_cast<GetElementPtrInst>(V)) V = Sum->getPointerOperand();
    else return V;
  }
}

/// The mark of a pointer with a rule that the value is, or is reckoned from; its call may be null.
FoundMark Lowering::copiedMark(Value *V) const {
  for (;;) {
    if (CallInst *Marker = asMarker(V)) {
      unsigned Number = cast<ConstantInt>(Marker->getArgOperand(1))->getZExtValue();
      if (P.Marks[Number].Kind == MarkKind::Copied) return {Marker, Number};
      V = Marker->getArgOperand(0);
    } else if (auto *Sum = dyn_cast<GetElementPtrInst>(V)) V = Sum->getPointerOperand();
    else return {nullptr, 0};
  }
}

/// False if the variable may change unseen. Of is its address, or a mark of that.
static bool gather(Value *Of, Variable &Into) {
  for (User *U : Of->users()) {
    if (auto *S = dyn_cast<StoreInst>(U); S && S->getPointerOperand() == Of) {
      Into.Stores.push_back(S);
    } else if (asMarker(U)) {
      if (!gather(U, Into)) return false;
    } else if (!isa<LoadInst, LifetimeIntrinsic>(U)) return false;
  }
  return true;
}

static bool isHarmless(CallBase &Call) {
  Value *Callee = Call.getCalledOperand();
  if (CallInst *Marker = asMarker(Callee)) Callee = Marker->getArgOperand(0);
  const auto *F = dyn_cast<Function>(Callee->stripPointerCasts());
  return F && (F->isIntrinsic() || F->getName() == MarkerName ||
               (F->isDeclaration() && isReplaced(F->getName())));
}

static bool isSameRule(const Mark &A, const Mark &B) {
  return A.Checks.front().Rule == B.Checks.front().Rule &&
         A.Checks.front().Offset == B.Checks.front().Offset;
}

/// What the one pointer with a rule says whose copies the variable holds; or null.
const Mark *Lowering::onlySource(ArrayRef<StoreInst *> Stores) const {
  const Mark *Only = nullptr;
  for (StoreInst *S : Stores) {
    FoundMark F = copiedMark(S->getValueOperand());
    if (!F.Call) continue;
    const Mark &Source = P.Marks[F.Number];
    if (Source.Checks.empty() || (Only && !isSameRule(*Only, Source))) return nullptr;
    Only = &Source;
  }
  return Only;
}

/// Keeps From, where the pointer came from, and Was, the pointer, up to date.
void Lowering::followCopies(AllocaInst &Slot, ArrayRef<StoreInst *> Stores, AllocaInst &From,
                            AllocaInst &Was) {
  Constant *Null = ConstantPointerNull::get(PointerType::getUnqual(M.getContext()));
  IRBuilder<>(From.getNextNode()).CreateStore(Null, &From);
  for (StoreInst *S : Stores) {
    IRBuilder<> At(S);
    FoundMark F = copiedMark(S->getValueOperand());
    auto *Load = F.Call ? dyn_cast<LoadInst>(F.marked()) : nullptr;
    auto *Own = dyn_cast<LoadInst>(origin(S->getValueOperand()));
    if (!Load && Own && origin(Own->getPointerOperand()) == &Slot) continue; // `p++`
    At.CreateStore(Load ? Load->getPointerOperand() : Null, &From);
    if (Load) At.CreateStore(Load, &Was);
  }
  for (Instruction &I : instructions(*Slot.getFunction()))
    if (auto *Call = dyn_cast<CallBase>(&I); Call && !isHarmless(*Call))
      IRBuilder<>(Call).CreateStore(Null, &From);
}

void Lowering::checkCopies(AllocaInst &Slot, ArrayRef<StoreInst *> Stores,
                           ArrayRef<const FoundMark *> Accesses) {
  const Mark *Source = onlySource(Stores);
  if (!Source || !Slot.isStaticAlloca()) return;
  IRBuilder<> Entry(&Slot);
  Type *Pointer = Entry.getPtrTy();
  auto *Was = Entry.CreateAlloca(Pointer, nullptr, "custody.was");
  auto *From = Entry.CreateAlloca(Pointer, nullptr, "custody.from");
  followCopies(Slot, Stores, *From, *Was);
  for (const FoundMark *F : Accesses) {
    const Mark &What = P.Marks[F->Number];
    IRBuilder<> At(F->Call);
    for (PlanCheck C : Source->Checks) {
      int64_t Offset = std::exchange(C.Offset, 0);
      C.Access = What.Copy;
      call(At, "custody_rt_access_copied",
           {At.CreateLoad(Pointer, From), At.CreateLoad(Pointer, Was), At.getInt64(Offset),
            Descriptors.site(C, What.Place)});
    }
  }
}

/// To be done before marks are lowered.
void Lowering::lowerCopies() {
  MapVector<AllocaInst *, SmallVector<const FoundMark *, 4>> Variables;
  for (const FoundMark &F : Found)
    if (auto *Slot = dyn_cast<AllocaInst>(origin(F.marked()));
        Slot && P.Marks[F.Number].Copy != NoRow)
      Variables[Slot].push_back(&F);
  for (auto &[Slot, Accesses] : Variables) {
    Variable V = {Slot, {}, {}};
    if (gather(Slot, V)) checkCopies(*Slot, V.Stores, Accesses);
  }
}

} // namespace custody
