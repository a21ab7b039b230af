/* See lock_name.h. */
#include "lock_name.h"

#include "frontend/type.h"

#include "llvm/ADT/StringSwitch.h"

using namespace clang;

namespace custody {

static bool isLockType(QualType Type) {
  for (const auto *T = Type->getAs<TypedefType>(); T; T = T->desugar()->getAs<TypedefType>())
    if (llvm::StringSwitch<bool>(T->getDecl()->getName())
#define LOCK_TYPE(name, recursive) .Case(#name, true)
#include <custody/known.def>
            .Default(false))
      return true;
  return false;
}

static bool isStandard(const CXXRecordDecl *Record) {
  return Record->isInStdNamespace() && llvm::StringSwitch<bool>(Record->getName())
                                           .Cases("mutex", "recursive_mutex", "timed_mutex", true)
                                           .Cases("recursive_timed_mutex", "shared_mutex", true)
                                           .Case("shared_timed_mutex", true)
                                           .Default(false);
}

static bool keepsALock(const CXXRecordDecl *Record) {
  Record = Record->getDefinition();
  if (!Record || Record->isUnion() || Record->isDependentType() || Record->getNumBases() != 0)
    return false;
  auto Fields = Record->fields();
  if (Fields.empty() || std::next(Fields.begin()) != Fields.end()) return false;
  const FieldDecl *Only = *Fields.begin();
  return Only->getAccess() != AS_public &&
         (isLockType(Only->getType()) || isLockObject(Only->getType()));
}

bool isLockObject(QualType Type) {
  const auto *Record = Type->getAsCXXRecordDecl();
  return Record && Record->getIdentifier() && (isStandard(Record) || keepsALock(Record));
}

static std::string classOfMember(const MemberExpr *M, StringRef Element) {
  const auto *F = dyn_cast<FieldDecl>(M->getMemberDecl());
  if (!F) return "";
  if (const auto *Record = dyn_cast<CXXRecordDecl>(F->getParent());
      Record && Record->getIdentifier() && keepsALock(Record))
    return "";
  return recordName(namedRecordOf(F)) + "." + F->getNameAsString() + Element.str();
}

std::string classOfLock(const Expr *E) {
  E = E->IgnoreParenImpCasts();
  StringRef Element;
  while (const auto *A = dyn_cast<ArraySubscriptExpr>(E)) {
    E = A->getBase()->IgnoreParenImpCasts();
    Element = "[]";
  }
  if (const auto *M = dyn_cast<MemberExpr>(E)) return classOfMember(M, Element);
  if (const auto *D = dyn_cast<DeclRefExpr>(E))
    if (const auto *V = dyn_cast<VarDecl>(D->getDecl()); V && V->hasGlobalStorage())
      return V->getNameAsString() + Element.str();
  return "";
}

std::string classOfLockAt(const Expr *Pointer) {
  const auto *Address = dyn_cast<UnaryOperator>(Pointer->IgnoreParenCasts());
  return Address && Address->getOpcode() == UO_AddrOf ? classOfLock(Address->getSubExpr()) : "";
}

} // namespace custody
