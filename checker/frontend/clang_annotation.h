/* Clang's own thread-safety attributes, read as the annotations that they mean. */
#ifndef CUSTODY_FRONTEND_CLANG_ANNOTATION_H
#define CUSTODY_FRONTEND_CLANG_ANNOTATION_H

#include "clang.h"

#include "policies.h"

namespace custody {

/// The name of the annotation that the attribute means, "guarded_by" for example, or empty.
llvm::StringRef nameOfClangs(const clang::Attr *Attribute);

/// What they say of this very declaration, as macros would; without orders of locks.
llvm::SmallVector<Annotation, 2> clangsAnnotationsAt(const clang::Decl *Declared);

/// Two locks of which one is taken first, as Clang's attribute on one of them says.
struct ClangsOrder {
  const clang::Expr *Other;
  bool IsBefore; ///< the other comes first
  clang::SourceLocation Loc;
};
llvm::SmallVector<ClangsOrder, 2> clangsOrdersAt(const clang::Decl *Declared);

} // namespace custody

#endif
