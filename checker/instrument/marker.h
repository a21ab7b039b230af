/* Builds the AST of marks: calls of an implicit function that gives its first argument back.
 *
 *     p->f           ((struct s *)__custody_mark(p, N))->f
 *     g              *(int *)__custody_mark(&g, N)
 *     lock(m)        ((int (*)(mutex *))__custody_mark(lock, N))(m)
 *
 * Knows what a marked expression looks like, not which expressions are marked or why. */
#ifndef CUSTODY_INSTRUMENT_MARKER_H
#define CUSTODY_INSTRUMENT_MARKER_H

#include "frontend/clang.h"

namespace custody {

class Marker {
public:
  explicit Marker(clang::ASTContext &Context) : Context(Context) {}

  /// A marked pointer of the same type and value.
  clang::Expr *pointer(clang::Expr *Pointer, unsigned Number);
  /// A marked lvalue of the same type and place. Unaligned: it may lie in a packed struct.
  clang::Expr *lvalue(clang::Expr *LValue, unsigned Number, bool Unaligned);
  /// A mark that stands alone. Base is a pointer, or null.
  clang::Expr *statement(clang::Expr *Base, unsigned Number, clang::SourceLocation Loc);

  clang::Expr *reference(clang::VarDecl *Variable, clang::SourceLocation Loc);
  clang::Expr *addressOf(clang::Expr *LValue);
  clang::Expr *load(clang::Expr *LValue);
  clang::Expr *cast(clang::Expr *Pointer, clang::QualType Type);

private:
  clang::FunctionDecl *function();
  clang::Expr *call(clang::Expr *VoidPointer, unsigned Number, clang::SourceLocation Loc);
  clang::QualType unalignedType(clang::QualType Type);

  clang::ASTContext &Context;
  clang::FunctionDecl *Function = nullptr;
};

} // namespace custody

#endif
