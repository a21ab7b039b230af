/* Puts the bytes of the facts into the object file. */
#ifndef CUSTODY_FRONTEND_EMBED_H
#define CUSTODY_FRONTEND_EMBED_H

#include "clang.h"

namespace custody {

/// Hands the bytes to code generation, if this compilation generates code for an ELF target. To be
/// called before the main action has seen the end of the translation unit.
void embedFacts(clang::CompilerInstance &Compiler, llvm::ArrayRef<unsigned char> Bytes);

} // namespace custody

#endif
