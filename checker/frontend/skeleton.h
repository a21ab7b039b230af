/* The skeleton of one function: its control flow and the events that may matter, in terms of the
 * AST. It is built generously, then pruned, then written into the facts. */
#ifndef CUSTODY_FRONTEND_SKELETON_H
#define CUSTODY_FRONTEND_SKELETON_H

#include "clang.h"

#include "nodes.h"

namespace custody {

class Tables;
struct TranslationUnitResult;

struct Event {
  facts_event_kind Kind;
  unsigned Bits = 0;      ///< of an access
  bool IsPointer = false; ///< of a set: of anything but a number
  bool IsNeeded = false;  ///< of a set in memory: whether or not anything is seen to read it
  bool IsKept = false;    ///< while pruning: known to stay
  Node Path = 0;          ///< access, set, scope
  Node Value = 0;         ///< set: what is stored; call: the callee
  uint32_t Temp = 0;
  llvm::ArrayRef<Node> Arguments; ///< in the skeleton's memory
  clang::SourceLocation Loc;
  const clang::Expr *Accessed = nullptr;
};

struct Block {
  std::vector<Event> Events;
  facts_exit_kind Exit = FACTS_NEVER;
  Node Value = 0;
  llvm::SmallVector<uint32_t, 2> Successors;
  llvm::SmallVector<int64_t, 2> Cases;
  clang::SourceLocation Loc;
};

struct Local {
  llvm::StringRef Name; ///< empty for a temporary of the frontend
  clang::QualType Type;
};

struct Skeleton {
  std::vector<Block> Blocks; ///< the entry is the first
  std::vector<Local> Locals;
  uint32_t Temps = 0;
  llvm::BumpPtrAllocator Memory;
  bool FollowsObjects = false;   ///< every touch of an object matters
  bool FollowsAddresses = false; ///< it matters where pointers are stored
  bool FollowsPointees = false;  ///< touches through annotated pointers and parameters matter
};

/// Drops the events that nothing depends on, then the control flow that has become empty.
void prune(Skeleton &Body, const Nodes &Known);

/// Writes the skeleton as the body of row `Row` of the functions.
void write(const Skeleton &Body, const Nodes &Known, uint32_t Row,
           const clang::FunctionDecl *Function, Tables &Into, TranslationUnitResult &Result);

} // namespace custody

#endif
