/* Marks into calls, one kind after another. */
#include "lower.h"

#include "runtime/abi.h"

#include "llvm/IR/Instructions.h"
#include "llvm/Transforms/Utils/ModuleUtils.h"

using namespace llvm;

namespace custody {

Value *Lowering::call(IRBuilder<> &At, StringRef Name, ArrayRef<Value *> Arguments, Type *Result) {
  SmallVector<Type *, 3> Types;
  for (Value *V : Arguments) Types.push_back(V->getType());
  if (!Result) Result = At.getVoidTy();
  FunctionCallee Callee = M.getOrInsertFunction(Name, FunctionType::get(Result, Types, false));
  if (auto *F = dyn_cast<Function>(Callee.getCallee())) F->setDoesNotThrow();
  return At.CreateCall(Callee, Arguments);
}

void Lowering::collect(Function &Marker) {
  for (User *U : Marker.users())
    if (auto *Call = dyn_cast<CallInst>(U); Call && Call->getCalledFunction() == &Marker) {
      unsigned Number = cast<ConstantInt>(Call->getArgOperand(1))->getZExtValue();
      Found.push_back({Call, Number});
      ByFunction[{Call->getFunction(), Number}] = Call;
    }
}

Value *Lowering::valueOf(const Function *In, unsigned Number) const {
  if (CallInst *Call = ByFunction.lookup({In, Number})) return Call;
  return ConstantPointerNull::get(PointerType::getUnqual(M.getContext()));
}

/// The object that changes hands, or that a lock is named from: as it was where the mark stands.
Value *Lowering::objectOf(const Function *In, const PlanEffect &E) const {
  Value *Marked = valueOf(In, E.ArgumentMark);
  auto *Mark = dyn_cast<CallInst>(Marked);
  if (!E.IsInside || !Mark) return Marked;
  IRBuilder<> At(Mark->getNextNode());
  return At.CreateLoad(At.getPtrTy(), Mark);
}

/// A check reads whatever leads to a lock, and writes only what is custody's, so that others may keep
/// in registers what they have loaded.
static void describeCheck(Module &M) {
  Function *Check = M.getFunction("custody_rt_access");
  if (!Check) return;
  Check->setMemoryEffects(MemoryEffects::readOnly() | MemoryEffects::argMemOnly() |
                          MemoryEffects::inaccessibleMemOnly());
  Check->addParamAttr(0, Attribute::ReadOnly);
}

void Lowering::lowerAccess(const FoundMark &F, const Mark &What) {
  IRBuilder<> At(F.Call);
  for (const PlanCheck &C : What.Checks) {
    Value *Object = F.marked();
    if (C.Offset) Object = At.CreatePtrAdd(Object, At.getInt64(C.Offset));
    call(At, "custody_rt_access", {Object, Descriptors.site(C, What.Place)});
  }
}

/// A plain store is noted after it was done; an atomic one before, where both its operands are at
/// hand: other threads are judged by the rule either way, only this one is freer while it builds.
void Lowering::lowerStore(const FoundMark &F, const Mark &What) {
  if (What.Partner != NoRow) {
    CallInst *Slot = ByFunction.lookup({F.Call->getFunction(), What.Partner});
    if (!Slot) return;
    bool SameBlock = Slot->getParent() == F.Call->getParent();
    CallInst *Later = SameBlock && F.Call->comesBefore(Slot) ? Slot : F.Call;
    IRBuilder<> At(Later->getNextNode());
    call(At, "custody_rt_stored", {Slot, F.Call});
    return;
  }
  for (User *U : F.Call->users())
    if (auto *S = dyn_cast<StoreInst>(U); S && S->getValueOperand() == F.Call) {
      IRBuilder<> At(S->getNextNode());
      call(At, "custody_rt_stored", {S->getPointerOperand(), F.Call});
    }
}

/// Where control leaves the function for good.
static SmallVector<Instruction *, 4> exits(Function &F) {
  SmallVector<Instruction *, 4> Exits;
  for (BasicBlock &B : F) {
    if (CallInst *Tail = B.getTerminatingMustTailCall()) Exits.push_back(Tail);
    else if (isa<ReturnInst, ResumeInst>(B.getTerminator())) Exits.push_back(B.getTerminator());
  }
  return Exits;
}

void Lowering::lowerName(const FoundMark &F, const Mark &What) {
  IRBuilder<> At(F.Call);
  call(At, "custody_rt_names",
       {F.marked(), At.getInt64(What.Size), Descriptors.string(What.LockClass),
        Descriptors.place(What.Place)});
}

/// Objects without rules would crowd the table of what is being built.
void Lowering::lowerDismiss(const FoundMark &F) {
  const Value *Made = F.marked()->stripInBoundsOffsets();
  if (const auto *Call = dyn_cast<CallBase>(Made);
      Call && Call->getCalledFunction() && Call->getCalledFunction()->isDeclaration() &&
      isOperatorNew(Call->getCalledFunction()->getName())) {
    Unruled.insert(Call);
    return;
  }
  IRBuilder<> At(F.Call);
  call(At, "custody_rt_published", {F.marked()});
}

static bool liesInFrame(const Value *Pointer) {
  if (const auto *A = dyn_cast<AllocaInst>(Pointer->stripPointerCasts()))
    return A->isStaticAlloca();
  return isa<Argument>(Pointer);
}

void Lowering::lowerLocal(const FoundMark &F, const Mark &What) {
  IRBuilder<> At(F.Call);
  call(At, "custody_rt_fresh", {F.marked(), At.getInt64(What.Size)});
  if (!liesInFrame(F.marked())) return;
  for (Instruction *Exit : exits(*F.Call->getFunction())) {
    IRBuilder<> AtExit(Exit);
    call(AtExit, "custody_rt_freed", {F.marked()});
  }
}

/// What is returned, or what the smart pointer holds that is; or null: control leaves by a tail call or an
/// exception.
static Value *returned(Instruction &Exit, bool IsInside) {
  if (IsInside && isa<ReturnInst>(Exit))
    for (Argument &A : Exit.getFunction()->args())
      if (A.hasStructRetAttr()) {
        IRBuilder<> At(&Exit);
        return At.CreateLoad(At.getPtrTy(), &A);
      }
  auto *Return = dyn_cast<ReturnInst>(&Exit);
  return Return ? Return->getReturnValue() : nullptr;
}

void Lowering::lowerExit(IRBuilder<> &At, Instruction &Exit, const PlanEffect &E) {
  const PlanContract &C = P.Contracts[E.Contract];
  const Function &In = *Exit.getFunction();
  if (C.Kind == CUSTODY_RT_TAKING) {
    call(At, "custody_rt_leave", {Descriptors.contract(E.Contract)});
    return;
  }
  Value *Result = returned(Exit, E.OfResult && E.IsInside);
  Value *Of = E.OfResult ? Result : objectOf(&In, E);
  SmallVector<Value *, 4> Arguments;
  for (const Argument &A : In.args()) Arguments.push_back(const_cast<Argument *>(&A));
  Value *Happened = happened(At, Result, Arguments, C.When);
  if (!Of || !Happened || !Of->getType()->isPointerTy() || isa<ResumeInst>(Exit)) return;
  call(At, "custody_rt_after_call",
       {Of, Descriptors.contract(E.Contract), Descriptors.place(C.Place), Happened});
}

void Lowering::lowerEnter(const FoundMark &F, const Mark &What) {
  Function *In = F.Call->getFunction();
  IRBuilder<> At(F.Call);
  for (const PlanEffect &E : What.Effects)
    if (E.At == PlanEffect::ThreadEntry)
      call(At, "custody_rt_thread_entry",
           {In, Descriptors.role(P.Contracts[E.Contract].Roles.front()),
            Descriptors.contract(E.Contract)});
  for (const PlanBuild &B : What.Builds)
    call(At, "custody_rt_build_begin", {valueOf(In, B.ArgumentMark), At.getInt64(B.Size)});
  for (const PlanEffect &E : What.Effects)
    if (E.At == PlanEffect::Entry)
      call(At, "custody_rt_enter", {objectOf(In, E), Descriptors.contract(E.Contract)});
  for (Instruction *Exit : exits(*In)) {
    IRBuilder<> AtExit(Exit);
    for (const PlanEffect &E : What.Effects)
      if (E.At == PlanEffect::Exit) lowerExit(AtExit, *Exit, E);
    for (const PlanBuild &B : reverse(What.Builds))
      call(AtExit, "custody_rt_build_end", {valueOf(In, B.ArgumentMark)});
  }
}

void Lowering::dropAddresses() {
  GlobalVariable *All = M.getNamedGlobal(AddressesName);
  if (!All) return;
  removeFromUsedLists(M, [=](Constant *C) { return C->stripPointerCasts() == All; });
  All->eraseFromParent();
}

void Lowering::lower(const FoundMark &F) {
  const Mark &What = P.Marks[F.Number];
  switch (What.Kind) {
  case MarkKind::Access: return lowerAccess(F, What);
  case MarkKind::Call: return lowerCall(F, What);
  case MarkKind::Store: return lowerStore(F, What);
  case MarkKind::Enter: return lowerEnter(F, What);
  case MarkKind::Local: return lowerLocal(F, What);
  case MarkKind::Name: return lowerName(F, What);
  case MarkKind::Dismiss: return lowerDismiss(F);
  case MarkKind::Callback: // all of one function at once
  case MarkKind::Copied: // so are those of one variable
  case MarkKind::Nothing:
  case MarkKind::Argument:
  case MarkKind::StoreSlot: break;
  }
}

/// Where the file knows a role that must not block.
void Lowering::sayWhenItExits() {
  if (none_of(P.Declarations,
              [](const PlanDeclaration &D) { return D.Flags & CUSTODY_RT_ROLE_NONBLOCKING; }))
    return;
  SmallVector<Instruction *, 4> Ends;
  if (Function *Main = M.getFunction("main"); Main && !Main->isDeclaration()) Ends = exits(*Main);
  if (Function *Exit = M.getFunction("exit"); Exit && Exit->isDeclaration())
    for (User *U : Exit->users())
      if (auto *Call = dyn_cast<CallBase>(U); Call && Call->getCalledOperand() == Exit)
        Ends.push_back(Call);
  for (Instruction *End : Ends) {
    IRBuilder<> At(End);
    call(At, "custody_rt_exits", {});
  }
}

void Lowering::takeMarksAway() {
  for (const FoundMark &F : Found) {
    F.Call->replaceAllUsesWith(F.marked());
    F.Call->eraseFromParent();
  }
  if (Function *Marker = M.getFunction(MarkerName)) Marker->eraseFromParent();
}

void Lowering::run() {
  if (Function *Marker = M.getFunction(MarkerName)) collect(*Marker);
  elide();
  if (P.Instruments) instrument();
  else takeMarksAway();
  dropAddresses();
}

void Lowering::instrument() {
  SmallVector<CallBase *, 8> Unmarked = unmarkedCalls();
  lowerCallbacks();
  lowerCopies();
  for (const FoundMark &F : Found) lower(F);
  describeCheck(M);
  takeMarksAway();
  for (CallBase *Call : Unmarked) lowerUnmarked(*Call);
  lowerPointers();
  addConstructors();
  sayWhenItExits();
  followReports();
  Descriptors.referToVersion();
}

} // namespace custody
