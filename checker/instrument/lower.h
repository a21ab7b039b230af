/* Takes the marks out of a module and puts the runtime's calls in. */
#ifndef CUSTODY_INSTRUMENT_LOWER_H
#define CUSTODY_INSTRUMENT_LOWER_H

#include "layout.h"

#include "llvm/IR/IRBuilder.h"

namespace custody {

/// A call of the marker.
struct FoundMark {
  llvm::CallInst *Call;
  unsigned Number;

  llvm::Value *marked() const { return Call->getArgOperand(0); }
};

/// One of C++'s global allocation functions.
bool isOperatorNew(llvm::StringRef Name);
/// The runtime has a function that stands in for this one.
bool isReplaced(llvm::StringRef Name);

/// A call's result is there in the block that comes next, an invoke's where it goes on.
llvm::Instruction *afterCall(llvm::CallBase &Call);

/// Whether an effect happened, as an int, where the call or function with these arguments returned
/// Result, which may be null; null where that cannot be told.
llvm::Value *happened(llvm::IRBuilder<> &At, llvm::Value *Result,
                      llvm::ArrayRef<llvm::Value *> Arguments, const PlanCondition &When);

class Lowering {
public:
  Lowering(llvm::Module &M, const Plan &P) : M(M), P(P), Descriptors(M, P) {}
  void run();

private:
  // lower.cpp
  void collect(llvm::Function &Marker);
  void instrument();
  void lower(const FoundMark &F);
  void lowerAccess(const FoundMark &F, const Mark &What);
  void lowerStore(const FoundMark &F, const Mark &What);
  void lowerName(const FoundMark &F, const Mark &What);
  void lowerDismiss(const FoundMark &F);
  void lowerLocal(const FoundMark &F, const Mark &What);
  void lowerEnter(const FoundMark &F, const Mark &What);
  void lowerExit(llvm::IRBuilder<> &At, llvm::Instruction &Exit, const PlanEffect &E);
  llvm::Value *objectOf(const llvm::Function *In, const PlanEffect &E) const;
  llvm::Value *valueOf(const llvm::Function *In, unsigned Number) const;
  void takeMarksAway();
  void dropAddresses();
  void sayWhenItExits();
  void addConstructors();
  void sayLoaded();
  llvm::Function *makeConstructor(llvm::StringRef Name, llvm::GlobalValue::LinkageTypes Linkage);

  // elide.cpp
  void elide();

  // lower_calls.cpp
  void lowerCall(const FoundMark &F, const Mark &What);
  void lowerKnown(llvm::CallBase &Call, const Mark &What);
  void addOpaque(llvm::CallBase &Call, const Mark &What);
  void addEffects(llvm::CallBase &Call, const Mark &What);
  void addAfter(llvm::IRBuilder<> &Before, llvm::IRBuilder<> &After, const PlanContract &Contract,
                llvm::SmallVector<llvm::Value *, 5> Arguments);
  void addBlocking(llvm::CallBase &Call, const Mark &What);
  void noteAllocation(llvm::CallBase &Call, llvm::StringRef Name);
  llvm::SmallVector<llvm::CallBase *, 8> unmarkedCalls() const;
  void lowerUnmarked(llvm::CallBase &Call);
  void replaceCall(llvm::CallBase &Call, const Mark &What);
  llvm::Value *lockOf(llvm::CallBase &Call, const Mark &What) const;
  std::pair<llvm::Value *, llvm::Value *> named(llvm::IRBuilder<> &At, llvm::Value *Lock,
                                                const Mark &What);

  // lower_tsan.cpp
  bool lowerAtSite(llvm::CallBase &Call, const Mark &What);
  void lowerLockAtSite(llvm::CallBase &Call, const Mark &What, unsigned Does);
  void lowerStartAtSite(llvm::CallBase &Call, const Mark &What);
  void followReports();

  // lower_callbacks.cpp
  void lowerCallbacks();
  PlanContract together(llvm::SmallVectorImpl<const FoundMark *> &Marks) const;
  bool isOnlyPassed(const llvm::Function &F) const;

  // lower_copies.cpp
  void lowerCopies();
  FoundMark copiedMark(llvm::Value *V) const;
  const Mark *onlySource(llvm::ArrayRef<llvm::StoreInst *> Stores) const;
  void followCopies(llvm::AllocaInst &Slot, llvm::ArrayRef<llvm::StoreInst *> Stores,
                    llvm::AllocaInst &From, llvm::AllocaInst &Was);
  void checkCopies(llvm::AllocaInst &Slot, llvm::ArrayRef<llvm::StoreInst *> Stores,
                   llvm::ArrayRef<const FoundMark *> Accesses);

  // lower_pointers.cpp
  void lowerPointers();

  llvm::Value *call(llvm::IRBuilder<> &At, llvm::StringRef Name,
                    llvm::ArrayRef<llvm::Value *> Arguments, llvm::Type *Result = nullptr);

  llvm::Module &M;
  const Plan &P;
  Layout Descriptors;
  std::vector<FoundMark> Found;
  llvm::DenseSet<const llvm::Value *> Unruled; ///< calls of operator new that need not be watched
  llvm::DenseMap<std::pair<const llvm::Function *, unsigned>, llvm::CallInst *> ByFunction;
};

} // namespace custody

#endif
