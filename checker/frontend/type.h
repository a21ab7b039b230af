/* Questions about types and declarations that several files of the frontend ask. No state. */
#ifndef CUSTODY_FRONTEND_TYPE_H
#define CUSTODY_FRONTEND_TYPE_H

#include "clang.h"

namespace custody {

/// How facts print types and names: alike in C and C++, and without any place in the source.
clang::PrintingPolicy printingPolicy(const clang::ASTContext &Context);

/// The name by which known.def or a policy says that it is a lock, looking through typedefs; or
/// empty.
llvm::StringRef knownLockType(clang::QualType Type);

/// The type that a function-pointer call and the function agree on, as text.
std::string signatureText(clang::ASTContext &Context, clang::QualType FunctionType);

/// "server", "ns::list<int>"; for an unnamed one the typedef's name or "server.address" after the
/// member that it is the type of.
std::string recordName(const clang::RecordDecl *Record);

/// For people: qualified, with template arguments.
std::string functionName(const clang::FunctionDecl *Function);

/// The member's name; of a lambda's, that of what it captures.
std::string fieldName(const clang::FieldDecl *Field);

/// Qualified; a function's static is "function.name".
std::string variableName(const clang::VarDecl *Variable);

/// A hash of the names and types of all fields, in order; 0 where they are not known.
uint32_t layoutOf(const clang::RecordDecl *Record);

/// The record that a member of it, perhaps through anonymous structs and unions, belongs to.
const clang::RecordDecl *namedRecordOf(const clang::FieldDecl *Field);

/// The record that the type is, or that its elements are, through arrays of any depth; or null.
const clang::RecordDecl *embeddedRecord(clang::QualType Type);

bool isAtomic(clang::QualType Type);

/// The definition whose body becomes facts: one in the user's own files, not a template; or null.
const clang::FunctionDecl *bodyOf(const clang::FunctionDecl *Function);

/// Methods other than static ones: `this` is their parameter 0.
bool hasThis(const clang::FunctionDecl *Function);

} // namespace custody

#endif
