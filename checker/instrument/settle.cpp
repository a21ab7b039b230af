/* From the notes of the marks to the plan. */
#include "settle.h"

#include "addresses.h"
#include "describe.h"

#include "frontend/place.h"
#include "frontend/type.h"
#include "runtime/abi.h"

#include <custody/judge.h>

using namespace clang;

namespace custody {

static std::unique_ptr<Plan> Made;

std::unique_ptr<Plan> takePlan() { return std::move(Made); }

namespace {

/// What the frontend and the engine say of one expression.
struct Known {
  bool Seen = false;   ///< there is at least one site
  bool Proved = true;  ///< all of them are
  bool Atomic = true;  ///< all of them are
  unsigned Bits = 0;
};

class Settler {
public:
  Settler(CompilerInstance &Compiler, const MarkingState &State, const TranslationUnitResult &Unit,
          Plan &P)
      : Context(Compiler.getASTContext()), State(State), Unit(Unit), P(P), Names(facts_new()),
        Where(Names, Compiler), Describe(Context, Unit, P) {
    gatherSites();
  }
  ~Settler() { facts_free(Names); }

  void settle();
  const AddressList &addresses() const { return Describe.Addresses; }

private:
  void gatherSites();
  Mark settle(const MarkNote &Note);
  Elision elision(const MarkNote &Note);
  bool answersFor(const AccessNote &Note);
  void settleAccess(const AccessNote &Note, const FunctionDecl *In, Mark &Into);
  void settleWhole(const RecordDecl *Record, const PlanCheck &Check, const FunctionDecl *In,
                   Mark &Into);
  void settleContract(const MarkNote &Note, Mark &Into);
  void settleBlocking(const MarkNote &Note, Mark &Into);
  void addRules(llvm::ArrayRef<unsigned> Rules, const ValueDecl *Of, PlanCheck Check,
                const FunctionDecl *In, Mark &Into);
  bool isCheckedAnyway(unsigned Kind) const;
  PlanPlace place(const MarkNote &Note);

  ASTContext &Context;
  const MarkingState &State;
  const TranslationUnitResult &Unit;
  Plan &P;
  facts_unit *Names; ///< of files, for places; the facts themselves are finished
  Places Where;
  Describer Describe;
  llvm::DenseMap<const Expr *, Known> Sites;
};

} // namespace

void Settler::gatherSites() {
  for (size_t I = 0; I < Unit.Sites.size(); I++) {
    const AccessSite &Site = Unit.Sites[I];
    Known &K = Sites[Site.Expr];
    K.Seen = true;
    K.Proved &= I < Unit.Statuses.size() && Unit.Statuses[I] == ENGINE_PROVED;
    K.Atomic &= (Site.Bits & FACTS_ACCESS_ATOMIC) != 0;
    K.Bits |= Site.Bits;
  }
}

static unsigned accessOf(unsigned Bits, bool Atomic) {
  if (Bits & FACTS_ACCESS_WRITE) return Atomic ? CUSTODY_ATOMIC_WRITE : CUSTODY_WRITE;
  return Atomic ? CUSTODY_ATOMIC_READ : CUSTODY_READ;
}

/// Who touches a PINNED object first holds it, so the touches that are right must be known too.
bool Settler::isCheckedAnyway(unsigned Kind) const {
  return Unit.Given.Runtime == RuntimeMode::All || Kind == CUSTODY_RULE_PINNED;
}

void Settler::addRules(llvm::ArrayRef<unsigned> Rules, const ValueDecl *Of, PlanCheck Check,
                       const FunctionDecl *In, Mark &Into) {
  for (unsigned Rule : Rules) {
    unsigned Kind = P.Rules[Rule].Kind;
    if (Kind == CUSTODY_RULE_SELF_LOCKED && Describe.isOwnFunction(In, Of)) continue;
    if ((Check.Access & CUSTODY_RT_SITE_PROVED) && !isCheckedAnyway(Kind)) continue;
    Check.Rule = Rule;
    Into.Checks.push_back(Check);
  }
}

/// Every field with a rule, in the record itself and in those that it contains.
void Settler::settleWhole(const RecordDecl *Record, const PlanCheck &Check, const FunctionDecl *In,
                          Mark &Into) {
  for (const FieldDecl *F : Record->fields()) {
    addRules(Describe.rules(F), F, Check, In, Into);
    const RecordDecl *Inner = embeddedRecord(F->getType());
    if (!Inner) continue;
    PlanCheck InnerCheck = Check;
    if (!Inner->isAnonymousStructOrUnion() && !F->isBitField())
      InnerCheck.Offset += Context.toCharUnitsFromBits(Context.getFieldOffset(F)).getQuantity();
    settleWhole(Inner, InnerCheck, In, Into);
  }
}

/// An access that the frontend has not seen is checked as its syntax says. An address that was
/// passed on is an access only where the frontend says so.
void Settler::settleAccess(const AccessNote &Note, const FunctionDecl *In, Mark &Into) {
  if (Note.OfCopy) {
    Into.Copy = accessOf(Note.Bits, (Note.Bits & FACTS_ACCESS_ATOMIC) != 0);
    return;
  }
  Known K = Note.OfPointee ? Known() : Sites.lookup(Note.Accessed); // the pointer itself is read
  unsigned Bits = K.Seen ? K.Bits : Note.Bits;
  if (!(Bits & (FACTS_ACCESS_READ | FACTS_ACCESS_WRITE))) return;
  unsigned Access = accessOf(Bits, K.Seen ? K.Atomic : (Bits & FACTS_ACCESS_ATOMIC) != 0);
  if (K.Seen && K.Proved) Access |= CUSTODY_RT_SITE_PROVED;
  PlanCheck Check = {NoRow, Note.Offset, Access};
  if (Note.OfPointee) addRules(Describe.pointeeRules(Note.Ruled), Note.Ruled, Check, In, Into);
  else if (Note.Ruled) addRules(Describe.rules(Note.Ruled), Note.Ruled, Check, In, Into);
  else settleWhole(embeddedRecord(Note.Whole), Check, In, Into);
}

/// Races for what is accessed are findings: the rule excludes them, and it is proved to be kept or is
/// checked. An operation that is atomic orders others, so the pass leaves it alone.
bool Settler::answersFor(const AccessNote &Note) {
  Known K = Sites.lookup(Note.Accessed);
  bool Kept = (K.Seen && K.Proved) || Unit.Given.Runtime != RuntimeMode::Off;
  if (!Note.Ruled || Note.OfPointee || !Kept) return false;
  return llvm::any_of(Describe.rules(Note.Ruled),
                      [&](unsigned Rule) { return Describe.excludesRaces(P.Rules[Rule]); });
}

Elision Settler::elision(const MarkNote &Note) {
  if (!Unit.Given.ElidesTSan) return Elision::None;
  if (Note.IsShared) return Elision::Kept;
  return llvm::any_of(Note.Accesses, [&](const AccessNote &A) { return answersFor(A); })
             ? Elision::Elided
             : Elision::None;
}

static unsigned markOf(const MarkNote &Note, unsigned Parameter) {
  for (const ArgumentNote &A : Note.Arguments)
    if (A.Parameter == Parameter) return A.Mark;
  return NoRow;
}

/// What a function's own body shows of its contract: at the entry what is asked for, and at the exits
/// what it gives away.
static void addAtBody(const Clause &C, unsigned Kind, unsigned Argument, Mark &Into) {
  auto Add = [&](auto At) {
    Into.Effects.push_back({C.Contract, Argument, At, C.OfResult, C.IsInside});
  };
  if (C.ThreadEntry) return Add(PlanEffect::ThreadEntry);
  if (Kind == CUSTODY_RT_GIVES || C.OfResult) return Add(PlanEffect::Exit);
  if (Kind >= CUSTODY_RT_ACQUIRE && Kind <= CUSTODY_RT_RESUMES) return;
  if (Kind == CUSTODY_RT_TRY_ACQUIRE || Kind == CUSTODY_RT_TRY_ACQUIRE_SHARED) return;
  Add(PlanEffect::Entry);
  if (Kind == CUSTODY_RT_TAKING) Add(PlanEffect::Exit);
}

/// Around a call: what was taken or given back; before it what is asked for, where the function's own
/// entry is not in this file.
static void addAtCall(const Clause &C, unsigned Kind, unsigned Argument, bool IsDefined,
                      Mark &Into) {
  bool IsAsked = Kind < CUSTODY_RT_ACQUIRE && !C.ThreadEntry;
  if (Kind == CUSTODY_RT_TAKING || C.ThreadEntry || C.IsBodys || (IsAsked && IsDefined)) return;
  bool Before = IsAsked || (Kind == CUSTODY_RT_TAKES && !C.OfResult);
  Into.Effects.push_back(
      {C.Contract, Argument, Before ? PlanEffect::BeforeCall : PlanEffect::AfterCall, C.OfResult});
}

/// The object that a function of another library works on: what it does to it ThreadSanitizer cannot
/// see.
static void settleOpaque(const FunctionDecl *Callee, Mark &Into) {
  for (const ParmVarDecl *D : Callee->parameters()) {
    QualType To = D->getType()->getPointeeType();
    const RecordDecl *Record = To.isNull() ? nullptr : To->getAsRecordDecl();
    if (!Record || Record->getDefinition() || Record->getName().empty()) continue;
    Into.Opaque = D->getFunctionScopeIndex();
    Into.ReadsOpaque = To.isConstQualified();
    Into.OpaqueType = Record->getName().str();
    return;
  }
}

void Settler::settleContract(const MarkNote &Note, Mark &Into) {
  bool IsDefined = Note.Callee->isDefined();
  for (const Clause &C : Describe.contract(Note.Callee)) {
    unsigned Kind = P.Contracts[C.Contract].Kind;
    unsigned Argument = C.OfResult ? NoRow : markOf(Note, C.Parameter);
    if (Note.Kind == MarkKind::Call) addAtCall(C, Kind, Argument, IsDefined, Into);
    else addAtBody(C, Kind, Argument, Into);
  }
  if (Note.Kind == MarkKind::Call && isForeign(Note.Callee)) settleOpaque(Note.Callee, Into);
  if (Note.Kind == MarkKind::Enter)
    for (const BuiltParameter &B : Describe.built(Note.Callee))
      Into.Builds.push_back({markOf(Note, B.Parameter), B.Size});
}

PlanPlace Settler::place(const MarkNote &Note) {
  facts_place Place = Where.at(Note.Loc);
  return {facts_file_name(Names, Place.file), Note.In->getQualifiedNameAsString(), Place.line,
          Place.column};
}

/// Where the file knows no role that must not block, there is nothing to look at but loops.
void Settler::settleBlocking(const MarkNote &Note, Mark &Into) {
  bool IsLoop = Note.Blocks->How == PlanBlocking::LoopWait;
  bool IsAsked = IsLoop || llvm::any_of(P.Declarations, [](const PlanDeclaration &D) {
                   return D.Flags & CUSTODY_RT_ROLE_NONBLOCKING;
                 });
  if (!IsAsked) return;
  PlanContract C;
  C.Place = Into.Place;
  C.Text = Note.Callee->getNameAsString();
  C.Kind = CUSTODY_RT_BLOCKS;
  Into.Blocks = *Note.Blocks;
  Into.Blocks.Contract = P.Contracts.size();
  P.Contracts.push_back(std::move(C));
}

Mark Settler::settle(const MarkNote &Note) {
  Mark M;
  if (Note.Kind == MarkKind::Access) M.Sanitized = elision(Note);
  if (!P.Instruments) return M;
  M.Kind = Note.Kind;
  M.Place = place(Note);
  M.LockClass = Note.LockClass;
  M.IsNamedByCaller = Note.IsNamedByCaller;
  M.Partner = Note.Partner;
  M.Size = Note.Size;
  M.NotesAllocation = Note.NotesAllocation;
  if (Note.Kind == MarkKind::Access)
    for (const AccessNote &A : Note.Accesses) settleAccess(A, Note.In, M);
  if (Note.Kind == MarkKind::Copied) {
    const AccessNote &A = Note.Accesses.front();
    addRules(Describe.pointeeRules(A.Ruled), A.Ruled, {NoRow, A.Offset, CUSTODY_READ}, Note.In, M);
  }
  if (Note.Kind == MarkKind::Callback) {
    if (unsigned Contract = Describe.callback(Note); Contract != NoRow)
      M.Effects.push_back({Contract, NoRow, PlanEffect::Entry});
    return M;
  }
  if (Note.Blocks) settleBlocking(Note, M);
  if (Note.Callee) {
    M.Callee = Note.Callee->getNameAsString();
    settleContract(Note, M);
  }
  return M;
}

void Settler::settle() {
  P.Instruments = Unit.Given.Runtime != RuntimeMode::Off;
  P.NamesLocks = Context.getLangOpts().CPlusPlus;
  P.File = facts_file_name(Unit.Facts, Unit.Facts->main_file);
  if (P.Instruments) Describe.declareRoles();
  if (P.Instruments) Describe.declareOrders();
  for (const MarkNote &Note : State.Notes) P.Marks.push_back(settle(Note));
}

void settlePlan(CompilerInstance &Compiler, MarkingState &State,
                const TranslationUnitResult &Result) {
  Made = std::make_unique<Plan>();
  Settler S(Compiler, State, Result, *Made);
  S.settle();
  emitAddresses(Compiler, State.Nodes, S.addresses());
}

} // namespace custody
