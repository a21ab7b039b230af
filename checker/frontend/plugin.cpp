/* The life of the plugin: options, one analysis at the end of each translation unit, its facts
 * into the object, the engine's findings out as warnings. */
#include "clang.h"

#include "analysis.h"
#include "diagnostics.h"
#include "embed.h"
#include "policies.h"
#include "unit.h"

#include "instrument/instrument.h"

using namespace clang;

namespace custody {

static std::unique_ptr<Analysis> Last;

const TranslationUnitResult *lastResult() { return Last ? &Last->result() : nullptr; }

/// This file alone, as far as no other file could excuse what it does.
static void judge(Analysis &Done, DiagnosticsEngine &Diagnostics) {
  engine *Engine = engine_new(ENGINE_OPEN_WORLD);
  engine_add(Engine, Done.result().Facts);
  engine_run(Engine);
  for (uint32_t I = 0; I < engine_finding_count(Engine); ++I)
    report(Diagnostics, Done.places(), *engine_finding(Engine, I));
  Done.keepStatuses(Engine);
  engine_free(Engine);
}

class Consumer : public ASTConsumer {
public:
  Consumer(CompilerInstance &Compiler, const Options &Given) : Compiler(Compiler), Given(Given) {}

  void Initialize(ASTContext &) override {
    InForce = std::make_unique<Policies>(Compiler);
    for (const std::string &Policy : Given.Policies) InForce->add(Policy);
    bool Elides = Given.ElidesTSan && Compiler.getLangOpts().Sanitize.has(SanitizerKind::Thread);
    if ((Given.Runtime != RuntimeMode::Off || Elides) && generatesCode(Compiler.getFrontendOpts()))
      Marks = std::make_unique<Instrumenter>(Compiler);
  }

  bool HandleTopLevelDecl(DeclGroupRef Group) override {
    if (Marks) Marks->declared(Group);
    return true;
  }

  void HandleInlineFunctionDefinition(FunctionDecl *Function) override {
    if (Marks) Marks->declaredInline(Function);
  }

  void HandleTranslationUnit(ASTContext &) override {
    Last.reset();
    InForce->tellDependencies();
    if (Compiler.getDiagnostics().hasUncompilableErrorOccurred()) return;
    if (Marks) Marks->lift();
    Last = std::make_unique<Analysis>(Compiler, Given);
    // With -w nobody sees what is found; where nothing is instrumented nobody asks what is proved.
    if (Marks || !Compiler.getDiagnostics().getIgnoreAllWarnings())
      judge(*Last, Compiler.getDiagnostics());
    if (Marks) Marks->settle(Last->result());
    embedFacts(Compiler, Last->result().Facts);
  }

private:
  CompilerInstance &Compiler;
  Options Given;
  std::unique_ptr<Policies> InForce;
  std::unique_ptr<Instrumenter> Marks; ///< null unless something is to be instrumented
};

class Action : public PluginASTAction {
protected:
  std::unique_ptr<ASTConsumer> CreateASTConsumer(CompilerInstance &Compiler,
                                                 llvm::StringRef) override {
    return std::make_unique<Consumer>(Compiler, Given);
  }

  bool ParseArgs(const CompilerInstance &Compiler,
                 const std::vector<std::string> &Arguments) override {
    DiagnosticsEngine &Diagnostics = Compiler.getDiagnostics();
    unsigned Unknown = Diagnostics.getCustomDiagID(
        DiagnosticsEngine::Error, "custody has no option '%0'; it knows runtime=unproved, "
                                  "runtime=all, runtime=off, tsan=elide and policy=FILE");
    for (const std::string &Argument : Arguments)
      if (!parseOption(Argument)) {
        Diagnostics.Report(Unknown) << Argument;
        return false;
      }
    return true;
  }

  ActionType getActionType() override { return AddBeforeMainAction; }

private:
  bool parseOption(llvm::StringRef Argument) {
    if (Argument.consume_front("policy=")) {
      Given.Policies.push_back(Argument.str());
      return !Argument.empty();
    }
    if (Argument == "tsan=elide") return Given.ElidesTSan = true;
    if (!Argument.consume_front("runtime=")) return false;
    int Mode = llvm::StringSwitch<int>(Argument)
                   .Case("off", static_cast<int>(RuntimeMode::Off))
                   .Case("unproved", static_cast<int>(RuntimeMode::Unproved))
                   .Case("all", static_cast<int>(RuntimeMode::All))
                   .Default(-1);
    if (Mode < 0) return false;
    Given.Runtime = static_cast<RuntimeMode>(Mode);
    return true;
  }

  Options Given;
};

} // namespace custody

static FrontendPluginRegistry::Add<custody::Action> Register("custody",
                                                             "ownership annotations, checked");
