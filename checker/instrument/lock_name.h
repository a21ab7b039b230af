/* What the source calls a lock: its class at run time. */
#ifndef CUSTODY_INSTRUMENT_LOCK_NAME_H
#define CUSTODY_INSTRUMENT_LOCK_NAME_H

#include "frontend/clang.h"

namespace custody {

/// "server.lock" for a member, the name of a global, and "" for what has neither. A class of the
/// program's that is nothing but a lock has no name for it: who has the object names it.
std::string classOfLock(const clang::Expr *LValue);

/// The same of what the pointer points to, where it is written as an address.
std::string classOfLockAt(const clang::Expr *Pointer);

/// An object of one of C++'s classes of locks, or of one that keeps its only member, a lock, to itself.
bool isLockObject(clang::QualType Type);

} // namespace custody

#endif
