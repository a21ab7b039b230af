/* From a pruned skeleton to rows: declarations that it speaks of get theirs only now, and the
 * locals that are left are numbered anew. */
#include "skeleton.h"
#include "tables.h"

using namespace clang;

namespace custody {

namespace {

class Writer {
public:
  Writer(const Skeleton &Body, const Nodes &Known, const FunctionDecl *Function, Tables &Into,
         TranslationUnitResult &Result)
      : Body(Body), Known(Known), Function(Function), Into(Into), Facts(Into.facts()),
        Result(Result), Written(Known.count()) {}

  void run(uint32_t Row);

private:
  uint32_t node(Node N);
  uint32_t makeNode(Node N);
  uint32_t local(uint32_t Index);
  bool isFollowedStore(const Event &From) const;
  void writeEvent(const Event &From, facts_event &To);
  void writeBlock(const Block &From, uint32_t Row);
  void writeLocals(uint32_t Row);

  const Skeleton &Body;
  const Nodes &Known;
  const FunctionDecl *Function;
  Tables &Into;
  facts_unit *Facts;
  TranslationUnitResult &Result;
  std::vector<uint32_t> Written; ///< of each node its row, or 0
  llvm::DenseMap<uint32_t, uint32_t> LocalNumbers;
  std::vector<uint32_t> LocalsInOrder;
};

} // namespace

uint32_t Writer::local(uint32_t Index) {
  auto [Number, IsNew] = LocalNumbers.try_emplace(Index, LocalsInOrder.size());
  if (IsNew) LocalsInOrder.push_back(Index);
  return Number->second;
}

uint32_t Writer::makeNode(Node N) {
  const NodeRow Of = Known[N];
  auto kind = static_cast<facts_node_kind>(Of.kind);
  switch (kind) {
  case FACTS_INTEGER: return facts_integer(Facts, Of.number);
  case FACTS_LOCAL: return facts_node(Facts, kind, local(Of.a), 0, 0);
  case FACTS_GLOBAL:
    return facts_node(Facts, kind, Into.global(cast<VarDecl>(Known.declaration(Of.a))), 0, 0);
  case FACTS_FUNCTION:
    return facts_node(Facts, kind, Into.function(cast<FunctionDecl>(Known.declaration(Of.a))), 0,
                      0);
  case FACTS_FIELD: {
    uint32_t Object = node(Of.a);
    return facts_node(Facts, kind, Object, Into.field(cast<FieldDecl>(Known.declaration(Of.b))), 0);
  }
  case FACTS_INDEX: {
    uint32_t Array = node(Of.a);
    return facts_node(Facts, kind, Array, node(Of.b), 0);
  }
  case FACTS_BINARY: {
    uint32_t Left = node(Of.a);
    return facts_node(Facts, kind, Left, Of.b, node(Of.c));
  }
  case FACTS_DEREF:
  case FACTS_LOAD:
  case FACTS_ADDRESS:
  case FACTS_UNARY: return facts_node(Facts, kind, node(Of.a), Of.b, 0);
  default: return facts_node(Facts, kind, Of.a, Of.b, Of.c);
  }
}

uint32_t Writer::node(Node N) {
  if (!N || Written[N]) return Written[N];
  uint32_t Made = makeNode(N);
  return Written[N] = Made;
}

/// A pointer is stored in memory.
bool Writer::isFollowedStore(const Event &From) const {
  unsigned Kind = Known[From.Path].kind;
  return Body.FollowsAddresses && From.Kind == FACTS_SET && From.IsPointer && Kind != FACTS_LOCAL &&
         Kind != FACTS_PARAM;
}

void Writer::writeEvent(const Event &From, facts_event &To) {
  To = {};
  To.kind = From.Kind;
  To.bits = From.Bits;
  bool IsShown = From.Kind == FACTS_ACCESS || From.Kind == FACTS_CALL || isFollowedStore(From);
  if (IsShown) To.place = Into.place(From.Loc);
  To.a = node(From.Path);
  To.b = node(From.Value);
  if (From.Kind == FACTS_ACCESS && !(From.Bits & FACTS_ACCESS_TOUCH)) {
    To.site = Facts->site_count++;
    Result.Sites.push_back({From.Accessed, From.Bits, Function});
  }
  if (From.Kind != FACTS_CALL) return;
  To.temp = From.Temp;
  llvm::SmallVector<uint32_t, 8> Arguments;
  for (Node Argument : From.Arguments) Arguments.push_back(node(Argument));
  To.argument_begin = FACTS_APPEND(Facts, values, Arguments.size());
  To.argument_count = Arguments.size();
  std::copy(Arguments.begin(), Arguments.end(), Facts->values.row + To.argument_begin);
}

void Writer::writeBlock(const Block &From, uint32_t Row) {
  facts_block To = {};
  To.event_begin = FACTS_APPEND(Facts, events, From.Events.size());
  To.event_count = From.Events.size();
  for (uint32_t I = 0; I < To.event_count; ++I) {
    facts_event Event;
    writeEvent(From.Events[I], Event);
    Facts->events.row[To.event_begin + I] = Event;
  }
  To.exit = From.Exit;
  To.value = node(From.Value);
  if (From.Exit == FACTS_RETURN) To.place = Into.place(From.Loc);
  To.successor_begin = FACTS_APPEND(Facts, successors, From.Successors.size());
  To.successor_count = From.Successors.size();
  std::copy(From.Successors.begin(), From.Successors.end(),
            Facts->successors.row + To.successor_begin);
  To.case_begin = FACTS_APPEND(Facts, cases, From.Cases.size());
  std::copy(From.Cases.begin(), From.Cases.end(), Facts->cases.row + To.case_begin);
  Facts->blocks.row[Row] = To;
}

void Writer::writeLocals(uint32_t Row) {
  std::vector<facts_local> Locals;
  for (uint32_t Index : LocalsInOrder) {
    const Local &From = Body.Locals[Index];
    Locals.push_back({Into.string(From.Name), Into.type(From.Type)});
  }
  uint32_t Begin = FACTS_APPEND(Facts, locals, Locals.size());
  std::copy(Locals.begin(), Locals.end(), Facts->locals.row + Begin);
  Facts->functions.row[Row].local_begin = Begin;
  Facts->functions.row[Row].local_count = Locals.size();
}

void Writer::run(uint32_t Row) {
  uint32_t Begin = FACTS_APPEND(Facts, blocks, Body.Blocks.size());
  for (uint32_t I = 0; I < Body.Blocks.size(); ++I) writeBlock(Body.Blocks[I], Begin + I);
  writeLocals(Row);
  facts_function &To = Facts->functions.row[Row];
  To.block_begin = Begin;
  To.block_count = Body.Blocks.size();
  To.temp_count = Body.Temps;
}

void write(const Skeleton &Body, const Nodes &Known, uint32_t Row, const FunctionDecl *Function,
           Tables &Into, TranslationUnitResult &Result) {
  Writer(Body, Known, Function, Into, Result).run(Row);
}

} // namespace custody
