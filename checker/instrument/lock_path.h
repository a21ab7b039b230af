/* Turns the path of a lock, a node of the facts, into the steps that the runtime follows from a base
 * address. Knows layouts; knows no rule. */
#ifndef CUSTODY_INSTRUMENT_LOCK_PATH_H
#define CUSTODY_INSTRUMENT_LOCK_PATH_H

#include "plan.h"

#include "frontend/unit.h"

namespace custody {

/// A lock and where its path starts.
struct LockPath {
  PlanLock Lock;
  unsigned Parameter = NoRow; ///< the base is this parameter's value
};

/// Variables whose addresses descriptors need: the rows of the array that the pass takes apart.
using AddressList = std::vector<const clang::VarDecl *>;

/// Of the facts' parameter: `this` is number 0 of a method. Null if there is none.
clang::QualType parameterType(const clang::FunctionDecl *Function, unsigned Parameter);

class LockPaths {
public:
  LockPaths(clang::ASTContext &Context, const TranslationUnitResult &Unit, AddressList &Addresses)
      : Context(Context), Unit(Unit), Addresses(Addresses) {}

  /// False if the running program cannot follow the path: it names nothing, or no object. Function
  /// is the one whose parameters the path may start from.
  bool compile(uint32_t Node, const clang::FunctionDecl *Function, LockPath &Into);

  /// The class of what the path names, as lockClass() has it, or "".
  std::string className(uint32_t Node);

private:
  /// Goes to the storage that the node names; its type is null for the object of a field's rule.
  bool follow(uint32_t Node, LockPath &Into, clang::QualType &Type);
  bool followGlobal(const clang::VarDecl *Variable, LockPath &Into);
  bool followField(const struct facts_node &N, LockPath &Into, clang::QualType &Type);
  bool followDeref(const struct facts_node &N, LockPath &Into, clang::QualType &Type);
  bool followIndex(const struct facts_node &N, LockPath &Into, clang::QualType &Type);

  clang::ASTContext &Context;
  const TranslationUnitResult &Unit;
  AddressList &Addresses;
  const clang::FunctionDecl *Function = nullptr;
  int64_t Offset = 0; ///< since the last load
  bool AtParameter = false; ///< at a parameter itself, whose value is the base
};

} // namespace custody

#endif
