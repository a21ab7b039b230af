/* From an expression to what it computes, as far as the engine can use it: pointers, and the
 * integers that conditions are made of. Floating point is unknown. */
#include "body.h"

using namespace clang;

namespace custody {

Node Body::value(const Expr *E) {
  constexpr unsigned MostNested = 200;
  if (Depth > MostNested) return 0;
  llvm::SaveAndRestore<unsigned> Deeper(Depth, Depth + 1);
  return valueOf(unwrapped(E));
}

Node Body::bound(const Expr *E) {
  if (E->isGLValue() && !E->getType()->isFunctionType()) return Known.address(path(E));
  if (E->getType()->isRecordType()) return 0;
  return value(E);
}

Node Body::constant(const Expr *E) {
  clang::Expr::EvalResult Result;
  if (!E->EvaluateAsInt(Result, Context)) return 0;
  const llvm::APSInt &Number = Result.Val.getInt();
  return Number.getSignificantBits() <= 64 ? Known.integer(Number.getExtValue()) : 0;
}

/// What a condition sees of a value: 0 or not.
Node Body::truth(Node Value) {
  const NodeRow &Of = Known[Value];
  bool IsTruth = Of.kind == FACTS_BINARY && Of.b >= FACTS_EQUAL && Of.b <= FACTS_GREATER_EQUAL;
  if (IsTruth || (Of.kind == FACTS_UNARY && Of.b == FACTS_NOT)) return Value;
  return Known.binary(FACTS_UNEQUAL, Value, Known.integer(0));
}

Node Body::valueOfCast(const CastExpr *Cast) {
  const Expr *Sub = Cast->getSubExpr();
  switch (Cast->getCastKind()) {
  case CK_LValueToRValue: return Known.load(path(Sub));
  case CK_ArrayToPointerDecay: {
    Node Array = path(Sub);
    return Known.address(Known.index(Array, Known.integer(0)));
  }
  case CK_FunctionToPointerDecay:
  case CK_BuiltinFnToFnPtr: return value(Sub);
  case CK_NullToPointer: return Known.integer(0);
  case CK_IntegralToBoolean:
  case CK_PointerToBoolean: return truth(value(Sub));
  case CK_NoOp:
  case CK_BitCast:
  case CK_LValueBitCast:
  case CK_IntegralCast:
  case CK_BooleanToSignedIntegral:
  case CK_IntegralToPointer:
  case CK_PointerToIntegral:
  case CK_BaseToDerived:
  case CK_DerivedToBase:
  case CK_UncheckedDerivedToBase:
  case CK_Dynamic:
  case CK_AtomicToNonAtomic:
  case CK_NonAtomicToAtomic:
  case CK_AddressSpaceConversion:
  case CK_UserDefinedConversion: return Sub->getType()->isRealFloatingType() ? 0 : value(Sub);
  default: return 0;
  }
}

Node Body::valueOfUnary(const UnaryOperator *Operator) {
  const Expr *Sub = Operator->getSubExpr();
  switch (Operator->getOpcode()) {
  case UO_AddrOf: return Sub->getType()->isFunctionType() ? value(Sub) : Known.address(path(Sub));
  case UO_Deref: // of a function
    return value(Sub);
  case UO_LNot: return Known.unary(FACTS_NOT, value(Sub));
  case UO_Minus: return Known.unary(FACTS_NEGATE, value(Sub));
  case UO_Not: return Known.unary(FACTS_COMPLEMENT, value(Sub));
  case UO_Plus:
  case UO_Extension: return value(Sub);
  case UO_PreInc:
  case UO_PreDec: return Known.load(path(Sub));
  case UO_PostInc:
  case UO_PostDec: return Known.load(temporary(Operator));
  default: return 0;
  }
}

static bool pointsToBytes(QualType Type) {
  return Type->isPointerType() &&
         (Type->getPointeeType()->isCharType() || Type->getPointeeType()->isVoidType());
}

/// A pointer to something larger that is counted in bytes: the way from a member to its object.
Node Body::valueOfByteSum(const Expr *Pointer, Node Offset) {
  const Expr *Whole = Pointer->IgnoreParenCasts();
  const auto *Reference = dyn_cast<DeclRefExpr>(Whole);
  const auto *Copy = Reference ? dyn_cast<VarDecl>(Reference->getDecl()) : nullptr;
  bool IsConstantCopy =
      Copy && Copy->hasLocalStorage() && Copy->hasInit() && !Above.Changed.count(Copy);
  Node Base = operand(IsConstantCopy ? Copy->getInit() : Whole);
  const NodeRow &By = Known[Offset];
  if (By.kind == FACTS_INTEGER && By.number <= 0 && By.number > INT64_MIN)
    if (Node Container = Known.container(Context, Base, -By.number)) return Container;
  return Known.binary(FACTS_ADD, operand(Pointer), Offset);
}

Node Body::valueOfPointerSum(const BinaryOperator *Operator) {
  const Expr *Pointer = Operator->getLHS(), *Count = Operator->getRHS();
  if (!Pointer->getType()->isPointerType()) std::swap(Pointer, Count);
  Node By = operand(Count);
  BinaryOperatorKind Kind = Operator->getOpcode();
  if (Kind == BO_Sub || Kind == BO_SubAssign) By = Known.unary(FACTS_NEGATE, By);
  QualType Original = Pointer->IgnoreParenCasts()->getType();
  bool IsByteView = pointsToBytes(Pointer->getType()) &&
                    (!pointsToBytes(Original) || Original->getPointeeType()->isVoidType()) &&
                    !Original->isArrayType();
  return IsByteView ? valueOfByteSum(Pointer, By) : Known.advance(operand(Pointer), By);
}

static int operatorOf(BinaryOperatorKind Kind) {
  switch (Kind) {
  case BO_EQ: return FACTS_EQUAL;
  case BO_NE: return FACTS_UNEQUAL;
  case BO_LT: return FACTS_LESS;
  case BO_LE: return FACTS_LESS_EQUAL;
  case BO_GT: return FACTS_GREATER;
  case BO_GE: return FACTS_GREATER_EQUAL;
  case BO_Add:
  case BO_AddAssign: return FACTS_ADD;
  case BO_Sub:
  case BO_SubAssign: return FACTS_SUBTRACT;
  case BO_Mul:
  case BO_MulAssign: return FACTS_MULTIPLY;
  case BO_Div:
  case BO_DivAssign: return FACTS_DIVIDE;
  case BO_Rem:
  case BO_RemAssign: return FACTS_REMAINDER;
  case BO_And:
  case BO_AndAssign: return FACTS_AND;
  case BO_Or:
  case BO_OrAssign: return FACTS_OR;
  case BO_Xor:
  case BO_XorAssign: return FACTS_XOR;
  case BO_Shl:
  case BO_ShlAssign: return FACTS_SHIFT_LEFT;
  case BO_Shr:
  case BO_ShrAssign: return FACTS_SHIFT_RIGHT;
  default: return -1;
  }
}

Node Body::operand(const Expr *E) { return E->isGLValue() ? Known.load(path(E)) : value(E); }

/// What the operator computes of its operands; of a compound assignment, before it is stored.
Node Body::valueOfArithmetic(const BinaryOperator *Operator) {
  const Expr *Left = Operator->getLHS(), *Right = Operator->getRHS();
  if (Left->getType()->isRealFloatingType() || Right->getType()->isRealFloatingType()) return 0;
  if (Operator->getType()->isPointerType()) return valueOfPointerSum(Operator);
  int Kind = operatorOf(Operator->getOpcode());
  return Kind < 0 ? 0
                  : Known.binary(static_cast<facts_operator>(Kind), operand(Left), operand(Right));
}

/// An assignment is visited before whatever uses its value.
Node Body::valueOfBinary(const BinaryOperator *Operator) {
  if (Operator->isCommaOp()) return value(Operator->getRHS());
  if (Operator->isAssignmentOp()) return Known.load(path(Operator->getLHS()));
  if (Operator->isLogicalOp()) return Known.load(temporary(Operator));
  return valueOfArithmetic(Operator);
}

static bool returnsFirstArgument(unsigned Kind) {
  return Kind == Builtin::BImemcpy || Kind == Builtin::BImemmove || Kind == Builtin::BImemset;
}

Node Body::valueOfCall(const CallExpr *Call) {
  const FunctionDecl *Callee = Call->getDirectCallee();
  unsigned Builtin = Callee ? Callee->getBuiltinID() : 0;
  switch (Builtin) {
  case 0: return Known.load(temp(Call));
  case Builtin::BI__builtin_expect:
  case Builtin::BI__builtin_expect_with_probability:
  case Builtin::BI__builtin_assume_aligned:
  case Builtin::BI__builtin_launder: return value(Call->getArg(0));
  case Builtin::BI__builtin_addressof:
  case Builtin::BIaddressof:
  case Builtin::BI__addressof: return Known.address(path(Call->getArg(0)));
  case Builtin::BImove:
  case Builtin::BIforward: return bound(Call->getArg(0));
  default: break;
  }
  if (returnsFirstArgument(Callee->getMemoryFunctionKind())) return value(Call->getArg(0));
  if (Context.BuiltinInfo.isPredefinedLibFunction(Builtin)) return Known.load(temp(Call));
  bool IsConstant = Context.BuiltinInfo.isConstantEvaluated(Builtin);
  return IsConstant && Call->getType()->isIntegerType() ? constant(Call) : 0;
}

Node Body::valueOf(const Expr *E) {
  if (const auto *Cast = dyn_cast<CastExpr>(E)) return valueOfCast(Cast);
  if (const auto *Literal = dyn_cast<IntegerLiteral>(E))
    return Literal->getValue().getSignificantBits() <= 64
               ? Known.integer(Literal->getValue().getSExtValue())
               : 0;
  if (const auto *Reference = dyn_cast<DeclRefExpr>(E)) {
    if (const auto *Callee = dyn_cast<FunctionDecl>(Reference->getDecl()))
      return Known.function(Callee);
    return isa<EnumConstantDecl>(Reference->getDecl()) ? constant(E) : 0;
  }
  if (const auto *Unary = dyn_cast<UnaryOperator>(E)) return valueOfUnary(Unary);
  if (const auto *Binary = dyn_cast<BinaryOperator>(E)) return valueOfBinary(Binary);
  if (const auto *Call = dyn_cast<CallExpr>(E)) return valueOfCall(Call);
  if (isa<CharacterLiteral, CXXBoolLiteralExpr, UnaryExprOrTypeTraitExpr, OffsetOfExpr,
          TypeTraitExpr>(E))
    return constant(E);
  if (isa<GNUNullExpr, CXXNullPtrLiteralExpr, ImplicitValueInitExpr, CXXScalarValueInitExpr>(E))
    return E->getType()->isRecordType() ? 0 : Known.integer(0);
  if (isa<AbstractConditionalOperator, StmtExpr>(E))
    return E->getType()->isRecordType() || E->getType()->isVoidType() ? 0
                                                                      : Known.load(temporary(E));
  if (isa<CXXThisExpr>(E)) {
    Node Captured = capture(nullptr);
    return Known.load(Captured ? Captured : Known.parameter(0));
  }
  if (isa<CXXNewExpr>(E)) return Known.load(temp(E));
  if (const auto *Chosen = dyn_cast<ChooseExpr>(E)) return value(Chosen->getChosenSubExpr());
  if (const auto *Generic = dyn_cast<GenericSelectionExpr>(E))
    return value(Generic->getResultExpr());
  if (const auto *Opaque = dyn_cast<OpaqueValueExpr>(E))
    return Opaque->getSourceExpr() ? value(Opaque->getSourceExpr()) : 0;
  if (const auto *Argument = dyn_cast<CXXDefaultArgExpr>(E)) return value(Argument->getExpr());
  if (const auto *Member = dyn_cast<CXXDefaultInitExpr>(E)) return value(Member->getExpr());
  if (const auto *List = dyn_cast<InitListExpr>(E))
    return List->getNumInits() == 1 && E->getType()->isScalarType() ? value(List->getInit(0)) : 0;
  if (const auto *Parameter = dyn_cast<SubstNonTypeTemplateParmExpr>(E))
    return value(Parameter->getReplacement());
  if (const auto *Rewritten = dyn_cast<CXXRewrittenBinaryOperator>(E))
    return value(Rewritten->getSemanticForm());
  return 0;
}

} // namespace custody
