/* What is different in code that is built for ThreadSanitizer. Calls of lock functions and of
 * pthread_create stay where they are, between two calls of the runtime's (see abi.h): ThreadSanitizer
 * writes the place of such a call into its reports, and its suppressions ask for it. And each module has a
 * function of the name that it calls when it has reported, which only the program itself can have. */
#include "lower.h"
#include "runtime/abi.h"

#include "llvm/ADT/StringSwitch.h"
#include "llvm/IR/Instructions.h"

using namespace llvm;

namespace custody {

namespace {
enum { NONE = -1, ACQUIRE = CUSTODY_RT_CALL_TAKES, TRY_ACQUIRE = CUSTODY_RT_CALL_TRIES };
enum { RELEASE = CUSTODY_RT_CALL_GIVES, WAIT = NONE };
enum { EXCLUSIVE = 0, GENERIC = 0, SHARED = CUSTODY_RT_CALL_SHARED };
} // namespace

/// Action and mode of a lock function, or NONE: a wait on a condition gives the lock back and takes it
/// again inside the C library.
static int actionOf(StringRef Name) {
  return StringSwitch<int>(Name)
#define LOCK_FUNCTION(name, argument, action, mode, result)                                        \
  .Case(#name, int(action) == int(WAIT) ? int(NONE) : int(action) | int(mode))
#include <custody/known.def>
      .Default(Name.ends_with("_init")      ? int(CUSTODY_RT_CALL_BEGINS)
               : Name.ends_with("_destroy") ? int(CUSTODY_RT_CALL_ENDS)
                                            : int(NONE));
}

/// For custody_rt_at_lock; or NONE: the call is replaced as elsewhere.
static int whatOf(StringRef Name) {
  StringRef Rest = Name;
  int Kind = Rest.consume_front("pthread_rwlock_") ? int(CUSTODY_RT_CALL_RWLOCK) : 0;
  if (!Kind && !Rest.consume_front("pthread_mutex_")) return NONE;
  int Action = actionOf(Name);
  if (Action == NONE) return NONE;
  if (!Rest.starts_with("timed") && !Rest.starts_with("clock")) return Action | Kind;
  return CUSTODY_RT_CALL_TAKES | (Action & SHARED) | CUSTODY_RT_CALL_LIMITED | Kind;
}

void Lowering::lowerLockAtSite(CallBase &Call, const Mark &What, unsigned Does) {
  IRBuilder<> Before(&Call), After(afterCall(Call));
  Value *Lock = Call.getArgOperand(0), *Number = Before.getInt32(Does);
  auto [Place, Class] = named(Before, lockOf(Call, What), What);
  Value *Callee =
      this->call(Before, "custody_rt_at_lock",
                 {Lock, Number, Call.getCalledOperand(), Place, Class}, Before.getPtrTy());
  Call.setCalledOperand(Callee);
  unsigned Action = Does & CUSTODY_RT_CALL_ACTION;
  if (Action == CUSTODY_RT_CALL_TAKES || Action == CUSTODY_RT_CALL_TRIES)
    this->call(After, "custody_rt_at_locked", {Lock, Number, Callee, &Call, Place, Class});
}

void Lowering::lowerStartAtSite(CallBase &Call, const Mark &What) {
  IRBuilder<> Before(&Call), After(afterCall(Call));
  Value *Attributes = Call.getArgOperand(1), *Start = Call.getArgOperand(2);
  Value *Data = Call.getArgOperand(3);
  Value *Expected =
      this->call(Before, "custody_rt_at_create",
                 {Attributes, Start, Data, Descriptors.place(What.Place)}, Before.getPtrTy());
  FunctionCallee Ours =
      M.getOrInsertFunction("custody_rt_at_start", Before.getPtrTy(), Before.getPtrTy());
  Value *Is = Before.CreateIsNotNull(Expected);
  Call.setArgOperand(2, Before.CreateSelect(Is, Ours.getCallee(), Start));
  Call.setArgOperand(3, Before.CreateSelect(Is, Expected, Data));
  this->call(After, "custody_rt_at_created", {Expected, Data, &Call});
}

bool Lowering::lowerAtSite(CallBase &Call, const Mark &What) {
  if (!Call.getFunction()->hasFnAttribute(Attribute::SanitizeThread)) return false;
  if (!Call.getType()->isIntegerTy(32)) return false;
  if (What.Callee == "pthread_create" && Call.arg_size() == 4) {
    lowerStartAtSite(Call, What);
    return true;
  }
  int Does = whatOf(What.Callee);
  if (Does == NONE || Call.arg_size() == 0) return false;
  lowerLockAtSite(Call, What, Does);
  return true;
}

static constexpr StringLiteral HookName = "__tsan_on_report";

/// A program may have a function of that name itself. It gets another one here, and is called by ours.
static FunctionCallee theProgramsOwn(Module &M, FunctionType *Type) {
  static constexpr StringLiteral Renamed = "custody_on_tsan_report";
  if (Function *Own = M.getFunction(HookName)) Own->setName(Renamed);
  FunctionCallee Callee = M.getOrInsertFunction(Renamed, Type);
  auto *F = dyn_cast<Function>(Callee.getCallee());
  if (F && F->isDeclaration()) F->setLinkage(GlobalValue::ExternalWeakLinkage);
  return Callee;
}

/// The linker keeps one of all modules; it comes before ThreadSanitizer's, which is weak.
void Lowering::followReports() {
  if (none_of(M, [](const Function &F) { return F.hasFnAttribute(Attribute::SanitizeThread); }))
    return;
  LLVMContext &C = M.getContext();
  auto *Type = FunctionType::get(Type::getVoidTy(C), {PointerType::getUnqual(C)}, false);
  FunctionCallee Own = theProgramsOwn(M, Type);
  auto *Hook = Function::Create(Type, GlobalValue::ExternalLinkage, HookName, M);
  Hook->setComdat(M.getOrInsertComdat(HookName));
  BasicBlock *Start = BasicBlock::Create(C, "", Hook), *Calls = BasicBlock::Create(C, "", Hook);
  BasicBlock *End = BasicBlock::Create(C, "", Hook);
  IRBuilder<> At(Start);
  At.CreateCall(M.getOrInsertFunction("custody_rt_tsan_report", Type), {Hook->getArg(0)});
  At.CreateCondBr(At.CreateIsNotNull(Own.getCallee()), Calls, End);
  At.SetInsertPoint(Calls);
  At.CreateCall(Own, {Hook->getArg(0)});
  At.CreateBr(End);
  At.SetInsertPoint(End);
  At.CreateRetVoid();
}

} // namespace custody
