/* Which functions are marked, and when. */
#include "instrument.h"

#include "pass.h"
#include "settle.h"

#include "clang/AST/RecursiveASTVisitor.h"

using namespace clang;

namespace custody {

Instrumenter::Instrumenter(CompilerInstance &Compiler)
    : Compiler(Compiler), State(Compiler.getASTContext()) {
  requestPass(Compiler.getCodeGenOpts());
}

/// Immediate functions, templates and prologue-less functions have no room for marks.
bool canBeMarked(const FunctionDecl *F) {
  return F->doesThisDeclarationHaveABody() && isa<CompoundStmt>(F->getBody()) &&
         !F->isInvalidDecl() && !F->isDependentContext() && !F->isTemplated() &&
         !F->isDefaulted() && !F->isConsteval() && !F->hasAttr<NakedAttr>();
}

/// These must stay as they were written as long as the file is read: what a template's
/// instantiations share, since there may be further ones, and what may be asked for a constant. They
/// are generated at the end of the file, all but the explicit instantiations, which are left alone.
static bool isMarkedLate(const FunctionDecl *F) {
  return F->getTemplateInstantiationPattern() || F->isConstexpr();
}

void Instrumenter::declaredInline(FunctionDecl *F) {
  if (Compiler.getDiagnostics().hasErrorOccurred() || !canBeMarked(F) || F->isImplicit()) return;
  if (F->getTemplateInstantiationPattern() &&
      F->getTemplateSpecializationKind() != TSK_ImplicitInstantiation)
    return;
  if (!State.Done.insert(F).second) return;
  if (isMarkedLate(F)) State.Late.push_back(F);
  else FunctionMarker(State, F).run();
}

/// Lambdas that no function contains, in the initialiser of a variable.
void Instrumenter::seeLambdas(Decl *D) {
  struct Finder : RecursiveASTVisitor<Finder> {
    std::vector<CXXMethodDecl *> Found;
    bool VisitLambdaExpr(LambdaExpr *E) {
      Found.push_back(E->getCallOperator());
      return true;
    }
  } Finder;
  Finder.TraverseDecl(D);
  for (CXXMethodDecl *Operator : Finder.Found) declaredInline(Operator);
}

void Instrumenter::see(Decl *D) {
  if (auto *F = dyn_cast<FunctionDecl>(D)) return declaredInline(F);
  if (auto *V = dyn_cast<VarDecl>(D); V && V->hasInit() && Compiler.getLangOpts().CPlusPlus)
    return seeLambdas(V);
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
  State.Changes.reapply();
  for (size_t I = 0; I < State.Late.size(); I++) // a lambda in one of them comes behind it
    FunctionMarker(State, State.Late[I]).run();
  settlePlan(Compiler, State, Result);
}

} // namespace custody
