/* What of Clang the frontend uses, as one header that is compiled once, and the few places where
 * the supported versions of Clang differ. Nothing here knows custody. */
#ifndef CUSTODY_FRONTEND_CLANG_H
#define CUSTODY_FRONTEND_CLANG_H

#include "clang/AST/ASTConsumer.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/Attr.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/DeclFriend.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/Mangle.h"
#include "clang/AST/RecordLayout.h"
#include "clang/AST/StmtCXX.h"
#include "clang/Analysis/CFG.h"
#include "clang/Basic/Builtins.h"
#include "clang/Basic/CodeGenOptions.h"
#include "clang/Basic/Version.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/FrontendPluginRegistry.h"
#include "clang/Lex/PreprocessorOptions.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/PostOrderIterator.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/ADT/Twine.h"
#include "llvm/Support/Allocator.h"
#include "llvm/Support/SaveAndRestore.h"
#include "llvm/Support/raw_ostream.h"

namespace custody {

inline clang::StringLiteral *makeStringLiteral(clang::ASTContext &Context, llvm::StringRef Text,
                                               clang::SourceLocation Loc) {
  clang::QualType Type = Context.getStringLiteralArrayType(Context.CharTy, Text.size());
#if CLANG_VERSION_MAJOR >= 18
  auto Kind = clang::StringLiteralKind::Ordinary;
#else
  auto Kind = clang::StringLiteral::Ordinary;
#endif
  return clang::StringLiteral::Create(Context, Text, Kind, /*Pascal=*/false, Type, Loc);
}

/// Clang 22 has no overloads for the kinds of a declared type; this one is in every version.
inline clang::QualType typeOf(const clang::ASTContext &Context, const clang::TypeDecl *Declared) {
  return Context.getTypeDeclType(Declared);
}

/// A name for the linker as it stands, without a target's prefix.
inline clang::AsmLabelAttr *makeAsmLabel(clang::ASTContext &Context, llvm::StringRef Name) {
#if CLANG_VERSION_MAJOR >= 22
  return clang::AsmLabelAttr::CreateImplicit(Context, Name);
#else
  return clang::AsmLabelAttr::CreateImplicit(Context, Name, /*IsLiteralLabel=*/true);
#endif
}

} // namespace custody

#endif
