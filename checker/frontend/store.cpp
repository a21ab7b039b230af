/* Initialisers and stores of records, taken apart into the pointers that they put somewhere. */
#include "body.h"

#include "type.h"

using namespace clang;

namespace custody {

static bool holdsOnlyNumbers(QualType Type) {
  while (const ArrayType *Array = Type->getAsArrayTypeUnsafe()) Type = Array->getElementType();
  return Type->isArithmeticType();
}

void Body::storeArray(Node Path, const InitListExpr *List) {
  if (holdsOnlyNumbers(List->getType())) return;
  for (unsigned I = 0; I < List->getNumInits(); ++I) {
    const Expr *Init = List->getInit(I);
    store(Known.index(Path, Known.integer(I)), Init->getType(), Init, Init->getExprLoc());
  }
}

void Body::storeRecord(Node Path, const RecordDecl *Record, const InitListExpr *List) {
  if (Record->isUnion()) {
    const FieldDecl *Active = List->getInitializedFieldInUnion();
    if (Active && List->getNumInits())
      store(Known.field(Path, Active), Active->getType(), List->getInit(0), List->getExprLoc());
    return;
  }
  unsigned Next = 0;
  if (const auto *Class = dyn_cast<CXXRecordDecl>(Record))
    for (const CXXBaseSpecifier &Base : Class->bases()) {
      if (Next == List->getNumInits()) return;
      store(Path, Base.getType(), List->getInit(Next++), List->getExprLoc());
    }
  for (const FieldDecl *Field : Record->fields()) {
    if (Field->isUnnamedBitField() || Next == List->getNumInits()) continue;
    const Expr *Init = List->getInit(Next++);
    store(Known.field(Path, Field), Field->getType(), Init, Init->getExprLoc());
  }
}

void Body::storeList(Node Path, const InitListExpr *List, SourceLocation Loc) {
  if (const InitListExpr *Semantic = List->getSemanticForm()) List = Semantic;
  if (const RecordDecl *Record = List->getType()->getAsRecordDecl())
    storeRecord(Path, Record, List);
  else if (List->getType()->isArrayType()) storeArray(Path, List);
  else if (List->getNumInits() == 1) store(Path, List->getType(), List->getInit(0), Loc);
}

void Body::store(Node Path, QualType Type, const Expr *Init, SourceLocation Loc) {
  Init = unwrapped(Init);
  const Expr *Source = Init->IgnoreParenCasts();
  if (const auto *Literal = dyn_cast<CompoundLiteralExpr>(Source); Literal && Type->isRecordType())
    Init = unwrapped(Literal->getInitializer());
  if (isa<ImplicitValueInitExpr, NoInitExpr, StringLiteral>(Init)) return;
  // A lock's kind is a number in its initialiser.
  llvm::SaveAndRestore<bool> Inside(IsInLock, IsInLock || !knownLockType(Type).empty());
  if (const auto *List = dyn_cast<InitListExpr>(Init)) return storeList(Path, List, Loc);
  if (Type->isReferenceType()) {
    set(Path, bound(Init), Type, Loc);
    return;
  }
  if (Type->isScalarType() || Type->isAtomicType()) set(Path, value(Init), Type, Loc);
  else if (Function && !isa<CXXConstructExpr>(Init)) set(Path, 0, Type, Loc);
}

/// Initialisers that are no constants run before main; their branches are not told apart.
void Body::visitAll(const Stmt *S) {
  if (!S || isa<LambdaExpr>(S)) return;
  for (const Stmt *Child : S->children()) visitAll(Child);
  visit(S);
}

/// What a constant initialiser stores: pointers to something named matter, and what kind of lock a
/// lock is.
void Body::buildInitialisers(llvm::ArrayRef<const VarDecl *> Variables) {
  Made.Blocks.emplace_back();
  Current = &Made.Blocks.back();
  Current->Exit = FACTS_RETURN;
  for (const VarDecl *Variable : Variables) {
    const Expr *Init = Variable->getInit();
    bool IsConstant = !Context.getLangOpts().CPlusPlus || Variable->hasConstantInitialization();
    bool IsConstructed = isa<CXXConstructExpr>(unwrapped(Init));
    if (!IsConstant && Variable->isStaticLocal()) continue; // runs where it stands
    if (IsConstructed) Parts[unwrapped(Init)] = Known.global(Variable);
    if (!IsConstant) visitAll(Init);
    if (!IsConstructed)
      store(Known.global(Variable), Variable->getType(), Init, Variable->getLocation());
  }
  llvm::erase_if(Current->Events, [this](const Event &E) {
    const NodeRow &Value = Known[E.Value];
    bool IsOfUse = Value.kind == FACTS_ADDRESS || Value.kind == FACTS_FUNCTION ||
                   (E.IsNeeded && Value.kind == FACTS_INTEGER && Value.number != 0);
    return E.Kind == FACTS_SET && !IsOfUse && Known[E.Path].kind != FACTS_LOCAL;
  });
}

} // namespace custody
