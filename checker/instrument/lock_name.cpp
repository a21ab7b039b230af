/* See lock_name.h. */
#include "lock_name.h"

#include "frontend/type.h"
#include "ruled.h"

#include "llvm/ADT/StringSwitch.h"

using namespace clang;

namespace custody {

static bool isStandard(const CXXRecordDecl *Record) {
  return Record->isInStdNamespace() && llvm::StringSwitch<bool>(Record->getName())
                                           .Case("mutex", true)
                                           .Case("recursive_mutex", true)
                                           .Case("timed_mutex", true)
                                           .Case("recursive_timed_mutex", true)
                                           .Case("shared_mutex", true)
                                           .Case("shared_timed_mutex", true)
                                           .Default(false);
}

static bool isLockClass(const RecordDecl *Record);

static bool keepsALock(const CXXRecordDecl *Record) {
  Record = Record->getDefinition();
  if (!Record || Record->isUnion() || Record->isDependentType() || Record->getNumBases() != 0)
    return false;
  auto Fields = Record->fields();
  if (Fields.empty() || std::next(Fields.begin()) != Fields.end()) return false;
  const FieldDecl *Only = *Fields.begin();
  return Only->getAccess() != AS_public && (!knownLockType(Only->getType()).empty() ||
                                            isLockClass(Only->getType()->getAsRecordDecl()));
}

static bool isLockClass(const RecordDecl *Record) {
  const auto *Class = dyn_cast_or_null<CXXRecordDecl>(Record);
  return Class && Class->getIdentifier() && (isStandard(Class) || keepsALock(Class));
}

/// Who took it, how often, where: what a lock's own struct has beside the lock.
static bool isAboutALock(QualType Type) {
  if (const auto *A = Type->getAsArrayTypeUnsafe()) Type = A->getElementType();
  QualType Pointee = Type->getPointeeType();
  return Type->isArithmeticType() || (!Pointee.isNull() && Pointee->isCharType());
}

static bool isLockStruct(const RecordDecl *Record) {
  Record = Record->getDefinition();
  if (!Record || !Record->isStruct() || Record->isDependentType()) return false;
  if (isAnnotated(Record, "capability")) return true;
  unsigned Locks = 0;
  for (const FieldDecl *F : Record->fields())
    if (!knownLockType(F->getType()).empty()) Locks++;
    else if (!isAboutALock(F->getType()) || Rules::hasRule(F)) return false; // it guards this
  return Locks == 1;
}

bool isLockObject(const Expr *LValue) {
  const auto *Record = LValue->getType()->getAsRecordDecl();
  if (!Record || !Record->getIdentifier()) return false;
  return isLockClass(Record) || (isa<MemberExpr>(LValue->IgnoreParens()) && isLockStruct(Record));
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

static bool isCallers(const Expr *LValue) {
  const auto *M = dyn_cast<MemberExpr>(LValue->IgnoreParens());
  const auto *F = M ? dyn_cast<FieldDecl>(M->getMemberDecl()) : nullptr;
  if (!F || !isLockStruct(F->getParent())) return false;
  const Expr *Base = M->getBase()->IgnoreParenImpCasts();
  const auto *D = dyn_cast<DeclRefExpr>(Base);
  return isa<CXXThisExpr>(Base) || (D && isa<ParmVarDecl>(D->getDecl()));
}

LockName nameOfLockAt(const Expr *Pointer) {
  const auto *Address = dyn_cast<UnaryOperator>(Pointer->IgnoreParenCasts());
  if (!Address || Address->getOpcode() != UO_AddrOf) return {};
  return {classOfLock(Address->getSubExpr()), isCallers(Address->getSubExpr())};
}

} // namespace custody
