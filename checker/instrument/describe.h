/* The facts' annotations as the runtime's descriptors: roles, rules and contracts of the plan. */
#ifndef CUSTODY_INSTRUMENT_DESCRIBE_H
#define CUSTODY_INSTRUMENT_DESCRIBE_H

#include "lock_path.h"
#include "notes.h"

namespace custody {

/// A clause of a function's contract that can be checked or noted at run time.
struct Clause {
  unsigned Contract;  ///< in the plan
  unsigned Parameter; ///< its value is the base of the lock's path; or NoRow
  bool ThreadEntry = false;
  bool OfResult = false; ///< TAKES of what is returned
  bool IsInside = false; ///< the object is what a smart pointer holds, whose address is given
  bool IsBodys = false;  ///< its function's body shows it, and no call
};

/// INIT or FINI.
struct BuiltParameter {
  unsigned Parameter;
  uint64_t Size; ///< 0: not known
};

/// What of this type says where an object is that changes hands.
enum class Carrier { None, Pointer, Reference, SmartPointer };
Carrier carrier(clang::QualType Type);

/// Of what the pointer points to; 0 where that is not known.
uint64_t sizeOfPointee(const clang::ASTContext &Context, clang::QualType Pointer);

class Describer {
public:
  Describer(clang::ASTContext &Context, const TranslationUnitResult &Unit, Plan &P);

  /// Of the file's roles, those that are pools or must not block.
  void declareRoles();
  /// And the orders of locks.
  void declareOrders();
  /// The plan's rules for a field or variable, made when first asked for.
  llvm::ArrayRef<unsigned> rules(const clang::ValueDecl *D);
  /// Those for what it points to.
  llvm::ArrayRef<unsigned> pointeeRules(const clang::ValueDecl *D);
  /// One of the functions that SELF_LOCKED lets touch the field: it takes a pointer to the type.
  bool isOwnFunction(const clang::FunctionDecl *F, const clang::ValueDecl *Field) const;
  /// Whoever keeps the rule races with nobody who keeps it.
  bool excludesRaces(const PlanRule &Rule) const;
  llvm::ArrayRef<Clause> contract(const clang::FunctionDecl *F);
  /// The clause that a function has from being passed where CALLBACK_ON stands; or NoRow.
  unsigned callback(const MarkNote &Note);
  std::vector<BuiltParameter> built(const clang::FunctionDecl *F);

  AddressList Addresses;

private:
  std::vector<unsigned> makeRules(const facts_annotations &List, const std::string &Subject,
                                  bool OfPointee = false);
  std::vector<unsigned> rulesOfField(const clang::FieldDecl *F, const facts_field &Row);
  bool makeRule(llvm::StringRef Name, const facts_annotation &A, PlanRule &R);
  std::vector<Clause> makeContract(const clang::FunctionDecl *F, const facts_function &Row);
  void addRoleClause(const facts_function &Row, const facts_annotation &A, unsigned Kind,
                     std::vector<Clause> &Made);
  bool condition(uint32_t Node, PlanCondition &When);
  void addLockClauses(const clang::FunctionDecl *F, const facts_function &Row,
                      const facts_annotation &A, unsigned Kind, bool IsConditional,
                      std::vector<Clause> &Made);
  void addHandovers(const clang::FunctionDecl *F, const facts_function &Row,
                    std::vector<Clause> &Made);
  void addHandover(const clang::FunctionDecl *F, const facts_function &Row,
                   const facts_annotation &A, unsigned Parameter, std::vector<Clause> &Made);
  bool followsHandovers();
  /// The plan's next contract; the clause's own number of it is filled in.
  void addClause(PlanContract C, Clause As, std::vector<Clause> &Made);
  PlanContract clause(const facts_function &Row, std::string Text, unsigned Kind);
  unsigned role(llvm::StringRef Name);
  bool isSingle(llvm::StringRef Role) const;
  std::string subject(const facts_field &F) const;
  std::string text(const facts_annotation &A) const;
  llvm::StringRef string(uint32_t Index) const { return facts_text(Unit.Facts, Index); }
  const facts_argument &argument(const facts_annotation &A, uint32_t Index) const {
    return Unit.Facts->arguments.row[A.argument_begin + Index];
  }
  llvm::ArrayRef<facts_annotation> annotations(const facts_annotations &List) const {
    return {Unit.Facts->annotations.row + List.begin, List.count};
  }

  clang::ASTContext &Context;
  const TranslationUnitResult &Unit;
  Plan &P;
  LockPaths Locks;
  llvm::DenseMap<const clang::Decl *, uint32_t> Rows;
  std::optional<bool> Follows;
  llvm::DenseMap<const clang::Decl *, std::vector<unsigned>> Rules, PointeeRules;
  llvm::DenseMap<const clang::Decl *, std::vector<Clause>> Contracts;
};

} // namespace custody

#endif
