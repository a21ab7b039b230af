/* A variable of static storage is watched with or without a rule, since another file may give it
 * one; constants and the C library's own variables are not. */
#include "rules.h"

#include "type.h"

using namespace clang;

namespace custody {

llvm::StringRef annotationText(const AnnotateAttr *Attribute) {
  llvm::StringRef Text = Attribute->getAnnotation();
  return Text.consume_front("custody:") ? Text : "";
}

bool hasAnnotation(const Decl *Declared) {
  for (const auto *Attribute : Declared->specific_attrs<AnnotateAttr>())
    if (!annotationText(Attribute).empty()) return true;
  return false;
}

static bool isDataRule(llvm::StringRef Name) {
  return llvm::is_contained(
      {"owned_by", "guarded_by", "write_guarded_by", "written_by", "atomic", "immutable"}, Name);
}

bool Rules::hasRule(const ValueDecl *Declared) {
  for (const auto *Attribute : Declared->specific_attrs<AnnotateAttr>())
    if (isDataRule(annotationText(Attribute).split('(').first)) return true;
  return false;
}

bool Rules::containsRule(const RecordDecl *Record) {
  auto [Known, IsNew] = Contains.try_emplace(Record, false);
  if (!IsNew) return Known->second;
  bool Found = false;
  for (const FieldDecl *Field : Record->fields()) {
    const RecordDecl *Inner = embeddedRecord(Field->getType());
    if (hasRule(Field) || (Inner && containsRule(Inner))) {
      Found = true;
      break;
    }
  }
  return Contains[Record] = Found;
}

static bool isWatchedVariable(const VarDecl *Variable) {
  if (!Variable->hasGlobalStorage() || isa<ParmVarDecl>(Variable)) return false;
  if (Rules::hasRule(Variable)) return true;
  const ASTContext &Context = Variable->getASTContext();
  const SourceManager &Sources = Context.getSourceManager();
  return !Context.getBaseElementType(Variable->getType()).isConstQualified() &&
         !Sources.isInSystemHeader(Sources.getExpansionLoc(Variable->getLocation()));
}

bool Rules::isWatched(const ValueDecl *Declared) {
  auto [Known, IsNew] = Watched.try_emplace(Declared, false);
  if (!IsNew) return Known->second;
  bool Is = false;
  if (const auto *Variable = dyn_cast<VarDecl>(Declared)) Is = isWatchedVariable(Variable);
  else if (isa<FieldDecl>(Declared)) Is = hasRule(Declared);
  return Watched[Declared] = Is;
}

} // namespace custody
