/* The way in: marks at a function's entry for its contract and for what is built inside, and marks
 * where local objects come into being. */
#include "describe.h"
#include "function_marker.h"

using namespace clang;

namespace custody {

FunctionMarker::FunctionMarker(MarkingState &State, FunctionDecl *Function)
    : State(State), Context(State.Context), Function(Function),
      MarksAccesses(!isAnnotated(Function, "no_check")),
      BuildsThis(isa<CXXConstructorDecl, CXXDestructorDecl>(Function)) {
  // What a library's templates access is another's; what they allocate and free is noted.
  const SourceManager &Sources = Context.getSourceManager();
  IsLibrary = Function->getTemplateInstantiationPattern() &&
              Sources.isInSystemHeader(Sources.getExpansionLoc(Function->getLocation()));
  MarksAccesses &= !IsLibrary;
}

unsigned FunctionMarker::add(MarkKind Kind, SourceLocation Loc) {
  State.Notes.emplace_back(Kind, Loc, Function);
  return State.Notes.size() - 1;
}

void FunctionMarker::run() {
  Stmt *Body = Function->getBody();
  size_t FirstNote = State.Notes.size();
  if (auto *C = dyn_cast<CXXConstructorDecl>(Function)) visitInitializers(C);
  visit(Body);
  // A local object that nobody else can know needs no check.
  for (MarkNote &Note : llvm::drop_begin(State.Notes, FirstNote))
    if (Note.Local && !AddressTaken.contains(Note.Local)) Note.Kind = MarkKind::Nothing;
  addLocalMarks();
  addEntryMarks();
  if (EntryStatements.empty()) return;
  auto *Compound = cast<CompoundStmt>(Body);
  EntryStatements.insert(EntryStatements.end(), Compound->body_begin(), Compound->body_end());
  FPOptionsOverride Floating;
  if (Compound->hasStoredFPFeatures()) Floating = Compound->getStoredFPFeatures();
  State.Changes.replaceBody(Function,
                            CompoundStmt::Create(Context, EntryStatements, Floating,
                                                 Compound->getLBracLoc(), Compound->getRBracLoc()));
}

static bool hasContract(const FunctionDecl *F) {
  for (const char *Name :
       {"thread_entry", "runs_on", "requires", "requires_shared", "excludes", "init", "fini"})
    if (isAnnotated(F, Name)) return true;
  return handsOver(F);
}

void FunctionMarker::addParameter(unsigned Enter, unsigned Index, Expr *Pointer) {
  SourceLocation Loc = Function->getLocation();
  unsigned Mark = add(MarkKind::Argument, Loc);
  State.Notes[Enter].Arguments.push_back({Index, Mark});
  EntryStatements.push_back(State.Nodes.statement(Pointer, Mark, Loc));
}

/// Marks every parameter that a lock's path may start from; which does is known later. A record
/// that is passed by value and whose address is taken is built by this function.
void FunctionMarker::addEntryMarks() {
  SourceLocation Loc = Function->getLocation();
  unsigned First = 0;
  const auto *Method = dyn_cast<CXXMethodDecl>(Function);
  bool Contract = hasContract(Function) ||
                  (BuildsThis && State.Records.hasRules(typeOf(Context, Method->getParent())));
  unsigned Enter = Contract ? add(MarkKind::Enter, Loc) : NoRow;
  if (Method && Method->isInstance()) {
    First = 1; // `this` is parameter 0
    if (Contract)
      addParameter(Enter, 0, CXXThisExpr::Create(Context, Loc, Method->getThisType(), true));
  }
  for (ParmVarDecl *P : Function->parameters()) {
    QualType Type = P->getType();
    if (Contract && Type->isPointerType() && !Type->getPointeeType().hasAddressSpace())
      addParameter(Enter, First + P->getFunctionScopeIndex(),
                   State.Nodes.load(State.Nodes.reference(P, Loc)));
    else if (Contract && carrier(Type) != Carrier::None && !Type->isPointerType())
      addParameter(Enter, First + P->getFunctionScopeIndex(),
                   State.Nodes.addressOf(State.Nodes.reference(P, Loc)));
    else if (AddressTaken.contains(P) && State.Records.hasRules(Type))
      EntryStatements.push_back(new (Context) DeclStmt(DeclGroupRef(localMark(P)), Loc, Loc));
  }
  if (!Contract) return;
  State.Notes[Enter].Callee = Function;
  EntryStatements.push_back(State.Nodes.statement(nullptr, Enter, Loc));
}

/// A hidden variable that is initialised when V has been: its initialiser is the mark.
VarDecl *FunctionMarker::localMark(VarDecl *V) {
  SourceLocation Loc = V->getLocation();
  unsigned Number = add(MarkKind::Local, Loc);
  State.Notes[Number].Size = Context.getTypeSizeInChars(V->getType()).getQuantity();
  auto *Hidden = VarDecl::Create(Context, Function, Loc, Loc,
                                 &Context.Idents.get("__custody_local"), Context.VoidPtrTy,
                                 Context.getTrivialTypeSourceInfo(Context.VoidPtrTy), SC_None);
  Hidden->setInit(
      State.Nodes.statement(State.Nodes.addressOf(State.Nodes.reference(V, Loc)), Number, Loc));
  Hidden->setImplicit();
  Hidden->addAttr(NoDebugAttr::CreateImplicit(Context));
  return Hidden;
}

/// Local objects with rules whose address goes somewhere: their life begins at the declaration.
void FunctionMarker::addLocalMarks() {
  for (Stmt **Slot : Declarations) {
    auto *Old = cast<DeclStmt>(*Slot);
    SmallVector<Decl *, 4> Group(Old->decls());
    for (Decl *D : Old->decls())
      if (auto *V = dyn_cast<VarDecl>(D); V && AddressTaken.contains(V) &&
                                          State.Records.hasRules(V->getType()) &&
                                          !V->getType()->isVariablyModifiedType())
        Group.push_back(localMark(V));
    if (Group.size() == size_t(std::distance(Old->decl_begin(), Old->decl_end()))) continue;
    DeclGroupRef New = DeclGroupRef::Create(Context, Group.data(), Group.size());
    State.Changes.replace(*Slot, new (Context) DeclStmt(New, Old->getBeginLoc(), Old->getEndLoc()));
  }
}

} // namespace custody
