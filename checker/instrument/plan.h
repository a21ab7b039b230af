/* The plan: what the AST half tells the pass to do, in plain data.
 *
 * The AST half leaves calls of a marker in the code, `__custody_mark(pointer, N)`, and says in the
 * plan what mark N stands for; the pass finds the calls, does what the plan says and takes the
 * marks away. Nothing here knows Clang or LLVM. The descriptors are those of runtime/abi.h, with
 * indices into the plan's tables where the ABI has pointers. */
#ifndef CUSTODY_INSTRUMENT_PLAN_H
#define CUSTODY_INSTRUMENT_PLAN_H

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace custody {

/// The marker. No linker ever sees the name.
constexpr const char MarkerName[] = "__custody_mark";
/// An array of the addresses that descriptors point to; the pass takes it apart.
constexpr const char AddressesName[] = "__custody_addresses";

/// An index that names no row.
constexpr unsigned NoRow = ~0u;

struct PlanPlace {
  std::string File, Function;
  unsigned Line = 0, Column = 0;
};

struct PlanStep {
  int32_t Offset;
  bool Load;
};

struct PlanLock {
  std::string Text;
  unsigned Kind = 0;       ///< enum custody_rt_lock_kind
  unsigned Global = NoRow; ///< in the array of addresses
  std::vector<PlanStep> Steps;
  uint64_t Span = 0;
};

struct PlanRule {
  std::string Field, Text, File;
  unsigned Line = 0;
  unsigned Kind = 0;     ///< enum custody_rule
  unsigned Role = NoRow; ///< in Roles
  std::vector<PlanLock> Locks;
};

/// When an effect happens: what is returned, or passed as a number or pointer, compares so.
struct PlanCondition {
  enum { Always, Result, Argument } Of = Always;
  unsigned Index = 0;    ///< of the argument
  unsigned Count = 0;    ///< of parameters: with fewer or more arguments the index is another
  unsigned Operator = 0; ///< enum facts_operator
  int64_t Number = 0;
};

struct PlanContract {
  PlanPlace Place;
  std::string Text;
  unsigned Kind = 0; ///< enum custody_rt_contract_kind
  std::vector<unsigned> Roles;
  std::vector<PlanLock> Locks; ///< none or one
  PlanCondition When;
};

/// One rule to be checked for the object at the marked pointer plus an offset.
struct PlanCheck {
  unsigned Rule;
  int64_t Offset;
  unsigned Access; ///< enum custody_access, and perhaps CUSTODY_RT_SITE_PROVED
};

/// A clause of a function's contract, where it is entered or left, or around a call of it.
struct PlanEffect {
  unsigned Contract;
  unsigned ArgumentMark; ///< the mark that has what the lock's path starts from, or NoRow
  enum {
    Entry,       ///< of the function
    ThreadEntry, ///< the same: THREAD_ENTRY, with the contract's one role
    Exit,        ///< wherever it returns
    BeforeCall,
    AfterCall
  } At;
  bool OfResult = false; ///< Exit, AfterCall: it speaks of what is returned
  bool IsInside = false; ///< of what the smart pointer that is marked, or returned, holds
};

/// An object that is being built while a function runs.
struct PlanBuild {
  unsigned ArgumentMark;
  uint64_t Size; ///< 0: not known
};

/// A call that may block: where (argument & Mask) == Value, or, without an argument, in any case.
struct PlanBlocking {
  unsigned Contract = NoRow; ///< its place and the callee's name; NoRow: it does not block
  unsigned Argument = NoRow;
  int64_t Mask = 0, Value = 0;
  enum Kind {
    Blocks,
    MayWait, ///< nothing is said of the call; its time is measured
    LoopWait ///< a loop's own wait, between two of its turns
  } How = Blocks;
};

/// What a mark stands for, and what the marked pointer is.
enum class MarkKind {
  Nothing,   ///< the mark is taken away
  Access,    ///< the object or variable that is accessed: Checks
  Call,      ///< the callee of a call: LockClass, Effects, NotesAllocation
  Argument,  ///< a parameter or an argument that an effect or a build speaks of
  Store,     ///< a pointer that is stored next, or given to an atomic operation
  StoreSlot, ///< where the atomic operation stores the pointer of mark Partner
  Callback,  ///< a function that is passed to a CALLBACK_ON parameter: Effects
  Copied, ///< the value of a pointer with a rule for what it points to: Checks, with the offset of
  ///< the pointer in the object
  Name, ///< a lock that is passed on, by what the source calls it: LockClass, Size
  Dismiss, ///< a new object that turns out to have no rules
  Enter, ///< at a function's entry, a null pointer: Effects, Builds
  Local ///< a local object that is built from here until it is published: Size
};

/// Whether ThreadSanitizer instruments the loads and stores of an Access mark. A load may come
/// through several marks.
enum class Elision {
  None,
  Elided, ///< the rule excludes races, and is proved or checked
  Kept ///< whatever the other marks say
};

struct Mark {
  MarkKind Kind = MarkKind::Nothing;
  Elision Sanitized = Elision::None;
  PlanPlace Place;
  std::vector<PlanCheck> Checks;
  unsigned Copy =
      NoRow; ///< Access: the marked variable is a pointer, and what it points to is accessed
  ///< so (enum custody_access)
  std::vector<PlanEffect> Effects;
  std::vector<PlanBuild> Builds;
  PlanBlocking Blocks; ///< Call
  std::string Callee; ///< Call: the name in the source
  std::string LockClass; ///< "" where not known
  bool IsNamedByCaller = false; ///< Call: or by its caller, if that said so
  unsigned Opaque = NoRow; ///< Call: the argument that is an object of another library's
  bool ReadsOpaque = false;
  std::string OpaqueType;
  unsigned Partner = NoRow; ///< Store: the mark of the slot, or NoRow
  uint64_t Size = 0;
  bool NotesAllocation = false; ///< the result may become an object that has rules
};

/// What the file's declarations say of a role, beyond that there is one.
struct PlanDeclaration {
  unsigned Role;
  unsigned Flags; ///< enum of custody_rt_declare_role
};

/// LOCK_ORDER: the locks' classes, as LockClass has them.
struct PlanOrder {
  PlanPlace Place;
  std::string Text;
  std::vector<std::string> Locks;
};

struct Plan {
  bool NamesLocks = false; ///< C++: a lock may be taken by a class that does not know its name
  bool Instruments = true; ///< else the loads and stores that are elided are all that changes
  std::string File; ///< for what has no place of its own
  std::vector<Mark> Marks;
  std::vector<std::string> Roles;
  std::vector<PlanDeclaration> Declarations;
  std::vector<PlanOrder> Orders;
  std::vector<PlanRule> Rules;
  std::vector<PlanContract> Contracts;
};

/// The plan of the translation unit that is compiled, once; null if the runtime is off.
std::unique_ptr<Plan> takePlan();

} // namespace custody

#endif
