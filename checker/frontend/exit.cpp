/* How a block ends: where control goes next, and on what that depends. */
#include "body.h"

using namespace clang;

namespace custody {

/// The edges that Clang does not hold to be impossible, the true one of a condition first.
static llvm::SmallVector<const CFGBlock *, 4> successorsOf(const CFGBlock &From) {
  llvm::SmallVector<const CFGBlock *, 4> Successors;
  for (const CFGBlock *To : From.succs())
    if (To) Successors.push_back(To);
  return Successors;
}

void Body::leave(const CFGBlock &From) {
  llvm::SmallVector<const CFGBlock *, 4> To = successorsOf(From);
  const CFGBlock *End = &From.getParent()->getExit();
  const Stmt *Terminator = From.getTerminatorStmt();
  bool IsReturn = IsReturned && To.size() == 1 && To[0] == End && !From.hasNoReturnElement();
  if (&From == End || IsReturn) {
    Current->Exit = FACTS_RETURN;
    return;
  }
  Current->Value = 0;
  if (!Terminator && To.size() > 1) // the other edges are exceptions
    llvm::erase(To, End);
  if (From.hasNoReturnElement()) llvm::erase(To, End);
  if (To.empty()) {
    Current->Exit = FACTS_NEVER;
    return;
  }
  if (isa_and_nonnull<SwitchStmt>(Terminator)) return leaveBySwitch(From);
  for (const CFGBlock *Successor : To) Current->Successors.push_back(Numbers[Successor]);
  Current->Exit = To.size() == 1 ? FACTS_GOTO : FACTS_ANY;
  const auto *Condition = dyn_cast_or_null<Expr>(From.getLastCondition());
  if (To.size() != 2 || !Terminator || !Condition ||
      isa<GCCAsmStmt, CXXTryStmt, IndirectGotoStmt>(Terminator))
    return;
  Current->Exit = FACTS_BRANCH;
  Current->Value = value(Condition);
}

/// One successor for each value of the case. False if there are too many.
bool Body::addCases(const CFGBlock &Target, uint32_t Successor) {
  constexpr uint64_t MostValues = 256;
  const auto *Case = cast<CaseStmt>(Target.getLabel());
  llvm::APSInt Low = Case->getLHS()->EvaluateKnownConstInt(Context);
  llvm::APSInt High = Case->getRHS() ? Case->getRHS()->EvaluateKnownConstInt(Context) : Low;
  if (Low.getSignificantBits() > 64 || High.getSignificantBits() > 64) return false;
  int64_t First = Low.getExtValue(), Last = High.getExtValue();
  if (Last < First) return true;
  if (static_cast<uint64_t>(Last) - static_cast<uint64_t>(First) >= MostValues) return false;
  for (int64_t Number = First;; ++Number) {
    Current->Successors.push_back(Successor);
    Current->Cases.push_back(Number);
    if (Number == Last) return true;
  }
}

static bool isCaseOf(const SwitchStmt *Switch, const Stmt *Label) {
  for (const SwitchCase *Case = Switch->getSwitchCaseList(); Case; Case = Case->getNextSwitchCase())
    if (Case == Label) return isa<CaseStmt>(Label);
  return false;
}

/// Where control goes when no case fits. Of an enumeration whose every value has its case there is no
/// such way; a value that is none of them is its own bug.
uint32_t Body::elseOf(const CFGBlock &From) {
  if (From.succ_empty()) return FACTS_NONE;
  if (!*From.succ_rbegin() && cast<SwitchStmt>(From.getTerminatorStmt())->isAllEnumCasesCovered())
    return FACTS_NONE;
  const CFGBlock::AdjacentBlock &Last = *From.succ_rbegin();
  const CFGBlock *To = Last ? &*Last : Last.getPossiblyUnreachableBlock();
  auto Number = Numbers.find(To);
  return Number == Numbers.end() ? FACTS_NONE : Number->second;
}

void Body::leaveBySwitch(const CFGBlock &From) {
  const auto *Switch = cast<SwitchStmt>(From.getTerminatorStmt());
  Current->Exit = FACTS_SWITCH;
  Current->Value = value(Switch->getCond());
  uint32_t Else = elseOf(From);
  for (const CFGBlock *To : successorsOf(From))
    if (isCaseOf(Switch, To->getLabel()) && !addCases(*To, Numbers[To])) {
      Current->Exit = FACTS_ANY;
      Current->Successors.push_back(Numbers[To]);
    }
  if (Else == FACTS_NONE) {
    Else = Made.Blocks.size();
    uint32_t Here = Current - Made.Blocks.data();
    Made.Blocks.emplace_back();
    Current = &Made.Blocks[Here];
  }
  Current->Successors.push_back(Else);
}

} // namespace custody
