/* Facts stay small because most of a function is about something else.
 *
 * Accesses, calls and stores in memory of functions and of pointers to what the function itself was
 * given or made stay. From there: a local that something kept speaks of keeps its assignments, and
 * so does a field; a branch stays where what is kept differs between its ways; its condition keeps
 * what it speaks of. Nothing is ever taken back, so a few rounds reach the end. */
#include "rules.h"
#include "skeleton.h"

#include <numeric>

using namespace clang;

namespace custody {

namespace {

class Pruner {
public:
  Pruner(Skeleton &Body, const Nodes &Known)
      : Body(Body), Known(Known), Mentioned(Known.count()), Conditions(Known.count()),
        IsInLoop(Body.Blocks.size()), IsEmpty(Body.Blocks.size(), true),
        Target(Body.Blocks.size()) {}

  void run() {
    findLoops();
    findPointers();
    if (Body.FollowsPointees) findCopies();
    do {
      HasChanged = false;
      for (uint32_t I = 0; I < Body.Blocks.size(); ++I) keep(I);
      findTargets();
      mentionValues();
    } while (HasChanged);
    rebuild();
  }

private:
  void findLoops();
  void mention(Node N, bool IsCondition);
  void mentionParts(Node N, bool IsCondition);
  void mentionLeaf(Node N, bool IsCondition);
  void mentionSet(const Event &E);
  bool isKept(const Event &E, uint32_t In) const;
  bool isSetKept(const Event &E) const;
  void keep(uint32_t Number);
  bool isFollowed(const Event &Touch) const;
  void findPointers();
  bool isPointee(Node Pointer) const;
  bool isCopy(Node Value) const;
  void findCopies();
  void findTargets();
  uint32_t resolve(uint32_t Number);
  bool retarget(uint32_t Number);
  bool decides(const Block &B) const;
  void mentionValues();
  std::vector<uint32_t> reachable() const;
  void rebuild();
  void mergeChains();
  void compact();

  Skeleton &Body;
  const Nodes &Known;
  std::vector<bool> Mentioned, Conditions; ///< of each node, by what is kept; by conditions
  llvm::DenseSet<uint64_t> Read;           ///< fields and globals that conditions read
  llvm::DenseSet<uint64_t> Spoken;         ///< those that what is kept speaks of
  llvm::DenseSet<uint64_t> Own;            ///< those that may hold a pointer to an own object
  std::vector<bool> IsInLoop, IsEmpty;     ///< of each block
  std::vector<uint32_t> Target;            ///< the first block that does anything, from each
  llvm::DenseSet<Node> Pointers; ///< locals that are set to the address of a member or variable
  llvm::DenseSet<Node> Copies;   ///< locals that are set to what may be an annotated pointer
  bool HasChanged = false;
};

} // namespace

static uint64_t leafKey(const NodeRow &N, uint32_t Id) {
  return static_cast<uint64_t>(N.kind) << 32 | Id;
}

/// The field or variable that a path ends in, be it an element of it; else 0.
static uint64_t leafOf(const Nodes &Known, Node Path) {
  while (Known[Path].kind == FACTS_INDEX) Path = Known[Path].a;
  const NodeRow &Of = Known[Path];
  if (Of.kind == FACTS_FIELD) return leafKey(Of, Of.b);
  return Of.kind == FACTS_GLOBAL ? leafKey(Of, Of.a) : 0;
}

static Node objectOf(const Nodes &Known, Node Path) {
  while (Known[Path].kind == FACTS_FIELD || Known[Path].kind == FACTS_INDEX) Path = Known[Path].a;
  return Path;
}

static bool isVariable(const NodeRow &Of) {
  return Of.kind == FACTS_LOCAL || Of.kind == FACTS_PARAM || Of.kind == FACTS_TEMP;
}

/// Blocks are numbered so that only the ways back of loops lead to lower numbers: each block of a
/// loop is between the two ends of such a way.
void Pruner::findLoops() {
  std::vector<uint32_t> Last(Body.Blocks.size());
  for (uint32_t I = 0; I < Body.Blocks.size(); ++I)
    for (uint32_t Successor : Body.Blocks[I].Successors)
      if (Successor <= I) Last[Successor] = I + 1;
  uint32_t End = 0;
  for (uint32_t I = 0; I < Body.Blocks.size(); ++I) {
    End = std::max(End, Last[I]);
    IsInLoop[I] = I < End;
  }
}

void Pruner::mentionLeaf(Node N, bool IsCondition) {
  const NodeRow &Of = Known[N];
  if (Of.kind != FACTS_FIELD && Of.kind != FACTS_GLOBAL) return;
  Spoken.insert(leafOf(Known, N));
  if (IsCondition) Read.insert(leafOf(Known, N));
}

void Pruner::mention(Node N, bool IsCondition) {
  std::vector<bool> &Seen = IsCondition ? Conditions : Mentioned;
  if (!N || Seen[N]) return;
  Seen[N] = Mentioned[N] = HasChanged = true;
  mentionLeaf(N, IsCondition);
  mentionParts(N, IsCondition);
}

void Pruner::mentionParts(Node N, bool IsCondition) {
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

void Pruner::findPointers() {
  for (const Block &B : Body.Blocks)
    for (const Event &E : B.Events) {
      if (E.Kind != FACTS_SET || Known[E.Path].kind != FACTS_LOCAL) continue;
      if (Known[E.Value].kind != FACTS_ADDRESS) continue;
      Node Of = Known[E.Value].a, Object = objectOf(Known, Of);
      if (Of != Object || Known[Object].kind == FACTS_GLOBAL) Pointers.insert(E.Path);
    }
}

/// What the pointer points to may have a rule, here or in a caller. What a call returned may be the
/// pointer that the callee has.
bool Pruner::isPointee(Node Pointer) const {
  while (Known[Pointer].kind == FACTS_INDEX) Pointer = Known[Pointer].a;
  const NodeRow &Of = Known[Pointer];
  switch (Of.kind) {
  case FACTS_FIELD: return hasPointeeRule(Known.declaration(Of.b));
  case FACTS_GLOBAL: return hasPointeeRule(Known.declaration(Of.a));
  case FACTS_LOCAL: return Copies.count(Pointer);
  default: return Of.kind == FACTS_PARAM || Of.kind == FACTS_TEMP;
  }
}

bool Pruner::isCopy(Node Value) const {
  if (Known[Value].kind == FACTS_LOAD) return isPointee(Known[Value].a);
  if (Known[Value].kind != FACTS_ADDRESS) return false;
  const NodeRow &Object = Known[objectOf(Known, Known[Value].a)];
  return Object.kind == FACTS_DEREF && isPointee(Object.a);
}

void Pruner::findCopies() {
  for (bool Again = true; Again;) {
    Again = false;
    for (const Block &B : Body.Blocks)
      for (const Event &E : B.Events)
        if (E.Kind == FACTS_SET && Known[E.Path].kind == FACTS_LOCAL && isCopy(E.Value))
          Again |= Copies.insert(E.Path).second;
  }
}

/// Touches of what has no rule matter where objects are given away, or through a copy of an address
/// of what may have one.
bool Pruner::isFollowed(const Event &Touch) const {
  if (Body.FollowsObjects) return true;
  const NodeRow &Object = Known[objectOf(Known, Touch.Path)];
  if (Object.kind != FACTS_DEREF) return false;
  return Pointers.count(Object.a) || (Body.FollowsPointees && isPointee(Object.a));
}

/// To be stored to is not to be spoken of.
void Pruner::mentionSet(const Event &E) {
  if (uint64_t Leaf = leafOf(Known, E.Path)) {
    HasChanged |= Own.insert(Leaf).second;
    mentionParts(E.Path, false);
  } else mention(E.Path, false);
  mention(E.Value, true);
}

/// A pointer that is stored in memory makes it reachable from there what this function was given or
/// made; what comes from memory has been reachable before.
bool Pruner::isSetKept(const Event &E) const {
  Node Object = objectOf(Known, E.Path);
  // A function in a field is called through that field of any object, so through a copy as well;
  // one in a variable may be copied as bytes.
  bool IsFunction = Known[E.Value].kind == FACTS_FUNCTION;
  if (isVariable(Known[Object])) return IsFunction || Mentioned[Object];
  // A number left in `*parameter` may say what became of a lock.
  if (Known[E.Path].kind == FACTS_DEREF && Known[Known[E.Path].a].kind == FACTS_PARAM &&
      Known[E.Value].kind == FACTS_INTEGER)
    return true;
  uint64_t Leaf = leafOf(Known, E.Path);
  if (!E.IsPointer) return Leaf && Read.count(Leaf);
  const NodeRow &Value = Known[E.Value];
  if (E.IsNeeded || Value.kind == FACTS_ADDRESS || Value.kind == FACTS_FUNCTION) return true;
  if (!Leaf || Spoken.count(Leaf)) return true;
  if (Value.kind != FACTS_LOAD) return false;
  uint64_t From = leafOf(Known, Value.a);
  return isVariable(Known[objectOf(Known, Value.a)]) || !From || Own.count(From);
}

/// A variable that begins is nothing new where it can have been there before.
bool Pruner::isKept(const Event &E, uint32_t In) const {
  if (E.Bits & FACTS_ACCESS_TOUCH) return isFollowed(E);
  if (E.Kind == FACTS_ACCESS || E.Kind == FACTS_CALL) return true;
  if (E.Kind == FACTS_SCOPE) return IsInLoop[In] && Mentioned[objectOf(Known, E.Path)];
  return isSetKept(E);
}

/// What is kept stays kept, so each event is looked into once.
void Pruner::keep(uint32_t Number) {
  for (Event &E : Body.Blocks[Number].Events) {
    if (E.IsKept || !isKept(E, Number)) continue;
    E.IsKept = HasChanged = true;
    IsEmpty[Number] = false;
    if (E.Kind == FACTS_SET) {
      mentionSet(E);
      continue;
    }
    mention(E.Path, false);
    mention(E.Value, false);
    for (Node Argument : E.Arguments) mention(Argument, false);
  }
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
    if (IsEmpty[I]) Empty.push_back(I);
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

void Pruner::mentionValues() {
  for (uint32_t Number : reachable()) {
    const Block &B = Body.Blocks[Number];
    if (B.Exit == FACTS_RETURN || decides(B)) mention(B.Value, B.Exit != FACTS_RETURN);
  }
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
      std::vector<Event> Events = std::move(B.Events);
      Events.insert(Events.end(), Rest.Events.begin(), Rest.Events.end());
      B = std::move(Rest);
      B.Events = std::move(Events);
    }
}

/// Drops what cannot be reached and numbers the rest anew.
void Pruner::compact() {
  std::vector<uint32_t> Order = reachable(), Numbers(Body.Blocks.size());
  for (uint32_t I = 0; I < Order.size(); ++I) Numbers[Order[I]] = I;
  std::vector<Block> Kept;
  Kept.reserve(Order.size());
  for (uint32_t Old : Order) {
    Kept.push_back(std::move(Body.Blocks[Old]));
    for (uint32_t &Successor : Kept.back().Successors) Successor = Numbers[Target[Successor]];
  }
  Body.Blocks = std::move(Kept);
  Target.resize(Body.Blocks.size());
  std::iota(Target.begin(), Target.end(), 0);
}

void Pruner::rebuild() {
  for (uint32_t I = 0; I < Body.Blocks.size(); ++I) {
    Block &B = Body.Blocks[I];
    llvm::erase_if(B.Events, [](const Event &E) { return !E.IsKept; });
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
