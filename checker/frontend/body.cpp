/* Blocks in the order of the control flow, so that what an expression is made of is seen before
 * it, and the values that meet where branches of one expression join. */
#include "body.h"

using namespace clang;

namespace custody {

static CFG::BuildOptions buildOptions(const Scan &Above) {
  CFG::BuildOptions Options;
  Options.setAllAlwaysAdd();
  Options.AddImplicitDtors = true;
  Options.AddTemporaryDtors = true;
  Options.AddInitializers = true;
  Options.AddCXXNewAllocator = true;
  Options.AddCXXDefaultInitExprInCtors = true;
  // Only so that the handlers are reachable; an exception is no other way out.
  Options.AddEHEdges = Above.HasTry;
  return Options;
}

/// Reachable blocks, each after all that come before it but for loops.
static std::vector<const CFGBlock *> inOrder(const CFG &Graph) {
  std::vector<const CFGBlock *> Order;
  llvm::DenseSet<const CFGBlock *> Seen = {&Graph.getEntry()};
  using Frame = std::pair<const CFGBlock *, CFGBlock::const_succ_reverse_iterator>;
  std::vector<Frame> Stack = {{&Graph.getEntry(), Graph.getEntry().succ_rbegin()}};
  while (!Stack.empty()) {
    auto &[At, Next] = Stack.back();
    if (Next == At->succ_rend()) {
      Order.push_back(At);
      Stack.pop_back();
      continue;
    }
    const CFGBlock *Successor = *Next++;
    if (Successor && Seen.insert(Successor).second)
      Stack.push_back({Successor, Successor->succ_rbegin()});
  }
  std::reverse(Order.begin(), Order.end());
  return Order;
}

bool Body::build() {
  if (Above.IsTooDeep) return false;
  std::unique_ptr<CFG> Graph =
      CFG::buildCFG(Function, Function->getBody(), &Context, buildOptions(Above));
  if (!Graph) return false;
  noteParts();
  buildBlocks(*Graph);
  return true;
}

void Body::buildBlocks(const CFG &Graph) {
  std::vector<const CFGBlock *> Order = inOrder(Graph);
  for (const CFGBlock *From : Order) Numbers.try_emplace(From, Numbers.size());
  Made.Blocks.resize(Order.size());
  for (const CFGBlock *From : Order) buildBlock(*From);
}

void Body::buildBlock(const CFGBlock &From) {
  Current = &Made.Blocks[Numbers[&From]];
  IsReturned = false;
  for (const CFGElement &Element : From) visit(Element);
  carryValues(From);
  leave(From);
}

void Body::visit(const CFGElement &Element) {
  if (auto Statement = Element.getAs<CFGStmt>()) visit(Statement->getStmt());
  else if (auto Initialiser = Element.getAs<CFGInitializer>())
    visitMemberInitialiser(Initialiser->getInitializer());
  else if (auto Allocator = Element.getAs<CFGNewAllocator>())
    visitNew(Allocator->getAllocatorExpr());
  else if (Element.getAs<CFGImplicitDtor>()) visitDestruction(Element);
#if CLANG_VERSION_MAJOR >= 18
  else if (Element.getAs<CFGCleanupFunction>()) visitCleanup(Element);
#endif
}

static const Stmt *firstStatement(const CFGBlock &Block) {
  if (Block.empty()) return nullptr;
  auto First = Block.front().getAs<CFGStmt>();
  return First ? First->getStmt() : nullptr;
}

static const Expr *lastExpression(const CFGBlock &Block) {
  for (const CFGElement &Element : llvm::reverse(Block))
    if (auto Statement = Element.getAs<CFGStmt>()) return dyn_cast<Expr>(Statement->getStmt());
  return nullptr;
}

/// `&&`, `||` and `?:` whose value is used come first in the block where their branches meet; each
/// branch leaves its value in the expression's temporary on the way there.
void Body::carryValue(const CFGBlock &From, const Expr *Into, bool IsTrueEdge) {
  const Expr *Last = lastExpression(From);
  const auto *Logical = dyn_cast<BinaryOperator>(Into);
  Node Carried = 0;
  if (Logical && From.succ_size() > 1) Carried = Known.integer(IsTrueEdge);
  else if (Last && Logical) Carried = truth(value(Last));
  else if (Last && Into->isGLValue()) Carried = Known.address(path(Last));
  else if (Last) Carried = value(Last);
  set(temporary(Into), Carried, Into->getType(), Into->getExprLoc());
}

void Body::carryValues(const CFGBlock &From) {
  bool IsTrueEdge = true;
  for (const CFGBlock *To : From.succs()) {
    const auto *Into = To ? dyn_cast_or_null<Expr>(firstStatement(*To)) : nullptr;
    const auto *Logical = dyn_cast_or_null<BinaryOperator>(Into);
    bool IsMeeting =
        Into && ((Logical && Logical->isLogicalOp()) || isa<AbstractConditionalOperator>(Into));
    if (IsMeeting && !Into->getType()->isVoidType() &&
        (Into->isGLValue() || !Into->getType()->isRecordType()))
      carryValue(From, Into, IsTrueEdge);
    IsTrueEdge = false;
  }
}

} // namespace custody
