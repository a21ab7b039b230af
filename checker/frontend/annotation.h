/* Reads the annotations of declarations into facts, and says what is wrong with them. */
#ifndef CUSTODY_FRONTEND_ANNOTATION_H
#define CUSTODY_FRONTEND_ANNOTATION_H

#include "clang.h"

#include "policies.h"
#include "resolve.h"
#include "source.h"
#include "tables.h"

namespace custody {

struct AnnotationRow;

/// One annotation as it stands on one declaration.
struct Reading {
  const AnnotationRow *Row;
  llvm::SmallVector<llvm::StringRef, 2> Texts;
  llvm::SmallVector<uint32_t, 2> Paths; ///< of each text; 0 where it has none
  clang::SourceLocation Loc;
  bool IsClangs = false; ///< of an attribute of Clang's own
};

class Annotations {
public:
  Annotations(Tables &Declared, const Source &From)
      : Declared(Declared), From(From), Names(Declared, From) {}

  /// Records list the members that tell whether their objects are made to be shared.
  bool FollowsObjects = false;

  /// Of all rows that the tables have, and of all annotated declarations, referred to or not.
  void readAll();

private:
  using Readings = std::vector<Reading>;

  void readFile();
  void readRole(const Reading &Read);
  void appendToFile(const Reading &Read);
  void demandParameter(const clang::ParmVarDecl *Parameter);
  void demandRow(const clang::Decl *Annotated);
  void read(const clang::Decl *Unread);
  void readRecord(const clang::RecordDecl *Record);
  void readField(const clang::FieldDecl *Field);
  void readFunction(const clang::FunctionDecl *Function);
  void readParameter(const clang::FunctionDecl *Function, unsigned Index,
                     const Policies::Entries &Said);
  void readVariable(const clang::VarDecl *Variable);

  /// Those of this very declaration, checked and resolved.
  Readings readingsOf(const clang::Decl *Holder, unsigned Place, const NameScope &Scope);
  /// What Clang's own attributes say, which a macro may repeat and must not contradict.
  void mergeClangs(Readings &Into, const clang::Decl *Holder, unsigned Place,
                   const NameScope &Scope, const clang::NamedDecl *On);
  void readOrders(const clang::Decl *Holder);
  uint32_t lockOfClass(const clang::ValueDecl *Lock);
  void readOne(const Annotation &Written, unsigned Place, const NameScope &Scope, Readings &Into);
  bool parse(const Annotation &Written, unsigned Place, Reading &Read);

  // by_policy.cpp
  /// Adds what policies say, one file after another, to what declarations say.
  void mergePolicies(Readings &Into, const Policies::Entries &Said, unsigned Place,
                     const NameScope &Scope, const clang::NamedDecl *On);
  void readFilePolicies(Readings &Into);
  bool isDefinedHere(const Annotation &Written);
  void refuseUnknownNames();
  void tellUnmet();
  void refuseUnknownParameters(const clang::FunctionDecl *Function, const Policies::Entries &Said);
  void refuseUnknownMember(const policy_entry *Entry);
  bool checkArguments(const Reading &Read);
  bool resolve(Reading &Read, const NameScope &Scope);
  bool resolveRole(llvm::StringRef Role, const Reading &Read);
  /// Two rules for the same, and rules of what no pointer points to, which are dropped.
  void refuseContradictions(Readings &Found, const clang::ValueDecl *On);
  void refuseContradictions(const Readings &Found, const clang::NamedDecl *On, bool OfPointee);
  void merge(Readings &Into, Readings More, const clang::NamedDecl *On);
  facts_annotations append(const Readings &Found);
  facts_annotation appendOne(const Reading &Found);
  void defect(clang::SourceLocation Loc, const llvm::Twine &Message, llvm::StringRef Advice = "");

  Tables &Declared;
  const Source &From;
  Resolver Names;
  std::vector<llvm::StringRef> Roles;
  llvm::DenseMap<const clang::RecordDecl *, const clang::TypedefNameDecl *> Typedefs; ///< annotated
};

} // namespace custody

#endif
