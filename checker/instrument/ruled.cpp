/* Remembers which records contain which. */
#include "ruled.h"

#include "frontend/type.h"

using namespace clang;

namespace custody {

bool isAnnotated(const Decl *D, llvm::StringRef Name) { return isAnnotatedWith(D, Name); }

bool handsOver(const FunctionDecl *F) {
  return isHandOver(F) ||
         llvm::any_of(F->parameters(), [](const ParmVarDecl *P) { return isHandOver(P); });
}

/// The complete record that the type is, or is an array of.
static const RecordDecl *definitionOf(QualType Type) {
  const RecordDecl *Record = embeddedRecord(Type);
  Record = Record ? Record->getDefinition() : nullptr;
  return Record && !Record->isInvalidDecl() && !Record->isDependentType() ? Record : nullptr;
}

bool RuledRecords::hasRules(QualType Type) {
  const RecordDecl *Record = definitionOf(Type);
  return Record && (Known.containsRule(Record) || pointsToRuled(Record));
}

/// A field of it, or of a record in it, says a rule of what it points to.
bool RuledRecords::pointsToRuled(const RecordDecl *Record) {
  auto [At, IsNew] = Points.try_emplace(Record, false);
  if (!IsNew) return At->second;
  bool Is = llvm::any_of(Record->fields(), [&](const FieldDecl *F) {
    const RecordDecl *Inner = embeddedRecord(F->getType());
    return hasPointeeRule(F) || (Inner && pointsToRuled(Inner));
  });
  return Points[Record] = Is;
}

void RuledRecords::contain(const RecordDecl *Record) {
  for (const FieldDecl *F : Record->fields())
    if (const RecordDecl *Inner = definitionOf(F->getType());
        Inner && Contained.insert(Inner).second)
      contain(Inner);
}

void RuledRecords::complete(const RecordDecl *Record) {
  if (!Record->isInvalidDecl() && !Record->isDependentType() &&
      (Known.containsRule(Record) || pointsToRuled(Record)))
    contain(Record);
}

bool RuledRecords::mayLieInRuled(QualType Pointee) {
  if (Pointee->isVoidType() || (Pointee->isRecordType() && Pointee->isIncompleteType()))
    return true;
  return hasRules(Pointee) || Contained.contains(definitionOf(Pointee));
}

} // namespace custody
