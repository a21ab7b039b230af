/* Which declarations matter to marking, asked while the file is still being read: only the presence
 * of annotations is looked at, what they mean is for the frontend to say at the end of the file. */
#ifndef CUSTODY_INSTRUMENT_RULED_H
#define CUSTODY_INSTRUMENT_RULED_H

#include "frontend/clang.h"
#include "frontend/rules.h"

namespace custody {

/// The declaration has the annotation of this name, "requires" for example.
bool isAnnotated(const clang::Decl *D, llvm::StringRef Name);

/// It gives away a parameter's object, or takes one, or returns one to be taken.
bool handsOver(const clang::FunctionDecl *F);

/// What is asked of its callers is not checked at its entry, which another compiler made. (calls.cpp)
bool isForeign(const clang::FunctionDecl *F);

class RuledRecords {
public:
  /// An object of this type, or an element of this array, has a field with a rule somewhere in it.
  bool hasRules(clang::QualType Type);
  /// A pointer to this may point into an object that has rules: the record has some, or a record
  /// that has some contains it, or nothing is known of it (void, an incomplete record).
  bool mayLieInRuled(clang::QualType Pointee);
  /// To be told of each record as the file is read.
  void complete(const clang::RecordDecl *Record);

private:
  void contain(const clang::RecordDecl *Record);
  bool pointsToRuled(const clang::RecordDecl *Record);

  Rules Known;
  llvm::DenseSet<const clang::RecordDecl *> Contained;
  llvm::DenseMap<const clang::RecordDecl *, bool> Points;
};

} // namespace custody

#endif
