/* Loads and stores that ThreadSanitizer need not look at, since custody answers for them: the plan says
 * at which marks. They get the metadata `nosanitize`, by which the sanitizers know what they are not
 * to instrument; an optimisation that makes one access of two drops it unless both have it.
 *
 * Atomic operations stay, since they order other accesses, and so do copies of whole objects, which
 * the plan never names. */
#include "lower.h"

#include "llvm/IR/Instructions.h"
#include "llvm/IR/Intrinsics.h"

using namespace llvm;

namespace custody {

/// Gives its first argument back: a mark, or what Clang makes of an `annotate` attribute.
static bool isSamePointer(const CallInst &Call) {
  return Call.getIntrinsicID() == Intrinsic::ptr_annotation ||
         (Call.getCalledFunction() && Call.getCalledFunction()->getName() == MarkerName);
}

/// What goes on from a marked pointer to another part of the same storage.
static bool goesOn(const User *U) {
  if (const auto *Call = dyn_cast<CallInst>(U)) return isSamePointer(*Call);
  return isa<GetElementPtrInst, AddrSpaceCastInst, BitCastInst>(U);
}

static bool isPlain(const Instruction &I, const Value *Pointer) {
  if (const auto *L = dyn_cast<LoadInst>(&I)) return !L->isAtomic();
  const auto *S = dyn_cast<StoreInst>(&I);
  return S && !S->isAtomic() && S->getPointerOperand() == Pointer;
}

/// The loads and stores of what the mark stands in front of.
static void gather(Value *Marked, DenseSet<Instruction *> &Into) {
  SmallVector<Value *, 4> Waiting = {Marked};
  while (!Waiting.empty()) {
    Value *Pointer = Waiting.pop_back_val();
    for (User *U : Pointer->users()) {
      auto *I = dyn_cast<Instruction>(U);
      if (I && isPlain(*I, Pointer)) Into.insert(I);
      else if (I && goesOn(I)) Waiting.push_back(I);
    }
  }
}

/// To be asked while the marks are there.
void Lowering::elide() {
  DenseSet<Instruction *> Elided, Kept;
  for (const FoundMark &F : Found) {
    if (!F.Call->getFunction()->hasFnAttribute(Attribute::SanitizeThread)) continue;
    Elision Sanitized = P.Marks[F.Number].Sanitized;
    if (Sanitized == Elision::Elided) gather(F.Call, Elided);
    else if (Sanitized == Elision::Kept) gather(F.Call, Kept);
  }
  for (Instruction *I : Elided)
    if (!Kept.contains(I))
      I->setMetadata(LLVMContext::MD_nosanitize, MDNode::get(M.getContext(), {}));
}

} // namespace custody
