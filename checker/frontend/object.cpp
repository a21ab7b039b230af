/* Objects of C++, and cleanup functions of C: constructors, destructors, new, delete. Each is a
 * call with the object's address first. */
#include "body.h"

#include "type.h"

using namespace clang;

namespace custody {

/// The object that a constructor call makes.
Node Body::target(const CXXConstructExpr *Construct) {
  if (Node Part = Parts.lookup(Construct)) return Part;
  if (const VarDecl *Variable = Above.VariableOf.lookup(Construct))
    if (!Variable->getType()->isReferenceType()) return pathOfVariable(Variable);
  if (const CXXNewExpr *New = Above.NewOf.lookup(Construct)) return Known.deref(temp(New));
  return temporary(Construct);
}

/// Base classes and members are constructed in place; a base is its object.
void Body::noteParts() {
  const auto *Constructor = dyn_cast_or_null<CXXConstructorDecl>(Function);
  if (!Constructor) return;
  Node This = Known.deref(Known.parameter(0));
  for (const CXXCtorInitializer *Initialiser : Constructor->inits()) {
    const FieldDecl *Field = Initialiser->getAnyMember();
    Parts[unwrapped(Initialiser->getInit())] = Field ? Known.field(This, Field) : This;
  }
}

void Body::visitConstruction(const CXXConstructExpr *Construct) {
  const CXXConstructorDecl *Constructor = Construct->getConstructor();
  if (Constructor->isTrivial()) {
    if (Constructor->isCopyOrMoveConstructor() && Construct->getNumArgs())
      access(Construct->getArg(0), FACTS_ACCESS_READ);
    return;
  }
  llvm::SmallVector<Node, 8> Arguments = {Known.address(target(Construct))};
  for (const Expr *Argument : Construct->arguments()) Arguments.push_back(bound(Argument));
  call(Construct, Known.function(Constructor), Arguments, Construct->getExprLoc());
  llvm::SmallVector<const Expr *, 8> Given(Construct->arguments());
  forgetArguments(Given, Constructor, Construct->getExprLoc());
  forgetEscaped(Construct->getExprLoc());
}

/// The allocation comes before the constructor; see visit(CFGElement).
void Body::visitNew(const CXXNewExpr *New) {
  if (Temps.count(New) || !New->getOperatorNew()) return;
  llvm::SmallVector<Node, 4> Arguments = {0};
  for (unsigned I = 0; I < New->getNumPlacementArgs(); ++I)
    Arguments.push_back(bound(New->getPlacementArg(I)));
  call(New, Known.function(New->getOperatorNew()), Arguments, New->getExprLoc());
}

void Body::visitDelete(const CXXDeleteExpr *Delete) {
  if (Delete->getOperatorDelete())
    call(Delete, Known.function(Delete->getOperatorDelete()), {value(Delete->getArgument())},
         Delete->getExprLoc());
}

void Body::visitMemberInitialiser(const CXXCtorInitializer *Initialiser) {
  const FieldDecl *Field = Initialiser->getAnyMember();
  if (!Field || !Initialiser->getInit()) return;
  SourceLocation Loc = Initialiser->getSourceLocation();
  Node Path = Known.field(Known.deref(Known.parameter(0)), Field);
  if (Watch.isWatched(Field)) {
    Event &New = add(FACTS_ACCESS, Loc);
    New.Path = Path;
    New.Bits = FACTS_ACCESS_WRITE;
    New.Accessed = Initialiser->getInit();
  }
  if (!isa<CXXConstructExpr>(unwrapped(Initialiser->getInit())))
    store(Path, Field->getType(), Initialiser->getInit(), Loc);
}

void Body::destroy(const CXXDestructorDecl *Destructor, Node Object, SourceLocation Loc) {
  if (Destructor) call(nullptr, Known.function(Destructor), {Known.address(Object)}, Loc);
}

/// Only destructors that do something are elements of the graph.
void Body::visitDestruction(const CFGElement &Element) {
  const CXXDestructorDecl *Destructor =
      Element.castAs<CFGImplicitDtor>().getDestructorDecl(Context);
  Node This = Known.deref(Known.parameter(0));
  SourceLocation End = Function ? Function->getEndLoc() : SourceLocation();
  if (auto Automatic = Element.getAs<CFGAutomaticObjDtor>()) {
    const VarDecl *Variable = Automatic->getVarDecl();
    if (!Variable->getType()->isReferenceType())
      destroy(Destructor, pathOfVariable(Variable), Automatic->getTriggerStmt()->getEndLoc());
  } else if (auto Temporary = Element.getAs<CFGTemporaryDtor>()) {
    const Expr *Of = Temporary->getBindTemporaryExpr();
    destroy(Destructor, pathOfObject(Of), Of->getEndLoc());
  } else if (auto Member = Element.getAs<CFGMemberDtor>())
    destroy(Destructor, Known.field(This, Member->getFieldDecl()), End);
  else if (Element.getAs<CFGBaseDtor>()) destroy(Destructor, This, End);
  else if (auto Deleted = Element.getAs<CFGDeleteDtor>()) {
    const Expr *Pointer = Deleted->getDeleteExpr()->getArgument();
    destroy(Destructor, pointee(Pointer), Pointer->getExprLoc());
  }
}

#if CLANG_VERSION_MAJOR >= 18
/// __attribute__((cleanup(f))): f(&variable).
void Body::visitCleanup(const CFGElement &Element) {
  auto Cleanup = Element.castAs<CFGCleanupFunction>();
  const VarDecl *Variable = Cleanup.getVarDecl();
  call(nullptr, Known.function(Cleanup.getFunctionDecl()),
       {Known.address(pathOfVariable(Variable))}, Variable->getLocation());
}
#endif

} // namespace custody
