/* The declarations of a translation unit, gathered in the order of the source. */
#ifndef CUSTODY_FRONTEND_SOURCE_H
#define CUSTODY_FRONTEND_SOURCE_H

#include "clang.h"

namespace custody {

class Source {
public:
  explicit Source(clang::ASTContext &Context) : Context(Context) {}

  void gather();

  /// Whether it was made by a macro that belongs at file scope.
  static bool isFileAnnotation(const clang::VarDecl *Variable);

  /// Also gathers what is declared inside a function's body.
  void add(const clang::Decl *Declared);

  /// Definitions whose bodies become facts. Grows while bodies are looked at.
  std::vector<const clang::FunctionDecl *> Bodies;
  /// Variables of static storage that have an initialiser.
  std::vector<const clang::VarDecl *> Initialised;
  /// What carries an annotation of ours, in the user's files.
  std::vector<const clang::Decl *> Annotated;
  /// Declarations of roles and of what else stands at file scope.
  std::vector<const clang::VarDecl *> FileAnnotations;

  /// Names of file scope, for lock expressions. In C++ a name stands for the first of its kind.
  struct NameTable {
    llvm::StringMap<const clang::VarDecl *> Variables;
    llvm::StringMap<const clang::FunctionDecl *> Functions;
    llvm::StringMap<const clang::RecordDecl *> Records;
  };
  /// Made when it is first asked for: most units have no annotation.
  const NameTable &names() const;

private:
  void addContext(const clang::DeclContext *In);
  void addFunction(const clang::FunctionDecl *Function);
  void addVariable(const clang::VarDecl *Variable);
  void addWritten(const clang::TypeSourceInfo *Type);
  void addRecord(const clang::RecordDecl *Record);
  void addTemplate(const clang::Decl *Template);
  void noteAnnotated(const clang::Decl *Declared);

  clang::ASTContext &Context;
  std::vector<const clang::VarDecl *> FileVariables;
  std::vector<const clang::FunctionDecl *> FileFunctions;
  std::vector<const clang::RecordDecl *> FileRecords;
  mutable std::unique_ptr<NameTable> Names;
  llvm::DenseSet<const clang::Decl *> Seen;
};

} // namespace custody

#endif
