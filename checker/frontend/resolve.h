/* From what an annotation names to the path of facts: a lock, or a parameter. */
#ifndef CUSTODY_FRONTEND_RESOLVE_H
#define CUSTODY_FRONTEND_RESOLVE_H

#include "clang.h"

#include "source.h"
#include "tables.h"

#include <custody/expression.h>

namespace custody {

/// Where names are looked up, nearest first.
struct NameScope {
  const clang::RecordDecl *Record = nullptr;      ///< of the field: SELF; of the method: `this`
  const clang::FunctionDecl *Function = nullptr;  ///< its parameters
};

struct Resolution {
  uint32_t Path = 0;     ///< 0 with no message: what is named is not defined in this unit
  std::string Message;   ///< not empty: what is wrong
  std::string Advice;
};

class Resolver {
public:
  Resolver(Tables &Declared, const Source &From) : Declared(Declared), From(From) {}

  /// The storage of a lock; where a pointer to it is named, what that points to. A policy speaks of
  /// the whole program: a variable that it names may be another file's own.
  Resolution lock(llvm::StringRef Text, const NameScope &Scope, bool InPolicy = false);

  Resolution parameter(llvm::StringRef Text, const clang::FunctionDecl *Function);

  /// A condition over what the scope's function returns and is given; the path is a value that is
  /// not 0 where it holds. (condition.cpp)
  Resolution condition(llvm::StringRef Text, const NameScope &Scope);

  /// Only whether the record, which is defined, has a member of this name.
  Resolution member(llvm::StringRef Name, const clang::RecordDecl *Record);

private:
  struct At {
    uint32_t Path = 0;
    clang::QualType Type;
    bool IsLost = false; ///< through a type that this unit does not define
  };

  bool walk(llvm::StringRef Text, const NameScope &Scope, At &Here, Resolution &Fault);
  bool start(const custody_expression_step &Step, const NameScope &Scope, At &Here,
             Resolution &Fault);
  bool take(const custody_expression_step &Step, const NameScope &Scope, At &Here,
            Resolution &Fault);
  bool startAtName(llvm::StringRef Name, const NameScope &Scope, At &Here, Resolution &Fault);
  bool startAtParameter(llvm::StringRef Name, const clang::FunctionDecl *Function, At &Here);
  bool startAtMember(llvm::StringRef Name, const NameScope &Scope, At &Here);
  bool startAtType(llvm::StringRef Name, At &Here, Resolution &Fault);
  bool takeMember(llvm::StringRef Name, bool IsArrow, At &Here, Resolution &Fault);
  bool takeIndex(llvm::StringRef Text, const NameScope &Scope, At &Here, Resolution &Fault);
  uint32_t indexValue(llvm::StringRef Text, const NameScope &Scope);
  bool subject(const custody_expression &Parsed, const NameScope &Scope, At &Here,
               Resolution &Fault);
  /// The number that a name stands for, or 0: it's no enumerator.
  uint32_t enumerator(llvm::StringRef Name);
  uint32_t constant(const custody_condition &Parsed, Resolution &Fault);
  bool follow(const custody_expression &Parsed, const NameScope &Scope, At &Here,
              Resolution &Fault);
  bool takeStep(const custody_expression &Parsed, unsigned Index, const NameScope &Scope, At &Here,
                Resolution &Fault);
  bool walkToLock(llvm::StringRef Text, const NameScope &Scope, At &Here, Resolution &Fault);

  // resolve_call.cpp
  struct Argument;
  bool startAtCall(llvm::StringRef Name, llvm::StringRef List, const NameScope &Scope, At &Here,
                   Resolution &Fault);
  bool takeMethod(llvm::StringRef Name, bool IsArrow, llvm::StringRef List, const NameScope &Scope,
                  At &Here, Resolution &Fault);
  bool call(const clang::FunctionDecl *Function, const Argument *Object, llvm::StringRef List,
            const NameScope &Scope, At &Here, Resolution &Fault);
  bool argument(llvm::StringRef Text, const NameScope &Scope, bool IsReference, Argument &Into,
                Resolution &Fault);
  uint32_t substitute(uint32_t Node, llvm::ArrayRef<Argument> Given);

  bool mayBeElsewhere(llvm::StringRef Text, const clang::RecordDecl *Record);
  void nothingNamed(llvm::StringRef Name, const NameScope &Scope, Resolution &Fault);

  uint32_t step(facts_node_kind Kind, uint32_t Of, uint32_t With = 0) {
    return facts_node(Declared.facts(), Kind, Of, With, 0);
  }

  Tables &Declared;
  const Source &From;
  unsigned Depth = 0; ///< of calls within calls
};

/// The user's text in quotes, or its beginning where nobody would read it to its end.
std::string quoted(llvm::StringRef Text);

/// The arguments of a list, at the commas that are in no bracket and no string.
void splitArguments(llvm::StringRef List, llvm::SmallVectorImpl<llvm::StringRef> &Texts);

/// The nearest of the names that is near enough to be what was meant, or empty.
llvm::StringRef nearest(llvm::StringRef Name, llvm::ArrayRef<llvm::StringRef> Candidates);

} // namespace custody

#endif
