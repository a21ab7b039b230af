/* The tables of declarations of a unit: each declaration gets its row when something first refers
 * to it, so rows stand in the order of the source. */
#ifndef CUSTODY_FRONTEND_TABLES_H
#define CUSTODY_FRONTEND_TABLES_H

#include "clang.h"

#include "place.h"
#include "unit.h"

namespace custody {

class Tables {
public:
  Tables(clang::CompilerInstance &Compiler, TranslationUnitResult &Result);
  ~Tables() { facts_free(Facts); }
  Tables(const Tables &) = delete;
  Tables &operator=(const Tables &) = delete;

  uint32_t record(const clang::RecordDecl *Record);
  uint32_t field(const clang::FieldDecl *Field);
  uint32_t global(const clang::VarDecl *Variable);
  uint32_t function(const clang::FunctionDecl *Function);
  /// The function that stands for the unit's static initialisers.
  uint32_t initialisers();

  facts_type type(clang::QualType Type);
  uint32_t string(llvm::StringRef Text) { return facts_string(Facts, Text.data(), Text.size()); }
  facts_place place(clang::SourceLocation Loc) { return Where.at(Loc); }
  Places &places() { return Where; }
  facts_unit *facts() { return Facts; }
  clang::ASTContext &context() { return Context; }

  /// Declarations whose rows have been made but whose annotations have not been read yet, oldest
  /// first; null when there is none.
  const clang::Decl *nextUnread();

private:
  void fillFunction(uint32_t Row, const clang::FunctionDecl *Function);
  std::vector<facts_parameter> parametersOf(const clang::FunctionDecl *Function);
  void addParameters(uint32_t Row, const std::vector<facts_parameter> &Parameters);
  void addOverrides(uint32_t Row, const clang::FunctionDecl *Function);

  clang::ASTContext &Context;
  TranslationUnitResult &Result;
  facts_unit *Facts;
  Places Where;
  std::unique_ptr<clang::MangleContext> Mangler;
  llvm::DenseMap<const clang::Decl *, uint32_t> Rows;
  std::vector<const clang::Decl *> Unread;
  size_t NextUnread = 0;
};

} // namespace custody

#endif
