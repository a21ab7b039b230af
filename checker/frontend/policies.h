/* The policies that are in force for a translation unit, asked about its declarations. An entry is
 * an annotation that stands in another file: it has a place there, as Clang knows places. */
#ifndef CUSTODY_FRONTEND_POLICIES_H
#define CUSTODY_FRONTEND_POLICIES_H

#include "clang.h"

#include "policy/policy.h"

namespace custody {

/// The text of one annotation without its mark, e.g. "owned_by(main, lock)", and where it stands.
struct Annotation {
  llvm::StringRef Text;
  clang::SourceLocation Loc;
  bool IsClangs = false; ///< made of an attribute that Clang has accepted
};

class Policies {
public:
  explicit Policies(clang::CompilerInstance &Compiler);
  ~Policies();
  Policies(const Policies &) = delete;
  Policies &operator=(const Policies &) = delete;

  /// The policies of the translation unit that is being compiled, or null.
  static Policies *current();

  /// A policy file, or the name of a shipped policy that must be asked for. What is wrong with it
  /// becomes errors of the compiler.
  void add(llvm::StringRef FileOrName);

  /// For the build system: where a policy file changes, the object is no longer good.
  void tellDependencies();

  /// Those that speak of this field, variable, function, type or typedef itself.
  using Entries = llvm::SmallVector<const policy_entry *, 4>;
  Entries entriesOf(const clang::Decl *Declared) const;

  /// Those that speak of this parameter of the function, which all of `All` speak of.
  static Entries ofParameter(const Entries &All, const clang::FunctionDecl *Function,
                             unsigned Index);

  /// All of a kind that users have written, or also those that are shipped.
  Entries entries(policy_kind Kind, bool WithShipped) const;

  /// Some policy says that objects of the type of this name are locks.
  bool isLockType(const clang::NamedDecl *Type) const;

  /// Some policy says that there is a capability of this name that is no object.
  bool isCapability(llvm::StringRef Name) const;

  bool isShipped(const policy_entry *Entry) const {
    return policy_file_of(Known, Entry->file)->is_shipped;
  }

  Annotation annotation(const policy_entry *Entry);

  /// The entry speaks of something in this unit, or its fault was told.
  void meet(const policy_entry *Entry) const { Met.insert(Entry); }

  /// What a user's policy says of nothing in this unit, for a whole program to compare: lines and
  /// columns as "12:3-16 19:5".
  struct Unmet {
    clang::SourceLocation Start;
    std::string Positions;
  };
  std::vector<Unmet> unmet();

  /// Whether the place is a line of a policy.
  static bool hasWritten(clang::SourceLocation Loc);

private:
  void addFile(llvm::StringRef Name);
  Unmet unmetOf(uint32_t File);
  unsigned columnOf(const policy_entry *Entry);
  clang::SourceLocation locationIn(uint32_t File, unsigned Line, unsigned Column);
  clang::FileID fileOf(uint32_t File);

  clang::CompilerInstance &Compiler;
  policy *Known;
  mutable llvm::DenseSet<const policy_entry *> Met;
  llvm::DenseMap<uint32_t, clang::FileID> Files;
  std::vector<clang::FileEntryRef> Read; ///< policy files
};

} // namespace custody

#endif
