/* Which declarations carry a rule, so that touching them is an event. Reads attributes and
 * policies, and of each annotation the name only. */
#ifndef CUSTODY_FRONTEND_RULES_H
#define CUSTODY_FRONTEND_RULES_H

#include "clang_annotation.h"
#include "policies.h"

namespace custody {

/// What macros say of this very declaration; without what it has from an earlier one.
llvm::SmallVector<Annotation, 2> annotationsAt(const clang::Decl *Declared);

/// The annotation speaks of objects that change hands.
bool isHandOver(const clang::Decl *Annotated);

/// What policies say of what is declared, and of its parameters.
Policies::Entries policiesOf(const clang::Decl *Declared);

/// Macros or policies say something of what is declared, or of a parameter of it.
bool hasAnnotation(const clang::Decl *Declared);

/// They give a rule to what it, or a parameter of it, points to.
bool hasPointeeRule(const clang::Decl *Declared);

/// They say this of it, "requires" for example.
bool isAnnotatedWith(const clang::Decl *Declared, llvm::StringRef Name);

class Rules {
public:
  /// A data rule stands on this field or variable, or on the type that the field is of.
  static bool hasRule(const clang::ValueDecl *Declared);

  /// A field of the record, or of a record that is embedded in it, has a data rule.
  bool containsRule(const clang::RecordDecl *Record);

  /// Accesses to it are events: fields with a rule, and variables of static storage.
  bool isWatched(const clang::ValueDecl *Declared);

  /// What the unit's annotations ask for beyond rules: pointers to what is guarded are followed, and
  /// every object that could be given away.
  bool FollowsAddresses = false, FollowsObjects = false;
  /// What annotated pointers point to, be it through copies of them.
  bool FollowsPointees = false;

private:
  llvm::DenseMap<const clang::RecordDecl *, bool> Contains;
  llvm::DenseMap<const clang::ValueDecl *, bool> Watched;
};

} // namespace custody

#endif
