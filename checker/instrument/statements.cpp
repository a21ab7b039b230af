/* Statements and values: from the top down to the lvalues. */
#include "function_marker.h"

#include "facts/facts.h"
#include "frontend/type.h"

#include "clang/AST/StmtOpenMP.h"

using namespace clang;

namespace custody {

/// Not evaluated when the program runs, or evaluated by the compiler.
static bool isUnevaluated(const Stmt *S) {
  switch (S->getStmtClass()) {
  case Stmt::ConstantExprClass:
  case Stmt::OffsetOfExprClass:
  case Stmt::OpaqueValueExprClass:
  case Stmt::UnaryExprOrTypeTraitExprClass:
  case Stmt::CXXNoexceptExprClass:
  case Stmt::CXXTypeidExprClass:
  case Stmt::CXXDefaultArgExprClass:
  case Stmt::CXXDefaultInitExprClass:
  case Stmt::RequiresExprClass: return true;
  default: return false;
  }
}

/// Forms whose nodes are shared or implicit in ways that code generation relies on.
static bool isDoubtful(const Stmt *S) {
  return isa<BlockExpr, PseudoObjectExpr, CapturedStmt, CoroutineBodyStmt, CoroutineSuspendExpr,
             OMPExecutableDirective, RecoveryExpr>(S);
}

void FunctionMarker::visitChildren(Stmt *S) {
  for (Stmt *&Child : S->children()) {
    visitChild(Child);
    if (isa<CompoundStmt>(S) && isa<DeclStmt>(Child)) Declarations.push_back(&Child);
  }
}

/// A child of a form that says nothing of what becomes of the child's value.
void FunctionMarker::visitChild(Stmt *&Slot) {
  const auto *E = dyn_cast_or_null<Expr>(Slot);
  if (E && E->isGLValue()) visitLValue(Slot, 0);
  else visit(Slot);
}

void FunctionMarker::visit(Stmt *&Slot) {
  Stmt *S = Slot;
  if (!S || isUnevaluated(S) || isDoubtful(S) || !State.Seen.insert(S).second) return;
  if (auto *E = dyn_cast<CallExpr>(S)) return visitCall(E);
  if (auto *E = dyn_cast<CastExpr>(S))
    return E->getCastKind() == CK_LValueToRValue ? visitLoad(Slot) : visitCast(E);
  if (auto *E = dyn_cast<UnaryOperator>(S)) return visitUnary(E);
  if (auto *E = dyn_cast<BinaryOperator>(S)) return visitBinary(E);
  if (auto *E = dyn_cast<AtomicExpr>(S)) return visitAtomic(E);
  if (auto *A = dyn_cast<GCCAsmStmt>(S)) return visitAsm(A);
  if (auto *D = dyn_cast<DeclStmt>(S)) return visitDeclarations(D);
  if (isa<CXXNewExpr>(S)) return visitNew(Slot);
  if (auto *C = dyn_cast<CXXConstructExpr>(S)) return visitConstruction(C);
  if (auto *L = dyn_cast<LambdaExpr>(S)) return visitLambda(L);
  if (auto *R = dyn_cast<CXXForRangeStmt>(S)) return visitRangeFor(R);
  if (isa<GenericSelectionExpr, ChooseExpr>(S)) {
    visitThrough(S, 0);
    return;
  }
  if (auto *C = dyn_cast<SwitchCase>(S)) { // the case's constants are not evaluated
    for (Stmt *&Child : C->children())
      if (Child == C->getSubStmt()) visit(Child);
    return;
  }
  visitChildren(S);
}

/// Initialisers of statics are constants, or run once before there is a second thread.
void FunctionMarker::visitDeclarations(DeclStmt *S) {
  llvm::SmallPtrSet<const Stmt *, 4> Static;
  for (const Decl *D : S->decls())
    if (const auto *V = dyn_cast<VarDecl>(D); V && V->hasInit() && !V->hasLocalStorage())
      Static.insert(V->getInit());
  for (Stmt *&Child : S->children())
    if (!Static.contains(Child)) visitChild(Child);
}

void FunctionMarker::visitAsm(GCCAsmStmt *S) {
  unsigned Index = 0;
  for (Stmt *&Child : S->children()) {
    unsigned Operand = Index++;
    const auto *E = dyn_cast<Expr>(Child);
    if (Operand < S->getNumOutputs())
      visitLValue(Child, FACTS_ACCESS_WRITE |
                             (S->isOutputPlusConstraint(Operand) ? FACTS_ACCESS_READ : 0u));
    else if (E && E->isGLValue()) visitLValue(Child, FACTS_ACCESS_READ);
    else visit(Child);
  }
}

static unsigned wholeBit(const Expr *E) {
  return embeddedRecord(E->getType()) ? unsigned(FACTS_ACCESS_WHOLE) : 0;
}

static unsigned atomicBit(const Expr *E) {
  return E->getType()->isAtomicType() ? unsigned(FACTS_ACCESS_ATOMIC) : 0;
}

void FunctionMarker::visitCast(CastExpr *E) {
  Stmt *&Sub = childSlot(E, 0);
  QualType Pointee = E->getType()->getPointeeType();
  bool IsTyped = E->getCastKind() == CK_BitCast && !Pointee.isNull() &&
                 isa<CallExpr>(E->getSubExpr()->IgnoreParens()) &&
                 E->getSubExpr()->getType()->isVoidPointerType();
  if (IsTyped && !mayBeRuled(Pointee)) return visitUnruledResult(Sub);
  if (E->getCastKind() == CK_LValueToRValue)
    visitLValue(Sub, FACTS_ACCESS_READ | wholeBit(E) | atomicBit(E->getSubExpr()));
  else visitChild(Sub);
}

/// The field or variable that the lvalue names, if it has a rule for what it points to; and how far it
/// lies from the beginning of what the rule's locks are named from.
static const ValueDecl *namedPointer(const ASTContext &Context, const Expr *LValue,
                                     int64_t &Offset) {
  const ValueDecl *Named = nullptr;
  LValue = LValue->IgnoreParens();
  if (const auto *E = dyn_cast<DeclRefExpr>(LValue)) Named = E->getDecl();
  for (const Expr *E = LValue; const auto *M = dyn_cast<MemberExpr>(E);
       E = M->getBase()->IgnoreParens()) {
    const auto *F = dyn_cast<FieldDecl>(M->getMemberDecl());
    if (!F || F->getParent()->isDependentType()) return nullptr;
    if (!Named) Named = F;
    Offset += Context.toCharUnitsFromBits(Context.getFieldOffset(F)).getQuantity();
    if (!F->getParent()->isAnonymousStructOrUnion()) break;
  }
  const auto *V = dyn_cast_or_null<VarDecl>(Named);
  bool Is = Named && Named->getType()->isPointerType() && (!V || V->hasGlobalStorage());
  return Is && hasPointeeRule(Named) ? Named : nullptr;
}

/// A pointer whose value may become a local variable's.
void FunctionMarker::visitLoad(Stmt *&Slot) {
  auto *E = cast<CastExpr>(Slot);
  int64_t Offset = 0;
  const ValueDecl *Named = namedPointer(Context, E->getSubExpr(), Offset);
  visitCast(E);
  if (!Named || !MarksAccesses) return;
  unsigned Number = add(MarkKind::Copied, E->getExprLoc());
  State.Notes[Number].Accesses.push_back({E, Named, QualType(), Offset, 0, /*OfPointee=*/true});
  State.Changes.replace(Slot, State.Nodes.pointer(E, Number));
  CopiesPointers = true;
}

void FunctionMarker::visitUnary(UnaryOperator *E) {
  Stmt *&Sub = childSlot(E, 0);
  if (E->isIncrementDecrementOp())
    visitLValue(Sub, FACTS_ACCESS_READ | FACTS_ACCESS_WRITE | atomicBit(E->getSubExpr()));
  else visitChild(Sub);
}

void FunctionMarker::visitBinary(BinaryOperator *E) {
  if (!E->isAssignmentOp()) return visitChildren(E);
  unsigned Bits = FACTS_ACCESS_WRITE | wholeBit(E->getLHS()) | atomicBit(E->getLHS());
  if (E->isCompoundAssignmentOp()) Bits |= FACTS_ACCESS_READ;
  bool Stores = E->getOpcode() == BO_Assign && !automaticVariable(E->getLHS());
  visitLValue(childSlot(E, 0), Bits);
  visitChild(childSlot(E, 1));
  if (Stores) markStoredValue(childSlot(E, 1), nullptr);
}

static unsigned atomicBits(const AtomicExpr *E) {
  switch (E->getOp()) {
  case AtomicExpr::AO__c11_atomic_init: return FACTS_ACCESS_WRITE;
  case AtomicExpr::AO__c11_atomic_load:
  case AtomicExpr::AO__atomic_load:
  case AtomicExpr::AO__atomic_load_n: return FACTS_ACCESS_READ | FACTS_ACCESS_ATOMIC;
  case AtomicExpr::AO__c11_atomic_store:
  case AtomicExpr::AO__atomic_store:
  case AtomicExpr::AO__atomic_store_n: return FACTS_ACCESS_WRITE | FACTS_ACCESS_ATOMIC;
  default: return FACTS_ACCESS_READ | FACTS_ACCESS_WRITE | FACTS_ACCESS_ATOMIC;
  }
}

/// The first child is the pointer to the atomic object, the second the memory order.
void FunctionMarker::visitAtomic(AtomicExpr *E) {
  unsigned Bits = atomicBits(E);
  bool Stores = Bits & FACTS_ACCESS_WRITE && !automaticVariable(E->getPtr());
  visitPointer(childSlot(E, 0), Bits);
  for (Stmt *&Child : llvm::drop_begin(E->children())) visit(Child);
  if (Stores)
    for (Stmt *&Child : llvm::drop_begin(E->children(), 2))
      markStoredValue(Child, &childSlot(E, 0));
}

} // namespace custody
