/* `-fpass-plugin=` loads the same file as `-fplugin=`, so that one name serves both. The entry here
 * registers no pass; the room that instruments has a stronger one. */
#include "clang.h"

#if __has_include("llvm/Plugins/PassPlugin.h")
#include "llvm/Plugins/PassPlugin.h"
#else
#include "llvm/Passes/PassPlugin.h"
#endif

extern "C" __attribute__((weak, visibility("default"))) llvm::PassPluginLibraryInfo
llvmGetPassPluginInfo() {
  return {LLVM_PLUGIN_API_VERSION, "custody", "", [](llvm::PassBuilder &) {}};
}
