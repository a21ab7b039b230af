/* Functions' annotations: which clauses are checked at the entry, or noted after a call. */
#include "describe.h"

#include "frontend/type.h"
#include "runtime/abi.h"

using namespace clang;

namespace custody {

uint64_t sizeOfPointee(const ASTContext &Context, QualType Pointer) {
  QualType Pointee = Pointer.isNull() ? QualType() : Pointer->getPointeeType();
  if (Pointee.isNull() || Pointee->isIncompleteType() || Pointee->isFunctionType()) return 0;
  return Context.getTypeSizeInChars(Pointee).getQuantity();
}

static constexpr unsigned NoLockClause = ~0u;

static unsigned lockClauseKind(llvm::StringRef Name) {
  return llvm::StringSwitch<unsigned>(Name)
      .Case("requires", CUSTODY_RT_REQUIRES)
      .Case("requires_shared", CUSTODY_RT_REQUIRES_SHARED)
      .Case("excludes", CUSTODY_RT_EXCLUDES)
      .Case("acquire", CUSTODY_RT_ACQUIRE)
      .Case("acquire_shared", CUSTODY_RT_ACQUIRE_SHARED)
      .Case("release", CUSTODY_RT_RELEASE)
      .Case("release_shared", CUSTODY_RT_RELEASE_SHARED)
      .Case("release_generic", CUSTODY_RT_RELEASE_SHARED)
      .Case("assert_held", CUSTODY_RT_REQUIRES)
      .Case("assert_held_shared", CUSTODY_RT_REQUIRES_SHARED)
      .Default(NoLockClause);
}

static unsigned conditionalKind(llvm::StringRef Name) {
  return llvm::StringSwitch<unsigned>(Name)
      .Case("try_acquire", CUSTODY_RT_TRY_ACQUIRE)
      .Case("try_acquire_shared", CUSTODY_RT_TRY_ACQUIRE_SHARED)
      .Case("acquire_if", CUSTODY_RT_ACQUIRE)
      .Case("release_if", CUSTODY_RT_RELEASE)
      .Default(NoLockClause);
}

static unsigned opposite(unsigned Operator) {
  switch (Operator) {
  case FACTS_EQUAL: return FACTS_UNEQUAL;
  case FACTS_UNEQUAL: return FACTS_EQUAL;
  case FACTS_LESS: return FACTS_GREATER_EQUAL;
  case FACTS_LESS_EQUAL: return FACTS_GREATER;
  case FACTS_GREATER: return FACTS_LESS_EQUAL;
  default: return FACTS_LESS;
  }
}

/// False for a condition over what is behind a pointer: nobody sees there what it was.
bool Describer::condition(uint32_t Node, PlanCondition &When) {
  const struct facts_node *N = &Unit.Facts->nodes.row[Node];
  if (N->kind == FACTS_UNARY && N->b == FACTS_NOT) {
    if (!condition(N->a, When)) return false;
    When.Operator = opposite(When.Operator);
    return true;
  }
  When.Operator = FACTS_UNEQUAL;
  if (N->kind == FACTS_BINARY) {
    const struct facts_node *Number = &Unit.Facts->nodes.row[N->c];
    if (Number->kind != FACTS_INTEGER) return false;
    When.Operator = N->b;
    When.Number = Number->number;
    N = &Unit.Facts->nodes.row[N->a];
  }
  if (N->kind != FACTS_LOAD) return false;
  const struct facts_node *Of = &Unit.Facts->nodes.row[N->a];
  if (Of->kind == FACTS_RESULT) When.Of = PlanCondition::Result;
  else if (Of->kind == FACTS_PARAM) When.Of = PlanCondition::Argument;
  When.Index = Of->a;
  return When.Of != PlanCondition::Always;
}

PlanContract Describer::clause(const facts_function &Row, std::string Text, unsigned Kind) {
  PlanContract C;
  C.Place.File = facts_file_name(Unit.Facts, Row.place.file);
  C.Place.Function = string(Row.display).str();
  C.Place.Line = Row.place.line;
  C.Place.Column = Row.place.column;
  C.Text = std::move(Text);
  C.Kind = Kind;
  return C;
}

void Describer::addClause(PlanContract C, Clause As, std::vector<Clause> &Made) {
  As.Contract = P.Contracts.size();
  Made.push_back(As);
  P.Contracts.push_back(std::move(C));
}

/// RUNS_ON, THREAD_ENTRY, STOPS and RESUMES: one clause with all its roles.
void Describer::addRoleClause(const facts_function &Row, const facts_annotation &A, unsigned Kind,
                              std::vector<Clause> &Made) {
  if (!A.argument_count) return;
  PlanContract C = clause(Row, text(A), Kind);
  for (uint32_t I = 0; I < A.argument_count; I++)
    C.Roles.push_back(role(string(argument(A, I).text)));
  addClause(std::move(C), {NoRow, NoRow, string(A.name) == "thread_entry"}, Made);
}

/// One clause for each lock.
void Describer::addLockClauses(const FunctionDecl *F, const facts_function &Row,
                               const facts_annotation &A, unsigned Kind, bool IsConditional,
                               std::vector<Clause> &Made) {
  PlanCondition When;
  if (IsConditional && !(A.argument_count && condition(argument(A, 0).path, When))) return;
  When.Count = Row.parameter_count;
  for (uint32_t I = IsConditional; I < A.argument_count; I++) {
    LockPath Path;
    Path.Lock.Text = string(argument(A, I).text).str();
    if (!Locks.compile(argument(A, I).path, F, Path)) continue;
    PlanContract C =
        clause(Row, string(A.name).upper() + "(" + string(argument(A, I).text).str() + ")", Kind);
    C.Locks.push_back(std::move(Path.Lock));
    C.When = When;
    addClause(std::move(C), {NoRow, Path.Parameter}, Made);
  }
}

std::vector<Clause> Describer::makeContract(const FunctionDecl *F, const facts_function &Row) {
  std::vector<Clause> Made;
  for (const facts_annotation &A : annotations(Row.annotations)) {
    llvm::StringRef Name = string(A.name);
    unsigned Kind = lockClauseKind(Name);
    unsigned Conditional = conditionalKind(Name);
    if (Name == "runs_on" || Name == "thread_entry")
      addRoleClause(Row, A, CUSTODY_RT_RUNS_ON, Made);
    else if (Name == "stops") addRoleClause(Row, A, CUSTODY_RT_STOPS, Made);
    else if (Name == "resumes") addRoleClause(Row, A, CUSTODY_RT_RESUMES, Made);
    else if (Kind != NoLockClause) addLockClauses(F, Row, A, Kind, false, Made);
    else if (Conditional != NoLockClause) addLockClauses(F, Row, A, Conditional, true, Made);
  }
  addHandovers(F, Row, Made);
  return Made;
}

unsigned Describer::callback(const MarkNote &Note) {
  auto Callee = Rows.find(Note.Callee->getCanonicalDecl());
  auto Passed = Rows.find(Note.Passed->getCanonicalDecl());
  if (Callee == Rows.end() || Passed == Rows.end()) return NoRow;
  const facts_function &Row = Unit.Facts->functions.row[Callee->second];
  unsigned Index = Note.Index + hasThis(Note.Callee);
  std::vector<Clause> Made;
  if (Index < Row.parameter_count)
    for (const facts_annotation &A :
         annotations(Unit.Facts->parameters.row[Row.parameter_begin + Index].annotations))
      if (string(A.name) == "callback_on")
        addRoleClause(Unit.Facts->functions.row[Passed->second], A, CUSTODY_RT_RUNS_ON, Made);
  return Made.empty() ? NoRow : Made.front().Contract;
}

llvm::ArrayRef<Clause> Describer::contract(const FunctionDecl *F) {
  auto [Known, IsNew] = Contracts.try_emplace(F->getCanonicalDecl());
  auto Row = Rows.find(F->getCanonicalDecl());
  if (!IsNew || Row == Rows.end()) return Known->second;
  return Known->second = makeContract(F, Unit.Facts->functions.row[Row->second]);
}

std::vector<BuiltParameter> Describer::built(const FunctionDecl *F) {
  std::vector<BuiltParameter> Made;
  auto Row = Rows.find(F->getCanonicalDecl());
  if (Row == Rows.end()) return Made;
  for (const facts_annotation &A :
       annotations(Unit.Facts->functions.row[Row->second].annotations)) {
    llvm::StringRef Name = string(A.name);
    if ((Name != "init" && Name != "fini") || !A.argument_count) continue;
    const struct facts_node *N = &Unit.Facts->nodes.row[argument(A, 0).path];
    while (N->kind == FACTS_DEREF) N = &Unit.Facts->nodes.row[N->a];
    if (N->kind == FACTS_PARAM)
      Made.push_back({N->a, sizeOfPointee(Context, parameterType(F, N->a))});
  }
  return Made;
}

} // namespace custody
