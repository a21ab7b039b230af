/* How nodes are made: constants are folded and *& cancels, so that equal storage has equal paths
 * as often as can be seen without knowing what variables hold. */
#include "nodes.h"

using namespace clang;

namespace custody {

uint32_t Nodes::id(const Decl *Declaration) {
  auto [Known, IsNew] = Ids.try_emplace(Declaration, Declarations.size());
  if (IsNew) Declarations.push_back(Declaration);
  return Known->second;
}

Node Nodes::field(Node Object, const FieldDecl *Field) {
  if (!Object || Field->isAnonymousStructOrUnion()) return Object;
  return facts_node(Pool, FACTS_FIELD, Object, id(Field), 0);
}

Node Nodes::address(Node Path) {
  const NodeRow Of = (*this)[Path];
  return Of.kind == FACTS_DEREF ? load(Of.a) : step(FACTS_ADDRESS, Path);
}

Node Nodes::index(Node Array, Node Index) {
  return Array ? facts_node(Pool, FACTS_INDEX, Array, Index, 0) : 0;
}

Node Nodes::unary(facts_operator Operator, Node Operand) {
  if (!Operand) return 0;
  const NodeRow Of = (*this)[Operand];
  if (Of.kind == FACTS_INTEGER && Operator == FACTS_NOT) return integer(!Of.number);
  if (Of.kind == FACTS_INTEGER && Operator == FACTS_NEGATE && Of.number != INT64_MIN)
    return integer(-Of.number);
  return facts_node(Pool, FACTS_UNARY, Operand, Operator, 0);
}

static bool fold(facts_operator Operator, int64_t Left, int64_t Right, int64_t &Result) {
  switch (Operator) {
  case FACTS_ADD: return !llvm::AddOverflow(Left, Right, Result);
  case FACTS_SUBTRACT: return !llvm::SubOverflow(Left, Right, Result);
  case FACTS_MULTIPLY: return !llvm::MulOverflow(Left, Right, Result);
  case FACTS_AND: Result = Left & Right; return true;
  case FACTS_OR: Result = Left | Right; return true;
  case FACTS_EQUAL: Result = Left == Right; return true;
  case FACTS_UNEQUAL: Result = Left != Right; return true;
  default: return false;
  }
}

Node Nodes::binary(facts_operator Operator, Node Left, Node Right) {
  if (!Left || !Right) return 0;
  const NodeRow &L = (*this)[Left], &R = (*this)[Right];
  if (Operator == FACTS_ADD && L.kind == FACTS_INTEGER && L.number == 0) return Right;
  if (Operator == FACTS_ADD && R.kind == FACTS_INTEGER && R.number == 0) return Left;
  int64_t Result;
  if (L.kind == FACTS_INTEGER && R.kind == FACTS_INTEGER &&
      fold(Operator, L.number, R.number, Result))
    return integer(Result);
  return facts_node(Pool, FACTS_BINARY, Left, Operator, Right);
}

Node Nodes::pointee(Node Pointer) const {
  const NodeRow &P = (*this)[Pointer];
  if (P.kind == FACTS_ADDRESS) return P.a;
  return P.kind == FACTS_LOAD ? facts_node(Pool, FACTS_DEREF, P.a, 0, 0) : 0;
}

Node Nodes::advance(Node Pointer, Node Index) {
  Node At = pointee(Pointer);
  if (!At) return 0;
  const NodeRow First = (*this)[At], By = (*this)[Index];
  if (By.kind == FACTS_INTEGER && By.number == 0) return Pointer;
  if (First.kind == FACTS_INDEX) return address(index(First.a, binary(FACTS_ADD, First.b, Index)));
  return address(index(At, Index));
}

Node Nodes::container(const ASTContext &Context, Node Pointer, int64_t Bytes) {
  if ((*this)[Pointer].kind != FACTS_ADDRESS) return 0;
  int64_t Offset = 0;
  Node At = (*this)[Pointer].a;
  while ((*this)[At].kind == FACTS_FIELD && Offset < Bytes) {
    const auto *Field = cast<FieldDecl>(Declarations[(*this)[At].b]);
    const auto *Parent = Field->getParent();
    if (Parent->isAnonymousStructOrUnion() || Parent->isInvalidDecl()) return 0;
    Offset += Context.toCharUnitsFromBits(Context.getFieldOffset(Field)).getQuantity();
    At = (*this)[At].a;
  }
  return Offset == Bytes ? address(At) : 0;
}

} // namespace custody
