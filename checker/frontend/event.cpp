/* What the elements of the control-flow graph do, each for its own node: its operands have been
 * visited before it. */
#include "body.h"

#include "type.h"

using namespace clang;

namespace custody {

Event &Body::add(facts_event_kind Kind, SourceLocation Loc) {
  Current->Events.emplace_back();
  Event &New = Current->Events.back();
  New.Kind = Kind;
  New.Loc = Loc;
  return New;
}

/// Pointers to objects hold no functions, unless the objects are pointers or of unknown type.
static bool mayHoldFunction(QualType Type) {
  if (Type->isArithmeticType()) return false;
  if (!Type->isPointerType() && !Type->isReferenceType()) return true;
  QualType Pointee = Type->getPointeeType();
  return Pointee->isFunctionType() || Pointee->isVoidType() || Pointee->isPointerType();
}

void Body::set(Node Path, Node Value, QualType Type, SourceLocation Loc) {
  if (!Path) return;
  Event &Set = add(FACTS_SET, Loc);
  Set.Path = Path;
  Set.Value = Value;
  Set.IsPointer = IsInLock || !Type->isArithmeticType();
  bool IsNothing = !Value || Known[Value].kind == FACTS_INTEGER;
  Set.IsNeeded = IsInLock || (mayHoldFunction(Type) && !IsNothing);
}

void Body::scope(Node Path, SourceLocation Loc) { add(FACTS_SCOPE, Loc).Path = Path; }

/// Something that is not followed may have stored there.
void Body::forget(const Expr *E) { set(path(E), 0, E->getType(), E->getExprLoc()); }

static unsigned atomicBit(QualType Type) { return isAtomic(Type) ? FACTS_ACCESS_ATOMIC : 0u; }

void Body::visitCast(const ImplicitCastExpr *Cast) {
  const Expr *Storage = Cast->getSubExpr();
  if (Cast->getCastKind() == CK_LValueToRValue)
    access(Storage, FACTS_ACCESS_READ | atomicBit(Storage->getType()));
}

void Body::visitAssignment(const BinaryOperator *Assignment) {
  const Expr *Left = Assignment->getLHS(), *Right = Assignment->getRHS();
  unsigned Read = Assignment->isCompoundAssignmentOp() ? FACTS_ACCESS_READ : 0u;
  access(Left, FACTS_ACCESS_WRITE | Read | atomicBit(Left->getType()));
  if (Assignment->isCompoundAssignmentOp())
    set(path(Left), valueOfArithmetic(Assignment), Left->getType(), Assignment->getExprLoc());
  else store(path(Left), Left->getType(), Right, Assignment->getExprLoc());
}

void Body::visitIncrement(const UnaryOperator *Operator) {
  const Expr *Storage = Operator->getSubExpr();
  SourceLocation Loc = Operator->getExprLoc();
  access(Storage, FACTS_ACCESS_READ | FACTS_ACCESS_WRITE | atomicBit(Storage->getType()));
  Node Path = path(Storage), Old = Known.load(Path);
  if (Operator->isPostfix()) set(temporary(Operator), Old, Operator->getType(), Loc);
  Node Step = Known.integer(Operator->isIncrementOp() ? 1 : -1);
  Node New = Storage->getType()->isPointerType() ? Known.advance(Old, Step)
                                                 : Known.binary(FACTS_ADD, Old, Step);
  set(Path, Storage->getType()->isRealFloatingType() ? 0 : New, Storage->getType(), Loc);
}

/// A static local is initialised once, elsewhere; what has no initialiser holds anything.
void Body::visitVariable(const VarDecl *Variable) {
  if (!Variable->hasLocalStorage()) return;
  Node Path = pathOfVariable(Variable);
  SourceLocation Loc = Variable->getLocation();
  const Expr *Init = Variable->getInit();
  if (Variable->getType()->isReferenceType() && Init) {
    set(Path, bound(Init), Variable->getType(), Loc);
    return;
  }
  bool IsConstructed = Init && isa<CXXConstructExpr>(unwrapped(Init));
  if (!IsConstructed && (!Init || !Variable->getType()->isScalarType())) scope(Path, Loc);
  if (Init && !IsConstructed) store(Path, Variable->getType(), Init, Loc);
}

void Body::visitDeclaration(const DeclStmt *Statement) {
  for (const Decl *D : Statement->decls())
    if (const auto *Variable = dyn_cast<VarDecl>(D)) visitVariable(Variable);
}

void Body::visitReturn(const ReturnStmt *Statement) {
  IsReturned = true;
  Current->Loc = Statement->getReturnLoc();
  Current->Value = Statement->getRetValue() ? bound(Statement->getRetValue()) : 0;
}

/// Register inputs have been loaded by elements of their own.
void Body::visitAsm(const GCCAsmStmt *Asm) {
  for (unsigned I = 0; I < Asm->getNumOutputs(); ++I) {
    const Expr *Output = Asm->getOutputExpr(I);
    access(Output, FACTS_ACCESS_WRITE | (Asm->isOutputPlusConstraint(I) ? FACTS_ACCESS_READ : 0u));
    forget(Output);
  }
  for (unsigned I = 0; I < Asm->getNumInputs(); ++I)
    if (Asm->getInputExpr(I)->isLValue()) access(Asm->getInputExpr(I), FACTS_ACCESS_READ);
}

void Body::visitExpression(const Expr *E) {
  if (const auto *Cast = dyn_cast<ImplicitCastExpr>(E)) visitCast(Cast);
  else if (const auto *Binary = dyn_cast<BinaryOperator>(E)) {
    if (Binary->isAssignmentOp()) visitAssignment(Binary);
  } else if (const auto *Unary = dyn_cast<UnaryOperator>(E)) {
    if (Unary->isIncrementDecrementOp()) visitIncrement(Unary);
  } else if (const auto *Call = dyn_cast<CallExpr>(E)) visitCall(Call);
  else if (const auto *Atomic = dyn_cast<AtomicExpr>(E)) visitAtomic(Atomic);
  else if (const auto *Literal = dyn_cast<CompoundLiteralExpr>(E)) {
    scope(temporary(E), E->getExprLoc());
    store(temporary(E), E->getType(), Literal->getInitializer(), E->getExprLoc());
  } else if (const auto *Construct = dyn_cast<CXXConstructExpr>(E)) visitConstruction(Construct);
  else if (const auto *New = dyn_cast<CXXNewExpr>(E)) visitNew(New);
  else if (const auto *Delete = dyn_cast<CXXDeleteExpr>(E)) visitDelete(Delete);
}

void Body::visit(const Stmt *S) {
  if (Above.Unevaluated.count(S)) return;
  if (const auto *E = dyn_cast<Expr>(S)) {
    visitExpression(E);
    if (const StmtExpr *Whole = Above.LastOf.lookup(E); Whole && !Whole->getType()->isRecordType())
      set(temporary(Whole), value(E), Whole->getType(), E->getExprLoc());
  } else if (const auto *Declaration = dyn_cast<DeclStmt>(S)) visitDeclaration(Declaration);
  else if (const auto *Return = dyn_cast<ReturnStmt>(S)) visitReturn(Return);
  else if (const auto *Asm = dyn_cast<GCCAsmStmt>(S)) visitAsm(Asm);
}

} // namespace custody
