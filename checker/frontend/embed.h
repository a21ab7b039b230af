/* Puts the bytes of the facts into the object file. */
#ifndef CUSTODY_FRONTEND_EMBED_H
#define CUSTODY_FRONTEND_EMBED_H

#include "clang.h"

#include "facts/facts.h"

namespace custody {

/// The main action ends in code, not in an AST or in diagnostics.
bool generatesCode(const clang::FrontendOptions &Options);

/// Hands the facts to code generation as bytes, if this compilation generates code for an ELF
/// target. To be called before the main action has seen the end of the translation unit.
void embedFacts(clang::CompilerInstance &Compiler, const facts_unit *Facts);

} // namespace custody

#endif
