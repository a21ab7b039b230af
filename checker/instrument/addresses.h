/* The addresses of variables that descriptors point to, as a static array that the AST half hands to
 * code generation: so a variable is there in the module even where no code refers to it, under
 * whatever name it has there. */
#ifndef CUSTODY_INSTRUMENT_ADDRESSES_H
#define CUSTODY_INSTRUMENT_ADDRESSES_H

#include "lock_path.h"
#include "marker.h"

namespace custody {

void emitAddresses(clang::CompilerInstance &Compiler, Marker &Nodes, const AddressList &Variables);

} // namespace custody

#endif
