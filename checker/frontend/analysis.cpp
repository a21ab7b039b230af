/* The order of the work on a translation unit: what is declared, then the bodies, then the
 * annotations of all that these have spoken of. */
#include "analysis.h"

#include "annotation.h"
#include "body.h"
#include "rules.h"
#include "source.h"

using namespace clang;

namespace custody {

namespace {

/// What the bodies of one unit share.
struct Bodies {
  ASTContext &Context;
  Tables &Declared;
  TranslationUnitResult &Result;
  Source &From;
  Rules Watch;

  void add(const FunctionDecl *Function) {
    Scan Above(Function->getBody());
    for (const Decl *Inner : Above.Declared) From.add(Inner);
    Nodes Known;
    Body Built(Context, Known, Watch, Function, Above);
    uint32_t Row = Declared.function(Function);
    if (Built.build()) finish(Built, Known, Row, Function);
  }

  void addInitialisers() {
    Scan Nothing(nullptr);
    Nodes Known;
    Body Built(Context, Known, Watch, nullptr, Nothing);
    Built.buildInitialisers(From.Initialised);
    if (!Built.skeleton().Blocks[0].Events.empty())
      finish(Built, Known, Declared.initialisers(), nullptr);
  }

  void finish(Body &Built, const Nodes &Known, uint32_t Row, const FunctionDecl *Function) {
    Skeleton Made = Built.take();
    Made.FollowsObjects = Watch.FollowsObjects;
    Made.FollowsAddresses = Watch.FollowsAddresses;
    Made.FollowsPointees = Watch.FollowsPointees;
    prune(Made, Known);
    write(Made, Known, Row, Function, Declared, Result);
  }
};

} // namespace

Analysis::Analysis(CompilerInstance &Compiler, const Options &Given) : Declared(Compiler, Result) {
  Result.Given = Given;
  ASTContext &Context = Compiler.getASTContext();
  Source From(Context);
  From.gather();
  Bodies All{Context, Declared, Result, From, {}};
  All.Watch.FollowsAddresses = !From.Annotated.empty();
  All.Watch.FollowsObjects = llvm::any_of(From.Annotated, isHandOver);
  All.Watch.FollowsPointees = llvm::any_of(From.Annotated, hasPointeeRule);
  for (size_t I = 0; I < From.Bodies.size(); ++I) // grows: lambdas, local classes
    All.add(From.Bodies[I]);
  All.addInitialisers();
  Annotations Written(Declared, From);
  Written.FollowsObjects = All.Watch.FollowsObjects;
  Written.readAll();
}

void Analysis::keepStatuses(const engine *Engine) {
  for (uint32_t Site = 0; Site < Result.Sites.size(); ++Site)
    Result.Statuses.push_back(engine_site(Engine, 0, Site));
}

} // namespace custody
