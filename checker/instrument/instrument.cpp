/* Which functions are marked, and when. */
#include "instrument.h"

#include "pass.h"
#include "settle.h"

#include "clang/AST/ASTLambda.h"
#include "clang/AST/RecursiveASTVisitor.h"

using namespace clang;

namespace custody {

Instrumenter::Instrumenter(CompilerInstance &Compiler)
    : Compiler(Compiler), State(Compiler.getASTContext()) {
  requestPass(Compiler.getCodeGenOpts());
}

/// Constant evaluation, templates and prologue-less functions have no room for marks.
bool canBeMarked(const FunctionDecl *F) {
  return F->doesThisDeclarationHaveABody() && isa<CompoundStmt>(F->getBody()) &&
         !F->isInvalidDecl() && !F->isDependentContext() && !F->isTemplated() &&
         !F->isDefaulted() && !F->hasAttr<NakedAttr>();
}

/// A lambda is constexpr where it can be, whether or not anybody wants it to.
static bool isConstant(const FunctionDecl *F) {
  return F->isConsteval() || (F->isConstexpr() && !isLambdaCallOperator(F));
}

/// What a template's instantiations share must stay as it was written until there will be no
/// further ones. They are generated at the end of the file, all but the explicit ones, which are
/// left alone.
void Instrumenter::declaredInline(FunctionDecl *F) {
  if (Compiler.getDiagnostics().hasErrorOccurred() || !canBeMarked(F) || isConstant(F) ||
      F->isImplicit() || !State.Done.insert(F).second)
    return;
  if (!F->getTemplateInstantiationPattern()) FunctionMarker(State, F).run();
  else if (F->getTemplateSpecializationKind() == TSK_ImplicitInstantiation)
    Instantiations.push_back(F);
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
  for (FunctionDecl *F : Instantiations) FunctionMarker(State, F).run();
  settlePlan(Compiler, State, Result);
}

} // namespace custody
