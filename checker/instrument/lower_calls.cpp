/* Calls that the runtime takes part in: locks, threads, allocation, and functions whose contract
 * says that they take or give back locks. */
#include "facts/facts.h"
#include "lower.h"
#include "runtime/abi.h"

#include "llvm/ADT/StringSwitch.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/Instructions.h"

using namespace llvm;

namespace custody {

static bool isLockFunction(StringRef Name) {
  return StringSwitch<bool>(Name)
#define LOCK_FUNCTION(name, argument, action, mode, result) .Case(#name, true)
#define LOCK_LIFE(name, argument) .Case(#name, true)
#include <custody/known.def>
      .Default(false);
}

bool isReplaced(StringRef Name) {
  return isLockFunction(Name) || StringSwitch<bool>(Name)
#define THREAD_START(name, function, data) .Case(#name, true)
#define THREAD_JOIN(name) .Case(#name, true)
#include <custody/known.def>
                                     .Case("realloc", true)
                                     .Default(false);
}

/// Which argument a new thread gets; which argument is freed; or -1.
static int dataOfThread(StringRef Name) {
  return StringSwitch<int>(Name)
#define THREAD_START(name, function, data) .Case(#name, data)
#include <custody/known.def>
      .Default(-1);
}

/// Of the names that the Itanium C++ ABI gives to the global operators, with all their variants.
bool isOperatorNew(StringRef Name) { return Name.starts_with("_Znw") || Name.starts_with("_Zna"); }

static int freedArgument(StringRef Name) {
  if (Name.starts_with("_ZdlPv") || Name.starts_with("_ZdaPv")) return 0;
  return StringSwitch<int>(Name)
#define FREES(name, argument) .Case(#name, argument)
#include <custody/known.def>
      .Default(-1);
}

Instruction *afterCall(CallBase &Call) {
  if (auto *Invoke = dyn_cast<InvokeInst>(&Call))
    return &*Invoke->getNormalDest()->getFirstInsertionPt();
  return Call.getNextNode();
}

/// What is allocated: the functions that copy a string make nothing that could have rules.
void Lowering::noteAllocation(CallBase &Call, StringRef Name) {
  unsigned SizeArgument = StringSwitch<unsigned>(Name)
                              .Case("malloc", 0)
                              .Case("valloc", 0)
                              .Case("calloc", 0)
                              .Case("aligned_alloc", 1)
                              .Case("memalign", 1)
                              .Default(isOperatorNew(Name) ? 0 : NoRow);
  if (SizeArgument >= Call.arg_size() || !Call.getType()->isPointerTy()) return;
  IRBuilder<> At(afterCall(Call));
  Value *Size = At.CreateZExtOrTrunc(Call.getArgOperand(SizeArgument), At.getInt64Ty());
  if (Name == "calloc" && Call.arg_size() == 2)
    Size = At.CreateMul(Size, At.CreateZExtOrTrunc(Call.getArgOperand(1), At.getInt64Ty()));
  call(At, "custody_rt_fresh", {&Call, Size});
}

/// The lock, where it is made or taken.
Value *Lowering::lockOf(CallBase &Call, const Mark &What) const {
  enum { TAKES_ACQUIRE = 1, TAKES_TRY_ACQUIRE = 1, TAKES_WAIT = 1, TAKES_RELEASE = 0 };
  int Argument = StringSwitch<int>(What.Callee)
#define LOCK_FUNCTION(name, argument, action, mode, result)                                        \
  .Case(#name, TAKES_##action ? argument : -1)
#define LOCK_LIFE(name, argument) .Case(#name, argument)
#include <custody/known.def>
                     .Default(-1);
  return Argument >= 0 && unsigned(Argument) < Call.arg_size() ? Call.getArgOperand(Argument)
                                                               : nullptr;
}

/// Place and class of a lock's call: where its caller knows the lock's class, and it is not known here or
/// as that of a lock's own struct, what the caller called it, and where.
std::pair<Value *, Value *> Lowering::named(IRBuilder<> &At, Value *Lock, const Mark &What) {
  Constant *Place = Descriptors.place(What.Place), *Class = Descriptors.string(What.LockClass);
  bool IsAsked = What.LockClass.empty() ? P.NamesLocks : What.IsNamedByCaller;
  if (!Lock || !IsAsked) return {Place, Class};
  Value *Named = this->call(At, "custody_rt_named_class", {Lock, Class}, At.getPtrTy());
  return {this->call(At, "custody_rt_named_place", {Lock, Place}, At.getPtrTy()), Named};
}

/// The same call of custody_rt_NAME, with the place of the call behind, and of a lock its class.
void Lowering::replaceCall(CallBase &Call, const Mark &What) {
  SmallVector<Value *, 6> Arguments(Call.args());
  IRBuilder<> Before(&Call);
  auto [Place, Class] = named(Before, lockOf(Call, What), What);
  Arguments.push_back(Place);
  if (isLockFunction(What.Callee)) Arguments.push_back(Class);
  SmallVector<Type *, 6> Types;
  for (Value *V : Arguments) Types.push_back(V->getType());
  FunctionCallee Callee = M.getOrInsertFunction("custody_rt_" + What.Callee,
                                                FunctionType::get(Call.getType(), Types, false));
  CallBase *New;
  if (auto *Invoke = dyn_cast<InvokeInst>(&Call))
    New = InvokeInst::Create(Callee, Invoke->getNormalDest(), Invoke->getUnwindDest(), Arguments,
                             "", Call.getIterator());
  else New = CallInst::Create(Callee, Arguments, "", Call.getIterator());
  New->setCallingConv(Call.getCallingConv());
  New->setAttributes(Call.getAttributes());
  New->setDebugLoc(Call.getDebugLoc());
  New->takeName(&Call);
  Call.replaceAllUsesWith(New);
  Call.eraseFromParent();
}

/// May end the life of Call.
void Lowering::lowerKnown(CallBase &Call, const Mark &What) {
  if (Call.isMustTailCall()) return;
  if (int Data = dataOfThread(What.Callee); Data >= 0 && unsigned(Data) < Call.arg_size()) {
    IRBuilder<> At(&Call);
    this->call(At, "custody_rt_published", {Call.getArgOperand(Data)});
  }
  if (int Freed = freedArgument(What.Callee); Freed >= 0 && unsigned(Freed) < Call.arg_size()) {
    IRBuilder<> At(&Call);
    this->call(At, "custody_rt_freed", {Call.getArgOperand(Freed)});
  }
  if (What.NotesAllocation) noteAllocation(Call, What.Callee);
  if (isReplaced(What.Callee) && !lowerAtSite(Call, What)) replaceCall(Call, What);
}

static CmpInst::Predicate predicateOf(unsigned Operator) {
  switch (Operator) {
  case FACTS_EQUAL: return CmpInst::ICMP_EQ;
  case FACTS_LESS: return CmpInst::ICMP_SLT;
  case FACTS_LESS_EQUAL: return CmpInst::ICMP_SLE;
  case FACTS_GREATER: return CmpInst::ICMP_SGT;
  case FACTS_GREATER_EQUAL: return CmpInst::ICMP_SGE;
  default: return CmpInst::ICMP_NE;
  }
}

Value *happened(IRBuilder<> &At, Value *Result, ArrayRef<Value *> Arguments,
                const PlanCondition &When) {
  Value *Of = Result;
  if (When.Of == PlanCondition::Always) return At.getInt32(1);
  if (When.Of == PlanCondition::Argument)
    Of = When.Index < Arguments.size() && When.Count == Arguments.size() ? Arguments[When.Index]
                                                                         : nullptr;
  if (!Of || !(Of->getType()->isIntegerTy() || Of->getType()->isPointerTy())) return nullptr;
  if (Of->getType()->isPointerTy()) Of = At.CreatePtrToInt(Of, At.getInt64Ty());
  bool IsTruth = Of->getType()->isIntegerTy(1);
  Value *Wide =
      IsTruth ? At.CreateZExt(Of, At.getInt64Ty()) : At.CreateSExtOrTrunc(Of, At.getInt64Ty());
  Value *Is = At.CreateICmp(predicateOf(When.Operator), Wide, At.getInt64(When.Number));
  return At.CreateZExt(Is, At.getInt32Ty());
}

/// ThreadSanitizer must be told before another thread can go on.
static bool isGivenBack(unsigned Kind) {
  return Kind == CUSTODY_RT_RELEASE || Kind == CUSTODY_RT_RELEASE_SHARED ||
         Kind == CUSTODY_RT_GIVES;
}

void Lowering::addOpaque(CallBase &Call, const Mark &What) {
  if (What.Opaque == NoRow || What.Opaque >= Call.arg_size()) return;
  Value *Object = Call.getArgOperand(What.Opaque);
  if (!Call.getFunction()->hasFnAttribute(Attribute::SanitizeThread) ||
      !Object->getType()->isPointerTy())
    return;
  IRBuilder<> Before(&Call);
  this->call(Before, "custody_rt_opaque",
             {Object, Descriptors.string(What.OpaqueType), Before.getInt32(!What.ReadsOpaque)});
}

static bool isOfLock(unsigned Kind) {
  switch (Kind) {
  case CUSTODY_RT_ACQUIRE:
  case CUSTODY_RT_ACQUIRE_SHARED:
  case CUSTODY_RT_TRY_ACQUIRE:
  case CUSTODY_RT_TRY_ACQUIRE_SHARED:
  case CUSTODY_RT_RELEASE:
  case CUSTODY_RT_RELEASE_SHARED: return true;
  default: return false;
  }
}

void Lowering::addAfter(IRBuilder<> &Before, IRBuilder<> &After, const PlanContract &Contract,
                        SmallVector<Value *, 5> Arguments) {
  if (!isOfLock(Contract.Kind)) {
    this->call(After, "custody_rt_after_call", Arguments);
    return;
  }
  Arguments.push_back(this->call(Before, "custody_rt_before_lock_call", {}, Before.getInt32Ty()));
  this->call(After, "custody_rt_after_lock_call", Arguments);
}

void Lowering::addEffects(CallBase &Call, const Mark &What) {
  if (What.Effects.empty() || Call.isMustTailCall()) return;
  SmallVector<Value *, 4> Arguments(Call.args());
  bool IsSanitized = Call.getFunction()->hasFnAttribute(Attribute::SanitizeThread);
  IRBuilder<> Before(&Call), After(afterCall(Call));
  for (const PlanEffect &E : What.Effects) {
    Value *Of = E.OfResult ? &Call : valueOf(Call.getFunction(), E.ArgumentMark);
    Constant *Contract = Descriptors.contract(E.Contract);
    if (IsSanitized && !E.OfResult && isGivenBack(P.Contracts[E.Contract].Kind))
      this->call(Before, "custody_rt_releases", {Of, Contract});
    if (E.At == PlanEffect::BeforeCall)
      this->call(Before, "custody_rt_before_call", {Of, Contract, Descriptors.place(What.Place)});
    else if (Value *When = happened(After, &Call, Arguments, P.Contracts[E.Contract].When))
      addAfter(Before, After, P.Contracts[E.Contract],
               {Of, Contract, Descriptors.place(What.Place), When});
  }
}

/// Whether the call blocks, with what it is passed, as an int.
static Value *blocks(IRBuilder<> &At, CallBase &Call, const PlanBlocking &B) {
  if (B.How == PlanBlocking::MayWait) return At.getInt32(CUSTODY_RT_MAY_WAIT);
  if (B.Argument == NoRow) return At.getInt32(1);
  if (B.Argument >= Call.arg_size() || !Call.getArgOperand(B.Argument)->getType()->isIntegerTy())
    return At.getInt32(0);
  Value *Flags = At.CreateSExtOrTrunc(Call.getArgOperand(B.Argument), At.getInt64Ty());
  Value *Is = At.CreateICmpEQ(At.CreateAnd(Flags, At.getInt64(B.Mask)), At.getInt64(B.Value));
  return At.CreateZExt(Is, At.getInt32Ty());
}

void Lowering::addBlocking(CallBase &Call, const Mark &What) {
  if (What.Blocks.Contract == NoRow || Call.isMustTailCall()) return;
  IRBuilder<> Before(&Call), After(afterCall(Call));
  if (What.Blocks.How == PlanBlocking::LoopWait) {
    Value *Of[] = {Descriptors.place(What.Place), Descriptors.string(What.Callee)};
    this->call(Before, "custody_rt_loop_waits", Of);
    this->call(After, "custody_rt_loop_turns", Of);
    return;
  }
  Constant *Contract = Descriptors.contract(What.Blocks.Contract);
  Value *Began = this->call(Before, "custody_rt_block",
                            {Contract, blocks(Before, Call, What.Blocks)}, Before.getInt64Ty());
  if (!Call.doesNotReturn()) this->call(After, "custody_rt_unblock", {Contract, Began});
}

void Lowering::lowerCall(const FoundMark &F, const Mark &What) {
  SmallVector<CallBase *, 1> Calls;
  for (User *U : F.Call->users())
    if (auto *Call = dyn_cast<CallBase>(U); Call && Call->getCalledOperand() == F.Call)
      Calls.push_back(Call);
  for (CallBase *Call : Calls) {
    addBlocking(*Call, What);
    addEffects(*Call, What);
    addOpaque(*Call, What);
    lowerKnown(*Call, What);
  }
}

/// Where the AST could not be marked, in lambdas and templates for example, the call itself is
/// still seen; its place is what the debug information says, or the function.
static PlanPlace placeOf(const CallBase &Call, const Plan &P) {
  PlanPlace Place;
  Place.File = P.File;
  Place.Function = Call.getFunction()->getName().str();
  if (const DILocation *L = Call.getDebugLoc()) {
    Place.File = L->getFilename().str();
    Place.Line = L->getLine();
    Place.Column = L->getColumn();
  }
  return Place;
}

void Lowering::lowerUnmarked(CallBase &Call) {
  Mark What;
  What.Kind = MarkKind::Call;
  What.Callee = Call.getCalledFunction()->getName().str();
  What.Place = placeOf(Call, P);
  What.NotesAllocation = !Unruled.contains(&Call);
  lowerKnown(Call, What);
}

static bool isAllocation(StringRef Name) {
  return isOperatorNew(Name) || StringSwitch<bool>(Name)
#define ALLOCATES(name) .Case(#name, true)
#include <custody/known.def>
                                    .Default(false);
}

static bool isNoted(StringRef Name) {
  return isReplaced(Name) || isAllocation(Name) || freedArgument(Name) >= 0;
}

/// To be asked before marks are lowered: the callee of a marked call is still its mark.
SmallVector<CallBase *, 8> Lowering::unmarkedCalls() const {
  SmallVector<CallBase *, 8> Calls;
  for (Function &F : M)
    if (F.isDeclaration() && isNoted(F.getName()))
      for (User *U : F.users())
        if (auto *Call = dyn_cast<CallBase>(U); Call && Call->getCalledOperand() == &F)
          Calls.push_back(Call);
  return Calls;
}

} // namespace custody
