/* What the source calls a lock: its class at run time. */
#ifndef CUSTODY_INSTRUMENT_LOCK_NAME_H
#define CUSTODY_INSTRUMENT_LOCK_NAME_H

#include "frontend/clang.h"

namespace custody {

/// "server.lock" for a member, the name of a global, and "" for what has neither. A class of the
/// program's that is nothing but a lock has no name for it: who has the object names it.
std::string classOfLock(const clang::Expr *LValue);

/// Of what a lock function's argument points to.
struct LockName {
  std::string Class; ///< "" where it is not written as an address
  /// The lock is in a struct of its own that a function was given: mostly its caller has another name.
  bool IsCallers = false;
};
LockName nameOfLockAt(const clang::Expr *Pointer);

/// An object that is a lock and little else: of one of C++'s classes of locks, of a class that keeps its
/// only member, a lock, to itself, of a struct of a lock and numbers and text about it, or of a CAPABILITY. Of
/// such a struct only what is a member of another one: as a variable or an element it may well be what the
/// program speaks of.
bool isLockObject(const clang::Expr *LValue);

} // namespace custody

#endif
