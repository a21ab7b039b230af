/* Facts stay small because most of a function is about something else.
 *
 * Accesses, calls and stores of pointers in memory stay. From there: a local that something kept
 * speaks of keeps its assignments; a branch stays where what is kept differs between its ways; its
 * condition keeps what it speaks of. Nothing is ever taken back, so a few rounds reach the end. */
#include "skeleton.h"

#include <numeric>

using namespace clang;

namespace custody {

namespace {

class Pruner {
public:
  Pruner(Skeleton &Body, const Nodes &Known)
      : Body(Body), Known(Known), Mentioned(Known.count()), Conditions(Known.count()),
        Target(Body.Blocks.size()) {}

  void run() {
    do {
      HasChanged = false;
      findTargets();
      mentionKept();
    } while (HasChanged);
    rebuild();
  }

private:
  void mention(Node N, bool IsCondition);
  void mentionLeaf(Node N, bool IsCondition);
  bool isLive(Node Base) const;
  bool isKept(const Event &E) const;
  bool isEmpty(const Block &B) const;
  void findTargets();
  uint32_t resolve(uint32_t Number);
  bool retarget(uint32_t Number);
  bool decides(const Block &B) const;
  void mentionKept();
  void mentionBlock(const Block &B);
  std::vector<uint32_t> reachable() const;
  void rebuild();
  void mergeChains();
  void compact();

  Skeleton &Body;
  const Nodes &Known;
  std::vector<bool> Mentioned, Conditions; ///< of each node, by what is kept; by conditions
  llvm::DenseSet<uint64_t> Read;           ///< fields and globals that conditions read
  std::vector<uint32_t> Target;            ///< the first block that does anything, from each
  bool HasChanged = false;
};

} // namespace

static uint64_t leafKey(const NodeRow &N, uint32_t Id) {
  return static_cast<uint64_t>(N.kind) << 32 | Id;
}

void Pruner::mentionLeaf(Node N, bool IsCondition) {
  const NodeRow &Of = Known[N];
  if (IsCondition && (Of.kind == FACTS_FIELD || Of.kind == FACTS_GLOBAL))
    Read.insert(leafKey(Of, Of.kind == FACTS_FIELD ? Of.b : Of.a));
}

void Pruner::mention(Node N, bool IsCondition) {
  std::vector<bool> &Seen = IsCondition ? Conditions : Mentioned;
  if (!N || Seen[N]) return;
  Seen[N] = Mentioned[N] = HasChanged = true;
  mentionLeaf(N, IsCondition);
  const NodeRow &Of = Known[N];
  switch (Of.kind) {
  case FACTS_FIELD:
  case FACTS_DEREF:
  case FACTS_LOAD:
  case FACTS_ADDRESS:
  case FACTS_UNARY: return mention(Of.a, IsCondition);
  case FACTS_INDEX: mention(Of.a, IsCondition); return mention(Of.b, IsCondition);
  case FACTS_BINARY: mention(Of.a, IsCondition); return mention(Of.c, IsCondition);
  default: return;
  }
}

bool Pruner::isLive(Node Base) const { return Mentioned[Base]; }

bool Pruner::isKept(const Event &E) const {
  if (E.Kind == FACTS_ACCESS || E.Kind == FACTS_CALL) return true;
  Node Base = E.Path;
  while (Known[Base].kind == FACTS_FIELD || Known[Base].kind == FACTS_INDEX) Base = Known[Base].a;
  // A function in a field is called through that field of any object, so through a copy as well.
  bool IsFunction = E.Path != Base && Known[E.Value].kind == FACTS_FUNCTION;
  if (Known[Base].kind == FACTS_LOCAL || Known[Base].kind == FACTS_PARAM)
    return IsFunction || isLive(Base);
  if (E.IsKept) return true;
  // A number left in `*parameter` may say what became of a lock.
  if (Known[E.Path].kind == FACTS_DEREF && Known[Known[E.Path].a].kind == FACTS_PARAM &&
      Known[E.Value].kind == FACTS_INTEGER)
    return true;
  Node Leaf = E.Path;
  while (Known[Leaf].kind == FACTS_INDEX) Leaf = Known[Leaf].a;
  const NodeRow &Of = Known[Leaf];
  return (Of.kind == FACTS_FIELD && Read.count(leafKey(Of, Of.b))) ||
         (Of.kind == FACTS_GLOBAL && Read.count(leafKey(Of, Of.a)));
}

bool Pruner::isEmpty(const Block &B) const {
  return llvm::none_of(B.Events, [this](const Event &E) { return isKept(E); });
}

uint32_t Pruner::resolve(uint32_t Number) {
  uint32_t End = Number;
  while (Target[End] != End) End = Target[End];
  while (Target[Number] != End) Number = std::exchange(Target[Number], End);
  return End;
}

/// A block that does nothing and leads to one place only is that place; so is an empty loop.
bool Pruner::retarget(uint32_t Number) {
  const Block &B = Body.Blocks[Number];
  uint32_t Only = FACTS_NONE;
  for (uint32_t Successor : B.Successors) {
    uint32_t To = resolve(Successor);
    if (To == Number || To == Only) continue;
    if (Only != FACTS_NONE) return false;
    Only = To;
  }
  if (Only == FACTS_NONE) return false;
  Target[Number] = Only;
  return true;
}

void Pruner::findTargets() {
  std::vector<uint32_t> Empty;
  for (uint32_t I = Body.Blocks.size(); I-- > 0;) {
    Target[I] = I;
    if (isEmpty(Body.Blocks[I])) Empty.push_back(I);
  }
  for (bool Again = true; Again;) {
    Again = false;
    for (uint32_t I : Empty)
      if (Target[I] == I) Again |= retarget(I);
  }
  for (uint32_t I : Empty) Target[I] = resolve(I);
}

bool Pruner::decides(const Block &B) const {
  return llvm::any_of(B.Successors,
                      [&](uint32_t S) { return Target[S] != Target[B.Successors[0]]; });
}

std::vector<uint32_t> Pruner::reachable() const {
  std::vector<uint32_t> Order, Stack = {Target[0]};
  std::vector<bool> Seen(Body.Blocks.size());
  while (!Stack.empty()) {
    uint32_t At = Stack.back();
    Stack.pop_back();
    if (Seen[At]) continue;
    Seen[At] = true;
    Order.push_back(At);
    for (uint32_t Successor : llvm::reverse(Body.Blocks[At].Successors))
      Stack.push_back(Target[Successor]);
  }
  return Order;
}

void Pruner::mentionBlock(const Block &B) {
  for (const Event &E : B.Events) {
    if (!isKept(E)) continue;
    mention(E.Path, false);
    mention(E.Value, E.Kind == FACTS_SET);
    for (Node Argument : E.Arguments) mention(Argument, false);
  }
  if (B.Exit == FACTS_RETURN || decides(B)) mention(B.Value, B.Exit != FACTS_RETURN);
}

void Pruner::mentionKept() {
  for (uint32_t Number : reachable()) mentionBlock(Body.Blocks[Number]);
}

/// A block with one way in, from a block with one way out, is the rest of that block.
void Pruner::mergeChains() {
  std::vector<unsigned> Ways(Body.Blocks.size());
  Ways[0] = 1;
  for (const Block &B : Body.Blocks)
    for (uint32_t Successor : B.Successors) ++Ways[Successor];
  for (Block &B : Body.Blocks)
    while (B.Exit == FACTS_GOTO && Ways[B.Successors[0]] == 1 &&
           &Body.Blocks[B.Successors[0]] != &B) {
      Block Rest = std::exchange(Body.Blocks[B.Successors[0]], Block());
      Rest.Events.insert(Rest.Events.begin(), std::make_move_iterator(B.Events.begin()),
                         std::make_move_iterator(B.Events.end()));
      B = std::move(Rest);
    }
}

/// Drops what cannot be reached and numbers the rest anew.
void Pruner::compact() {
  std::vector<uint32_t> Order = reachable(), Numbers(Body.Blocks.size());
  for (uint32_t I = 0; I < Order.size(); ++I) Numbers[Order[I]] = I;
  std::vector<Block> Kept;
  for (uint32_t Old : Order) {
    Kept.push_back(std::move(Body.Blocks[Old]));
    for (uint32_t &Successor : Kept.back().Successors) Successor = Numbers[Target[Successor]];
  }
  Body.Blocks = std::move(Kept);
  Target.resize(Body.Blocks.size());
  std::iota(Target.begin(), Target.end(), 0);
}

void Pruner::rebuild() {
  for (Block &B : Body.Blocks) {
    llvm::erase_if(B.Events, [this](const Event &E) { return !isKept(E); });
    if (B.Successors.empty() || decides(B)) continue;
    B.Exit = FACTS_GOTO;
    B.Successors.truncate(1);
    B.Cases.clear();
    B.Value = 0;
  }
  compact();
  mergeChains();
  compact();
}

void prune(Skeleton &Body, const Nodes &Known) {
  if (!Body.Blocks.empty()) Pruner(Body, Known).run();
}

} // namespace custody
