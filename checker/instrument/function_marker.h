/* Marks one function: walks its body from the top down and knows, at each expression, what is done
 * with the value. That is enough to tell an access from an address and to find the pointer or
 * variable that an access starts from, which gets the mark.
 *
 *   statements.cpp  statements and values      lvalues.cpp  chains of members, and their roots
 *   calls.cpp       calls and stores           entry.cpp    what happens on the way in
 *   objects.cpp     what C++ alone has
 *
 * Left alone: what is not evaluated, what must be constant, and forms whose nodes are shared or
 * implicit: blocks, coroutines, OpenMP. Accesses there are checked at compile time only; calls of
 * lock functions are still found by the pass. */
#ifndef CUSTODY_INSTRUMENT_FUNCTION_MARKER_H
#define CUSTODY_INSTRUMENT_FUNCTION_MARKER_H

#include "lock_name.h"
#include "marker.h"
#include "notes.h"
#include "rewrite.h"
#include "ruled.h"

namespace custody {

/// What the marking of all functions of a file shares.
struct MarkingState {
  clang::ASTContext &Context;
  Marker Nodes;
  Rewriter Changes;
  RuledRecords Records;
  MarkNotes Notes;
  llvm::DenseSet<const clang::FunctionDecl *> Done;
  std::vector<clang::FunctionDecl *> Late; ///< to be marked at the end of the file
  llvm::DenseSet<const clang::Stmt *> Seen; ///< some forms name one node twice, and what does not
      ///< depend on a template's arguments is in all of its
      ///< instantiations

  explicit MarkingState(clang::ASTContext &Context) : Context(Context), Nodes(Context) {}
};

class FunctionMarker {
public:
  FunctionMarker(MarkingState &State, clang::FunctionDecl *Function);

  /// Marks the body. The function has one, and shares no part of it with another function.
  void run();

private:
  struct Chain;

  // statements.cpp
  void visit(clang::Stmt *&Slot);
  void visitChildren(clang::Stmt *S);
  void visitChild(clang::Stmt *&Slot);
  void visitDeclarations(clang::DeclStmt *S);
  void visitAsm(clang::GCCAsmStmt *S);
  void visitCast(clang::CastExpr *E);
  void visitLoad(clang::Stmt *&Slot);
  void visitUnary(clang::UnaryOperator *E);
  void visitBinary(clang::BinaryOperator *E);
  void visitAtomic(clang::AtomicExpr *E);

  // objects.cpp
  void visitNew(clang::Stmt *&Slot);
  void visitWhole(clang::Stmt *&Slot, unsigned Bits);
  void visitConstruction(clang::CXXConstructExpr *E);
  bool visitAssignment(clang::CallExpr *E);
  void visitLambda(clang::LambdaExpr *E);
  void visitRangeFor(clang::CXXForRangeStmt *S);
  void visitInitializers(clang::CXXConstructorDecl *Constructor);
  bool mayBeRuled(clang::QualType New) const;

  // lvalues.cpp
  void visitLValue(clang::Stmt *&Slot, unsigned Bits);
  void visitPointer(clang::Stmt *&Slot, unsigned Bits);
  void visitPointerValue(clang::Stmt *&Slot, unsigned Bits);
  bool visitThrough(clang::Stmt *S, unsigned Bits);
  clang::Stmt **followMembers(clang::Stmt *&Slot, Chain &C);
  void markRoot(clang::Stmt *&Slot, Chain &C);
  void markVariable(clang::Stmt *&Slot, clang::DeclRefExpr *E, Chain &C);
  void markElement(clang::Stmt *&Slot, Chain &C);
  void markPointee(clang::Stmt *&Pointer, Chain &C);
  void addRuled(const clang::Expr *E, const clang::ValueDecl *D, Chain &C);
  void addWhole(const clang::Expr *E, unsigned Bits, Chain &C);
  void addCopied(const clang::Expr *E, const clang::VarDecl *V, Chain &C);
  void markName(clang::Stmt *&Slot);
  unsigned addAccessMark(clang::SourceLocation Loc, Chain &C);

  // calls.cpp
  void visitCall(clang::CallExpr *E);
  void visitUnruledResult(clang::Stmt *&Slot);
  void markCallback(clang::Stmt *&Slot, const clang::FunctionDecl *Callee, unsigned Index);
  void markCallee(clang::CallExpr *E, const clang::FunctionDecl *Callee, LockName Lock);
  void markStoredValue(clang::Stmt *&Value, clang::Stmt **Slot);

  // entry.cpp
  void addEntryMarks();
  void addParameter(unsigned Enter, unsigned Index, clang::Expr *Pointer);
  void addLocalMarks();
  clang::VarDecl *localMark(clang::VarDecl *V);

  unsigned add(MarkKind Kind, clang::SourceLocation Loc);

  MarkingState &State;
  clang::ASTContext &Context;
  clang::FunctionDecl *Function;
  bool MarksAccesses;
  bool IsLibrary = false; ///< a library's template
  bool CopiesPointers = false; ///< the value of a pointer with a PT_ rule was met
  bool BuildsThis; ///< a constructor or destructor: `this` is being built
  unsigned Behind = 0; ///< what is done to what the next lvalue, a pointer, points to
  unsigned GivenBits = 0; ///< what the called function does to what its argument points to
  llvm::DenseSet<const clang::VarDecl *> AddressTaken;
  llvm::DenseSet<const clang::CallExpr *> UnruledResults; ///< become what has no rules
  std::vector<clang::Stmt **> Declarations;
  std::vector<clang::Stmt *> EntryStatements;
};

/// A body that has room for marks.
bool canBeMarked(const clang::FunctionDecl *F);

/// The automatic variable that the lvalue, or the target of the pointer, lies in; or null.
const clang::VarDecl *automaticVariable(const clang::Expr *E);

/// A bit-field, a member of a union, or what is UNCHECKED, lies on the way to what is accessed:
/// what is beside it, or it itself, may be raced for though a rule is kept.
bool isShared(const clang::Expr *LValue);

/// Beside the facts' bits of an access: it is one to what isShared, be it a part of what is marked.
constexpr unsigned SharedAccess = 1u << 16;

/// The child with this index, as a place to put another node.
inline clang::Stmt *&childSlot(clang::Stmt *S, unsigned Index) {
  auto Child = S->child_begin();
  std::advance(Child, Index);
  return *Child;
}

} // namespace custody

#endif
