/* Roles and data rules. */
#include "describe.h"

#include "frontend/type.h"
#include "runtime/abi.h"

#include <custody/judge.h>

using namespace clang;

namespace custody {

Describer::Describer(ASTContext &Context, const TranslationUnitResult &Unit, Plan &P)
    : Context(Context), Unit(Unit), P(P), Locks(Context, Unit, Addresses) {
  for (uint32_t I = 0; I < Unit.Fields.size(); I++) Rows[Unit.Fields[I]->getCanonicalDecl()] = I;
  for (uint32_t I = 0; I < Unit.Globals.size(); I++) Rows[Unit.Globals[I]->getCanonicalDecl()] = I;
  for (uint32_t I = 0; I < Unit.Functions.size(); I++)
    if (const FunctionDecl *F = Unit.Functions[I]) // the static initialisers have none
      Rows[F->getCanonicalDecl()] = I;
}

unsigned Describer::role(llvm::StringRef Name) {
  auto Known = llvm::find(P.Roles, Name);
  if (Known == P.Roles.end()) Known = P.Roles.insert(Known, Name.str());
  return Known - P.Roles.begin();
}

void Describer::declareRoles() {
  const auto &Declared = Unit.Facts->file_annotations;
  for (const facts_annotation &A : llvm::ArrayRef(Declared.row, Declared.count)) {
    unsigned Flags = llvm::StringSwitch<unsigned>(string(A.name))
                         .Case("thread_role_pool", CUSTODY_RT_ROLE_POOL)
                         .Case("nonblocking_role", CUSTODY_RT_ROLE_NONBLOCKING)
                         .Default(0);
    if (Flags && A.argument_count)
      P.Declarations.push_back({role(string(argument(A, 0).text)), Flags});
  }
}

/// An order that names what has no class is left to the compile-time check.
void Describer::declareOrders() {
  const auto &Declared = Unit.Facts->file_annotations;
  for (const facts_annotation &A : llvm::ArrayRef(Declared.row, Declared.count)) {
    if (string(A.name) != "lock_order") continue;
    PlanOrder Order = {
        {facts_file_name(Unit.Facts, A.place.file), "", A.place.line, A.place.column}, text(A), {}};
    for (uint32_t I = 0; I < A.argument_count; I++)
      Order.Locks.push_back(Locks.className(argument(A, I).path));
    if (!llvm::is_contained(Order.Locks, "")) P.Orders.push_back(std::move(Order));
  }
}

/// Declared as a role of one thread, and not of many.
bool Describer::isSingle(llvm::StringRef Role) const {
  bool Is = false;
  const auto &Declared = Unit.Facts->file_annotations;
  for (const facts_annotation &A : llvm::ArrayRef(Declared.row, Declared.count)) {
    if (!A.argument_count || string(argument(A, 0).text) != Role) continue;
    if (string(A.name) == "thread_role_pool") return false;
    Is |= string(A.name) == "thread_role";
  }
  return Is;
}

/// As the compile-time checks say where they see one file: a thread's function or a callback gets its
/// object without a type.
bool Describer::isOwnFunction(const FunctionDecl *F, const ValueDecl *Field) const {
  auto Function = Rows.find(F->getCanonicalDecl()), Row = Rows.find(Field->getCanonicalDecl());
  if (Function == Rows.end() || Row == Rows.end()) return true; // a body that nobody described
  const facts_function &Facts = Unit.Facts->functions.row[Function->second];
  const uint32_t Record = Unit.Facts->fields.row[Row->second].record;
  for (uint32_t I = 0; I < Facts.parameter_count; I++) {
    const facts_type &Type = Unit.Facts->parameters.row[Facts.parameter_begin + I].type;
    bool IsUntyped = string(Type.text) == "void *";
    if (IsUntyped || ((Type.flags & FACTS_TYPE_POINTER) && Type.record == Record)) return true;
  }
  return false;
}

/// A lock that any of several can stand for excludes nobody who holds another of them. What only
/// atomic operations may touch stays ThreadSanitizer's, and so does what is read without a lock.
bool Describer::excludesRaces(const PlanRule &R) const {
  bool Exact = llvm::all_of(R.Locks, [](const PlanLock &L) {
    return L.Kind == CUSTODY_RT_LOCK_PATH || L.Kind == CUSTODY_RT_LOCK_GLOBAL;
  });
  switch (R.Kind) {
  case CUSTODY_RULE_OWNED_BY: return isSingle(P.Roles[R.Role]);
  case CUSTODY_RULE_OWNED_BY_LOCKED: return Exact && isSingle(P.Roles[R.Role]);
  case CUSTODY_RULE_GUARDED_BY: return Exact;
  case CUSTODY_RULE_IMMUTABLE:
  case CUSTODY_RULE_PINNED: return true;
  default: return false;
  }
}

/// As a user writes it: "OWNED_BY(main, lock)", "ATOMIC".
std::string Describer::text(const facts_annotation &A) const {
  std::string Text = string(A.name).upper();
  for (uint32_t I = 0; I < A.argument_count; I++)
    Text += (I ? ", " : "(") + string(argument(A, I).text).str();
  return A.argument_count ? Text + ")" : Text;
}

static unsigned ruleKind(llvm::StringRef Name, uint32_t Arguments) {
  return llvm::StringSwitch<unsigned>(Name)
      .Case("owned_by", Arguments > 1 ? CUSTODY_RULE_OWNED_BY_LOCKED : CUSTODY_RULE_OWNED_BY)
      .Case("guarded_by", CUSTODY_RULE_GUARDED_BY)
      .Case("write_guarded_by", CUSTODY_RULE_WRITE_GUARDED_BY)
      .Case("written_by", CUSTODY_RULE_WRITTEN_BY)
      .Case("atomic", CUSTODY_RULE_ATOMIC)
      .Case("immutable", CUSTODY_RULE_IMMUTABLE)
      .Case("pinned", CUSTODY_RULE_PINNED)
      .Case("self_locked", CUSTODY_RULE_SELF_LOCKED)
      .Default(CUSTODY_RULE_NONE);
}

static bool hasRole(unsigned Kind) {
  return Kind == CUSTODY_RULE_OWNED_BY || Kind == CUSTODY_RULE_OWNED_BY_LOCKED ||
         Kind == CUSTODY_RULE_WRITTEN_BY;
}

/// False for what is no rule, and for a lock that cannot be found in the running program: such a
/// rule is checked by the compile-time checks alone.
bool Describer::makeRule(llvm::StringRef Name, const facts_annotation &A, PlanRule &R) {
  R.Kind = ruleKind(Name, A.argument_count);
  if (R.Kind == CUSTODY_RULE_NONE) return false;
  if (R.Kind == CUSTODY_RULE_PINNED && !followsHandovers()) return false;
  R.Text = text(A);
  R.File = facts_file_name(Unit.Facts, A.place.file);
  R.Line = A.place.line;
  bool HasRole = hasRole(R.Kind);
  if (HasRole) R.Role = role(string(argument(A, 0).text));
  for (uint32_t I = HasRole; I < A.argument_count; I++) {
    LockPath Path;
    Path.Lock.Text = string(argument(A, I).text).str();
    if (!Locks.compile(argument(A, I).path, nullptr, Path)) return false;
    R.Locks.push_back(std::move(Path.Lock));
  }
  return true;
}

/// The annotations whose names begin with PT_ are about what is pointed to.
std::vector<unsigned> Describer::makeRules(const facts_annotations &List,
                                           const std::string &Subject, bool OfPointee) {
  std::vector<unsigned> Made;
  for (const facts_annotation &A : annotations(List)) {
    llvm::StringRef Name = string(A.name);
    PlanRule R;
    R.Field = Subject;
    if (Name.consume_front("pt_") != OfPointee || !makeRule(Name, A, R)) continue;
    Made.push_back(P.Rules.size());
    P.Rules.push_back(std::move(R));
  }
  return Made;
}

std::string Describer::subject(const facts_field &F) const {
  return string(Unit.Facts->records.row[F.record].name).str() + "." + string(F.name).str();
}

/// PINNED of a type is the rule of every field without one of its own, SELF_LOCKED a further one of
/// each; the locks among them are for all.
std::vector<unsigned> Describer::rulesOfField(const FieldDecl *F, const facts_field &Row) {
  const facts_record &Record = Unit.Facts->records.row[Row.record];
  std::string Subject = subject(Row);
  std::vector<unsigned> Made = makeRules(Row.annotations, Subject);
  bool IsFree = !knownLockType(F->getType()).empty() ||
                llvm::any_of(annotations(Row.annotations), [&](const facts_annotation &A) {
                  return string(A.name) == "unchecked";
                });
  if (IsFree) return Made;
  for (unsigned Rule : makeRules(Record.annotations, Subject)) {
    bool IsPinned = P.Rules[Rule].Kind == CUSTODY_RULE_PINNED;
    if (IsPinned && (!Made.empty() || (Row.type.flags & FACTS_TYPE_ATOMIC))) continue;
    Made.push_back(Rule);
  }
  return Made;
}

llvm::ArrayRef<unsigned> Describer::rules(const ValueDecl *D) {
  D = cast<ValueDecl>(D->getCanonicalDecl());
  auto [Known, IsNew] = Rules.try_emplace(D);
  auto Row = Rows.find(D);
  if (!IsNew || Row == Rows.end()) return Known->second;
  std::vector<unsigned> Made;
  if (isa<FieldDecl>(D)) {
    Made = rulesOfField(cast<FieldDecl>(D), Unit.Facts->fields.row[Row->second]);
  } else {
    const facts_global &G = Unit.Facts->globals.row[Row->second];
    Made = makeRules(G.annotations, string(G.name).str());
  }
  return Rules[D] = std::move(Made);
}

llvm::ArrayRef<unsigned> Describer::pointeeRules(const ValueDecl *D) {
  D = cast<ValueDecl>(D->getCanonicalDecl());
  auto [Known, IsNew] = PointeeRules.try_emplace(D);
  auto Row = Rows.find(D);
  if (!IsNew || Row == Rows.end()) return Known->second;
  std::vector<unsigned> Made;
  if (isa<FieldDecl>(D)) {
    const facts_field &F = Unit.Facts->fields.row[Row->second];
    Made = makeRules(F.annotations, "*" + subject(F), /*OfPointee=*/true);
  } else {
    const facts_global &G = Unit.Facts->globals.row[Row->second];
    Made = makeRules(G.annotations, "*" + string(G.name).str(), /*OfPointee=*/true);
  }
  return PointeeRules[D] = std::move(Made);
}

} // namespace custody
