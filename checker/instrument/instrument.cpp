/* Which functions are marked, and when. */
#include "instrument.h"

#include "pass.h"
#include "settle.h"

using namespace clang;

namespace custody {

Instrumenter::Instrumenter(CompilerInstance &Compiler)
    : Compiler(Compiler), State(Compiler.getASTContext()) {
  requestPass(Compiler.getCodeGenOpts());
}

/// Constant evaluation, templates and prologue-less functions have no room for marks.
static bool canBeMarked(const FunctionDecl *F) {
  return F->doesThisDeclarationHaveABody() && isa<CompoundStmt>(F->getBody()) &&
         !F->isInvalidDecl() && !F->isDependentContext() && !F->isTemplated() &&
         !F->getTemplateInstantiationPattern() && !F->isConstexpr() && !F->isDefaulted() &&
         !F->hasAttr<NakedAttr>() && !F->isImplicit();
}

void Instrumenter::declaredInline(FunctionDecl *F) {
  if (Compiler.getDiagnostics().hasErrorOccurred() || !canBeMarked(F) || !Done.insert(F).second)
    return;
  FunctionMarker(State, F).run();
}

void Instrumenter::see(Decl *D) {
  if (auto *F = dyn_cast<FunctionDecl>(D)) return declaredInline(F);
  if (auto *R = dyn_cast<RecordDecl>(D); R && R->isThisDeclarationADefinition())
    State.Records.complete(R);
  if (isa<NamespaceDecl, LinkageSpecDecl, ExportDecl>(D))
    for (Decl *Inner : cast<DeclContext>(D)->decls()) see(Inner);
}

void Instrumenter::declared(DeclGroupRef Group) {
  for (Decl *D : Group) see(D);
}

void Instrumenter::lift() { State.Changes.lift(); }

void Instrumenter::settle(const TranslationUnitResult &Result) {
  settlePlan(Compiler, State, Result);
  State.Changes.reapply();
}

} // namespace custody
