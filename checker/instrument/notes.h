/* What is remembered of each mark until the end of the file, when the frontend and the engine have
 * said what they know, and the plan can be made. The AST side of plan.h; indexed by mark number. */
#ifndef CUSTODY_INSTRUMENT_NOTES_H
#define CUSTODY_INSTRUMENT_NOTES_H

#include "frontend/clang.h"
#include "plan.h"

namespace custody {

/// One access that a mark stands in front of.
struct AccessNote {
  const clang::Expr *Accessed;     ///< what the frontend's sites name too
  const clang::ValueDecl *Ruled;   ///< the field or variable; null: every ruled field of Whole
  clang::QualType Whole;           ///< what is touched whole, or what Accessed points to
  int64_t Offset;                  ///< of the object, from the marked pointer
  unsigned Bits; ///< enum facts_access_bit, as the syntax has it; 0: address only
  bool OfPointee = false; ///< Ruled is a pointer, and what it points to is accessed: its PT_ rules
  bool OfCopy = false; ///< Ruled is a local pointer, which may be a copy of one with such rules
};

/// An argument of a marked call, or a parameter, that has a mark of its own.
struct ArgumentNote {
  unsigned Parameter;
  unsigned Mark;
};

struct MarkNote {
  MarkKind Kind;
  clang::SourceLocation Loc;
  const clang::FunctionDecl *In;
  llvm::SmallVector<AccessNote, 1> Accesses;
  const clang::VarDecl *Local = nullptr; ///< Access: the automatic variable that it is in
  bool IsShared = false; ///< Access: isShared
  const clang::FunctionDecl *Callee = nullptr; ///< Call, Enter: whose annotations count
  llvm::SmallVector<ArgumentNote, 1> Arguments;
  std::optional<PlanBlocking> Blocks; ///< Call
  const clang::FunctionDecl *Passed = nullptr; ///< Callback: to the parameter Index of Callee
  unsigned Index = 0;
  std::string LockClass;
  bool IsNamedByCaller = false; ///< the lock, mostly by another name than LockClass
  unsigned Partner = NoRow;
  uint64_t Size = 0;
  bool NotesAllocation = false;

  MarkNote(MarkKind Kind, clang::SourceLocation Loc, const clang::FunctionDecl *In)
      : Kind(Kind), Loc(Loc), In(In) {}
};

using MarkNotes = std::vector<MarkNote>;

} // namespace custody

#endif
