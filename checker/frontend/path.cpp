/* From an expression to the storage that it names. Pointers that are not themselves stored
 * somewhere are put into a temporary first, so that every dereference has a path. */
#include "body.h"

#include "type.h"

using namespace clang;

namespace custody {

Node Body::makeLocal(const void *Key, llvm::StringRef Name, QualType Type) {
  auto [Index, IsNew] = Locals.try_emplace(Key, Made.Locals.size());
  if (IsNew) Made.Locals.push_back({Name, Type});
  return Known.local(Index->second);
}

Node Body::temp(const void *Call) {
  auto [Number, IsNew] = Temps.try_emplace(Call, Made.Temps);
  if (IsNew) ++Made.Temps;
  return Known.temp(Number->second);
}

Node Body::pointee(const Expr *Pointer) {
  Node Value = value(Pointer);
  if (Node Path = Known.pointee(Value)) return Path;
  bool IsNew = !Locals.count(Pointer);
  Node Holder = makeLocal(Pointer, "", Pointer->getType());
  if (IsNew) set(Holder, Value, Pointer->getType(), Pointer->getExprLoc());
  return Known.deref(Holder);
}

/// In a lambda's body: the member of the lambda that holds the captured variable.
Node Body::capture(const ValueDecl *Variable) {
  if (!HasCaptures) {
    HasCaptures = true;
    llvm::DenseMap<const ValueDecl *, FieldDecl *> Found;
    if (const auto *Method = dyn_cast_or_null<CXXMethodDecl>(Function))
      if (Method->getParent()->isLambda())
        Method->getParent()->getCaptureFields(Found, CapturedThis);
    Captures = std::move(Found);
  }
  const FieldDecl *Field = Variable ? Captures.lookup(Variable) : CapturedThis;
  return Field ? Known.field(Known.deref(Known.parameter(0)), Field) : 0;
}

Node Body::pathOfVariable(const VarDecl *Variable) {
  if (Variable->hasGlobalStorage()) return Known.global(Variable);
  if (const auto *Parameter = dyn_cast<ParmVarDecl>(Variable))
    if (Function && Parameter->getDeclContext() == Function)
      return Known.parameter(Parameter->getFunctionScopeIndex() + hasThis(Function));
  return makeLocal(Variable, Variable->getDeclName().isIdentifier() ? Variable->getName() : "",
                   Variable->getType());
}

Node Body::pathOfReference(const DeclRefExpr *Reference) {
  const ValueDecl *Declared = Reference->getDecl();
  if (const auto *Binding = dyn_cast<BindingDecl>(Declared))
    return Binding->getBinding() ? path(Binding->getBinding()) : 0;
  const auto *Variable = dyn_cast<VarDecl>(Declared);
  if (!Variable) return 0;
  Node Path = 0;
  QualType Type = Variable->getType();
  if (Reference->refersToEnclosingVariableOrCapture() && (Path = capture(Variable)))
    Type = Captures.lookup(Variable)->getType();
  if (!Path) Path = pathOfVariable(Variable);
  return Type->isReferenceType() ? Known.deref(Path) : Path;
}

Node Body::pathOfMember(const MemberExpr *Member) {
  if (const auto *Variable = dyn_cast<VarDecl>(Member->getMemberDecl()))
    return Known.global(Variable);
  const auto *Field = dyn_cast<FieldDecl>(Member->getMemberDecl());
  if (!Field) return 0;
  Node Object = Member->isArrow() ? pointee(Member->getBase()) : pathOfObject(Member->getBase());
  Node Path = Known.field(Object, Field);
  return Field->getType()->isReferenceType() ? Known.deref(Path) : Path;
}

/// The object of a member access may be a value that has no name.
Node Body::pathOfObject(const Expr *E) {
  Node Path = path(E);
  return Path ? Path : temporary(E);
}

Node Body::pathOfOperator(const Expr *E) {
  if (const auto *Unary = dyn_cast<UnaryOperator>(E)) {
    if (Unary->getOpcode() == UO_Deref)
      return Unary->getType()->isFunctionType() ? 0 : pointee(Unary->getSubExpr());
    return Unary->isPrefix() && Unary->getOpcode() != UO_AddrOf ? path(Unary->getSubExpr()) : 0;
  }
  const auto *Binary = cast<BinaryOperator>(E);
  if (Binary->isCommaOp()) return path(Binary->getRHS());
  return Binary->isAssignmentOp() ? path(Binary->getLHS()) : 0;
}

Node Body::pathOfCall(const CallExpr *Call) {
  if (Call->getCallReturnType(Context)->isReferenceType()) return Known.deref(temp(Call));
  return Call->getType()->isRecordType() ? temp(Call) : 0;
}

Node Body::path(const Expr *E) {
  constexpr unsigned MostNested = 200;
  E = unwrapped(E);
  if (Depth > MostNested) return 0;
  llvm::SaveAndRestore<unsigned> Deeper(Depth, Depth + 1);
  if (const auto *Reference = dyn_cast<DeclRefExpr>(E)) return pathOfReference(Reference);
  if (const auto *Member = dyn_cast<MemberExpr>(E)) return pathOfMember(Member);
  if (const auto *Subscript = dyn_cast<ArraySubscriptExpr>(E)) {
    if (!Subscript->getBase()->getType()->isPointerType())
      return path(Subscript->getBase()); // an element of a vector
    Node Element = Known.advance(value(Subscript->getBase()), value(Subscript->getIdx()));
    return Element ? Known.pointee(Element)
                   : Known.index(pointee(Subscript->getBase()), value(Subscript->getIdx()));
  }
  if (isa<UnaryOperator, BinaryOperator>(E)) return pathOfOperator(E);
  if (const auto *Cast = dyn_cast<CastExpr>(E))
    return Cast->getCastKind() == CK_UserDefinedConversion || Cast->isGLValue() ||
                   Cast->getCastKind() == CK_LValueToRValue
               ? path(Cast->getSubExpr())
               : 0;
  if (const auto *Call = dyn_cast<CallExpr>(E)) return pathOfCall(Call);
  if (const auto *Chosen = dyn_cast<ChooseExpr>(E)) return path(Chosen->getChosenSubExpr());
  if (const auto *Generic = dyn_cast<GenericSelectionExpr>(E))
    return path(Generic->getResultExpr());
  if (const auto *Opaque = dyn_cast<OpaqueValueExpr>(E))
    return Opaque->getSourceExpr() ? path(Opaque->getSourceExpr()) : 0;
  if (const auto *Argument = dyn_cast<CXXDefaultArgExpr>(E)) return path(Argument->getExpr());
  if (isa<CXXThisExpr>(E) && !E->getType()->isPointerType()) return Known.deref(Known.parameter(0));
  if (isa<AbstractConditionalOperator>(E)) return E->isGLValue() ? Known.deref(temporary(E)) : 0;
  if (const auto *Construct = dyn_cast<CXXConstructExpr>(E)) return target(Construct);
  return isa<CompoundLiteralExpr>(E) ? temporary(E) : 0;
}

} // namespace custody
