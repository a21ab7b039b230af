/* The walk from above. It notes, and decides nothing. */
#include "scan.h"

using namespace clang;

namespace custody {

const Expr *unwrapped(const Expr *E) {
  while (true) {
    const Expr *Inner = E->IgnoreParens();
    if (const auto *Full = dyn_cast<FullExpr>(Inner)) Inner = Full->getSubExpr();
    else if (const auto *Temporary = dyn_cast<MaterializeTemporaryExpr>(Inner))
      Inner = Temporary->getSubExpr();
    else if (const auto *Bound = dyn_cast<CXXBindTemporaryExpr>(Inner)) Inner = Bound->getSubExpr();
    else if (const auto *Cast = dyn_cast<ImplicitCastExpr>(Inner);
             Cast && Cast->getCastKind() == CK_NoOp)
      Inner = Cast->getSubExpr();
    else if (const auto *Cast = dyn_cast<CXXFunctionalCastExpr>(Inner);
             Cast && Cast->getCastKind() == CK_ConstructorConversion)
      Inner = Cast->getSubExpr();
    if (Inner == E) return E;
    E = Inner;
  }
}

static const VarDecl *localOf(const Expr *E) {
  const auto *Reference = dyn_cast<DeclRefExpr>(E->IgnoreParenCasts());
  const auto *Variable = Reference ? dyn_cast<VarDecl>(Reference->getDecl()) : nullptr;
  return Variable && Variable->hasLocalStorage() ? Variable : nullptr;
}

void Scan::escape(const Expr *E) {
  const VarDecl *Variable = localOf(E);
  if (Variable && Escaped.insert(Variable).second) EscapedInOrder.push_back(Variable);
}

void Scan::change(const Expr *E) {
  if (const VarDecl *Variable = localOf(E)) Changed.insert(Variable);
}

void Scan::skip(const Stmt *S) {
  if (!S) return;
  Unevaluated.insert(S);
  for (const Stmt *Child : S->children()) skip(Child);
}

static bool leavesArgumentsUnevaluated(unsigned Builtin) {
  return Builtin == Builtin::BI__builtin_constant_p ||
         Builtin == Builtin::BI__builtin_object_size ||
         Builtin == Builtin::BI__builtin_dynamic_object_size ||
         Builtin == Builtin::BI__builtin_classify_type;
}

/// An address that is an argument of a call does not escape: calls void what they are given.
void Scan::visitCall(const CallExpr *Call) {
  const FunctionDecl *Callee = Call->getDirectCallee();
  if (Callee && leavesArgumentsUnevaluated(Callee->getBuiltinID())) {
    skip(Call);
    Unevaluated.erase(Call);
    return;
  }
  visit(Call->getCallee());
  for (const Expr *Argument : Call->arguments()) {
    const auto *Address = dyn_cast<UnaryOperator>(Argument->IgnoreParenCasts());
    if (!Address || Address->getOpcode() != UO_AddrOf) {
      visit(Argument);
      continue;
    }
    change(Address->getSubExpr());
    visit(Address->getSubExpr());
  }
}

void Scan::visitUnary(const UnaryOperator *Operator) {
  if (Operator->getOpcode() == UO_AddrOf) escape(Operator->getSubExpr());
  if (Operator->getOpcode() == UO_AddrOf || Operator->isIncrementDecrementOp())
    change(Operator->getSubExpr());
  visitChildren(Operator);
}

void Scan::visitLambda(const LambdaExpr *Lambda) {
  for (const LambdaCapture &Capture : Lambda->captures())
    if (Capture.capturesVariable() && Capture.getCaptureKind() == LCK_ByRef)
      if (const auto *Variable = dyn_cast<VarDecl>(Capture.getCapturedVar());
          Variable && Variable->hasLocalStorage() && Escaped.insert(Variable).second)
        EscapedInOrder.push_back(Variable);
  for (const Expr *Init : Lambda->capture_inits()) visit(Init);
  Declared.push_back(Lambda->getLambdaClass());
}

void Scan::visitDeclarations(const DeclStmt *Statement) {
  for (const Decl *D : Statement->decls()) {
    Declared.push_back(D);
    const auto *Variable = dyn_cast<VarDecl>(D);
    if (!Variable || !Variable->hasInit()) continue;
    const Expr *Init = unwrapped(Variable->getInit());
    VariableOf[Init] = Variable;
    if (Variable->getType()->isReferenceType()) escape(Init);
  }
  visitChildren(Statement);
}

/// Of a generic selection only the arm taken is code.
void Scan::visitGeneric(const GenericSelectionExpr *Generic) {
  const Expr *Taken = Generic->isResultDependent() ? nullptr : Generic->getResultExpr();
  for (const Stmt *Child : Generic->children())
    if (Child != Taken) skip(Child);
  visit(Taken);
}

/// True if nothing below remains to be visited.
bool Scan::visitSpecial(const Stmt *S) {
  if (const auto *Call = dyn_cast<CallExpr>(S); Call && !isa<CXXOperatorCallExpr>(S))
    return visitCall(Call), true;
  if (const auto *Operator = dyn_cast<UnaryOperator>(S)) return visitUnary(Operator), true;
  if (const auto *Lambda = dyn_cast<LambdaExpr>(S)) return visitLambda(Lambda), true;
  if (const auto *Declarations = dyn_cast<DeclStmt>(S))
    return visitDeclarations(Declarations), true;
  if (const auto *Generic = dyn_cast<GenericSelectionExpr>(S)) {
    visitGeneric(Generic);
    return true;
  }
  return false;
}

void Scan::visitChildren(const Stmt *S) {
  for (const Stmt *Child : S->children()) visit(Child);
}

void Scan::visit(const Stmt *S) {
  constexpr unsigned MostNested = 4000;
  if (!S || IsTooDeep) return;
  IsTooDeep = ++Depth > MostNested;
  if (!visitSpecial(S)) visitPlain(S);
  --Depth;
}

void Scan::visitPlain(const Stmt *S) {
  if (const auto *Assignment = dyn_cast<BinaryOperator>(S);
      Assignment && Assignment->isAssignmentOp())
    change(Assignment->getLHS());
  if (const auto *New = dyn_cast<CXXNewExpr>(S); New && New->getConstructExpr())
    NewOf[New->getConstructExpr()] = New;
  if (const auto *Expression = dyn_cast<StmtExpr>(S))
    if (const auto *Last = dyn_cast_or_null<Expr>(Expression->getSubStmt()->body_empty()
                                                      ? nullptr
                                                      : Expression->getSubStmt()->body_back()))
      LastOf[Last->IgnoreParens()] = Expression;
  if (const auto *Label = dyn_cast<LabelStmt>(S)) Declared.push_back(Label->getDecl());
  HasTry |= isa<CXXTryStmt>(S);
  visitChildren(S);
}

} // namespace custody
