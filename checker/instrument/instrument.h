/* The room's door: what the plugin calls when the runtime is asked for.
 *
 *     Instrumenter I(Compiler);
 *     I.declared(Group);       // for every top-level declaration, before code is generated for it
 *     I.lift();                // at the end of the file: the AST is the user's own again
 *     ... facts, engine ...
 *     I.settle(Result);        // the marks are back, and the pass knows what each one means
 *
 * Without an Instrumenter nothing at all is changed. */
#ifndef CUSTODY_INSTRUMENT_INSTRUMENT_H
#define CUSTODY_INSTRUMENT_INSTRUMENT_H

#include "function_marker.h"

#include "frontend/unit.h"

namespace custody {

class Instrumenter {
public:
  explicit Instrumenter(clang::CompilerInstance &Compiler);

  void declared(clang::DeclGroupRef Group);
  void declaredInline(clang::FunctionDecl *Function);
  void lift();
  void settle(const TranslationUnitResult &Result);

private:
  void see(clang::Decl *D);
  void seeLambdas(clang::Decl *D);

  clang::CompilerInstance &Compiler;
  MarkingState State;
};

} // namespace custody

#endif
