/* One walk over a function's body before its control flow is followed, for what can only be seen
 * from above. */
#ifndef CUSTODY_FRONTEND_SCAN_H
#define CUSTODY_FRONTEND_SCAN_H

#include "clang.h"

namespace custody {

struct Scan {
  explicit Scan(const clang::Stmt *Body) { visit(Body); }

  /// Operands that are never evaluated: of __builtin_constant_p, the arms not taken of _Generic.
  llvm::DenseSet<const clang::Stmt *> Unevaluated;
  /// Locals whose address goes elsewhere than straight into a call.
  llvm::DenseSet<const clang::VarDecl *> Escaped;
  std::vector<const clang::VarDecl *> EscapedInOrder;
  /// Locals that are assigned to, or whose address is taken at all.
  llvm::DenseSet<const clang::VarDecl *> Changed;
  /// The expression that gives a statement expression its value.
  llvm::DenseMap<const clang::Expr *, const clang::StmtExpr *> LastOf;
  /// The variable, or the new expression, that a constructor call makes the object of.
  llvm::DenseMap<const clang::Expr *, const clang::VarDecl *> VariableOf;
  llvm::DenseMap<const clang::Expr *, const clang::CXXNewExpr *> NewOf;
  /// Further functions, types and variables that are declared inside.
  std::vector<const clang::Decl *> Declared;
  bool HasTry = false;
  /// Nested deeper than the walks over it could stand.
  bool IsTooDeep = false;

private:
  void visit(const clang::Stmt *S);
  void visitChildren(const clang::Stmt *S);
  void visitPlain(const clang::Stmt *S);
  bool visitSpecial(const clang::Stmt *S);
  void visitCall(const clang::CallExpr *Call);
  void visitGeneric(const clang::GenericSelectionExpr *Generic);
  void visitUnary(const clang::UnaryOperator *Operator);
  void visitLambda(const clang::LambdaExpr *Lambda);
  void visitDeclarations(const clang::DeclStmt *Statement);
  void escape(const clang::Expr *E);
  void change(const clang::Expr *E);
  void skip(const clang::Stmt *S);

  unsigned Depth = 0;
};

/// The expression without what Clang wraps around temporaries and full expressions.
const clang::Expr *unwrapped(const clang::Expr *E);

/// The storage that a pointer is made of on the spot: &x, an array's name, or a sum of one; or null.
const clang::Expr *storageBehind(const clang::Expr *Pointer);

} // namespace custody

#endif
