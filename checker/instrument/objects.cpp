/* What C++ alone has: new, lambdas, range-for, and what a constructor says before its body. */
#include "function_marker.h"

#include "facts/facts.h"

using namespace clang;

namespace custody {

/// A new object of this type may have rules, or contain what has: the library keeps the elements of
/// its containers in bytes, which show no rules.
bool FunctionMarker::mayBeRuled(QualType New) const {
  return State.Records.mayLieInRuled(New) || (IsLibrary && New->isRecordType());
}

/// The pass notes every call of operator new as a fresh object; one without rules need not be
/// watched.
void FunctionMarker::visitNew(Stmt *&Slot) {
  auto *E = cast<CXXNewExpr>(Slot);
  visitChildren(E);
  QualType Type = E->getAllocatedType();
  if (mayBeRuled(Type) || E->getType()->getPointeeType().hasAddressSpace()) return;
  State.Changes.replace(Slot, State.Nodes.pointer(E, add(MarkKind::Dismiss, E->getExprLoc())));
}

/// An operand of a copy that the compiler writes: it touches every field.
void FunctionMarker::visitWhole(Stmt *&Slot, unsigned Bits) {
  auto *E = cast<Expr>(Slot);
  auto *C = dyn_cast<CastExpr>(E);
  if (isa<ParenExpr>(E) || (C && C->getCastKind() == CK_NoOp))
    return visitWhole(childSlot(E, 0), Bits);
  if (E->isGLValue()) visitLValue(Slot, Bits | FACTS_ACCESS_WHOLE);
  else visit(Slot);
}

void FunctionMarker::visitConstruction(CXXConstructExpr *E) {
  const CXXConstructorDecl *Constructor = E->getConstructor();
  if (!Constructor->isCopyOrMoveConstructor() || !Constructor->isDefaulted() || !E->getNumArgs())
    return visitChildren(E);
  visitWhole(childSlot(E, 0), FACTS_ACCESS_READ);
}

/// True if the call is one of an assignment that the compiler wrote, and was visited.
bool FunctionMarker::visitAssignment(CallExpr *E) {
  const auto *Method = dyn_cast_or_null<CXXMethodDecl>(E->getDirectCallee());
  if (!isa<CXXOperatorCallExpr>(E) || !Method || !Method->isDefaulted() || E->getNumArgs() != 2 ||
      !(Method->isCopyAssignmentOperator() || Method->isMoveAssignmentOperator()))
    return false;
  visitWhole(childSlot(E, 1), FACTS_ACCESS_WRITE);
  visitWhole(childSlot(E, 2), FACTS_ACCESS_READ);
  return true;
}

/// The body is a function of its own, which may be constexpr without saying so. What it captures by reference is known to others from here.
void FunctionMarker::visitLambda(LambdaExpr *E) {
  unsigned Captures = E->capture_size();
  for (Stmt *&Child : E->children()) {
    if (Captures-- == 0) break;
    visitChild(Child);
  }
  CXXMethodDecl *Operator = E->getCallOperator();
  if (canBeMarked(Operator) && State.Done.insert(Operator).second) State.Late.push_back(Operator);
}

/// The loop's own variables and conditions are implicit.
void FunctionMarker::visitRangeFor(CXXForRangeStmt *S) {
  const Stmt *Parts[] = {S->getInit(), S->getRangeStmt(), S->getLoopVarStmt(), S->getBody()};
  for (Stmt *&Child : S->children())
    if (Child && llvm::is_contained(Parts, Child)) visitChild(Child);
}

/// An initialiser's own place cannot be changed, but what is in it can: no form below would put
/// another node in the place that it is given.
void FunctionMarker::visitInitializers(CXXConstructorDecl *Constructor) {
  for (CXXCtorInitializer *I : Constructor->inits()) {
    Stmt *S = I->getInit();
    if (!S || !I->isWritten()) continue;
    if (auto *E = dyn_cast<CallExpr>(S)) visitCall(E);
    else if (auto *E = dyn_cast<CastExpr>(S)) visitCast(E);
    else if (auto *E = dyn_cast<CXXConstructExpr>(S)) visitConstruction(E);
    else if (!isa<CXXDefaultInitExpr>(S)) visitChildren(S);
  }
}

} // namespace custody
