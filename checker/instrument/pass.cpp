/* One module pass at the start of the pipeline, and one where its loops have taken shape. */
#include "pass.h"

#include "hoist.h"
#include "lower.h"

#include "clang/Basic/CodeGenOptions.h"
#include "llvm/Passes/PassBuilder.h"
#if __has_include("llvm/Plugins/PassPlugin.h")
#include "llvm/Plugins/PassPlugin.h"
#else
#include "llvm/Passes/PassPlugin.h"
#endif

using namespace llvm;

namespace custody {

namespace {
/// Runs before every other pass, sanitizers' too, and at -O0. A second run finds no plan.
struct CustodyPass : PassInfoMixin<CustodyPass> {
  PreservedAnalyses run(Module &M, ModuleAnalysisManager &) {
    std::unique_ptr<Plan> Taken = takePlan();
    if (!Taken) return PreservedAnalyses::all();
    Lowering(M, *Taken).run();
    return PreservedAnalyses::none();
  }
  static bool isRequired() { return true; }
};
} // namespace

static void registerPass(PassBuilder &Builder) {
  Builder.registerPipelineStartEPCallback(
      [](ModulePassManager &Passes, OptimizationLevel) { Passes.addPass(CustodyPass()); });
  Builder.registerVectorizerStartEPCallback(
      [](FunctionPassManager &Passes, OptimizationLevel) { Passes.addPass(HoistPass()); });
}

void requestPass(clang::CodeGenOptions &Options) {
  Options.PassBuilderCallbacks.push_back(registerPass);
}

} // namespace custody

extern "C" __attribute__((visibility("default"))) PassPluginLibraryInfo llvmGetPassPluginInfo() {
  return {LLVM_PLUGIN_API_VERSION, "custody", "1", custody::registerPass};
}
