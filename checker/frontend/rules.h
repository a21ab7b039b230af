/* Which declarations carry a rule, so that touching them is an event. Reads attributes only. */
#ifndef CUSTODY_FRONTEND_RULES_H
#define CUSTODY_FRONTEND_RULES_H

#include "clang.h"

namespace custody {

/// The text of one of our annotations without its mark, e.g. "owned_by(main, lock)"; empty for an
/// attribute of somebody else.
llvm::StringRef annotationText(const clang::AnnotateAttr *Attribute);

bool hasAnnotation(const clang::Decl *Declared);

class Rules {
public:
  /// A data rule stands on this field or variable.
  static bool hasRule(const clang::ValueDecl *Declared);

  /// A field of the record, or of a record that is embedded in it, has a data rule.
  bool containsRule(const clang::RecordDecl *Record);

  /// Accesses to it are events: fields with a rule, and variables of static storage.
  bool isWatched(const clang::ValueDecl *Declared);

private:
  llvm::DenseMap<const clang::RecordDecl *, bool> Contains;
  llvm::DenseMap<const clang::ValueDecl *, bool> Watched;
};

} // namespace custody

#endif
