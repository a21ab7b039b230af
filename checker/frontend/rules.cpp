/* A variable of static storage is watched with or without a rule, since another file may give it
 * one; constants and the C library's own variables are not. */
#include "rules.h"

#include "type.h"

using namespace clang;

namespace custody {

/// Empty for an attribute of somebody else.
static llvm::StringRef annotationText(const AnnotateAttr *Attribute) {
  llvm::StringRef Text = Attribute->getAnnotation();
  return Text.consume_front("custody:") ? Text : "";
}

llvm::SmallVector<Annotation, 2> annotationsAt(const Decl *Declared) {
  llvm::SmallVector<Annotation, 2> Found;
  for (const auto *Attribute : Declared->specific_attrs<AnnotateAttr>())
    if (!annotationText(Attribute).empty() && !Attribute->isInherited())
      Found.push_back({annotationText(Attribute), Attribute->getLocation()});
  return Found;
}

Policies::Entries policiesOf(const Decl *Declared) {
  const Policies *Known = Policies::current();
  return Known ? Known->entriesOf(Declared) : Policies::Entries();
}

/// Any annotation of what is declared whose name is wanted.
static bool anyAnnotation(const Decl *Declared,
                          llvm::function_ref<bool(llvm::StringRef)> IsWanted) {
  for (const auto *Attribute : Declared->specific_attrs<AnnotateAttr>())
    if (llvm::StringRef Text = annotationText(Attribute);
        !Text.empty() && IsWanted(Text.split('(').first))
      return true;
  for (const Attr *Attribute : Declared->attrs())
    if (llvm::StringRef Name = nameOfClangs(Attribute); !Name.empty() && IsWanted(Name))
      return true;
  return llvm::any_of(policiesOf(Declared), [&](const policy_entry *Entry) {
    return IsWanted(llvm::StringRef(Entry->text).split('(').first);
  });
}

bool hasAnnotation(const Decl *Declared) {
  return anyAnnotation(Declared, [](llvm::StringRef) { return true; });
}

bool isAnnotatedWith(const Decl *Declared, llvm::StringRef Name) {
  return anyAnnotation(Declared, [&](llvm::StringRef Other) { return Other == Name; });
}

static bool isDataRule(llvm::StringRef Name) {
  return llvm::is_contained(
      {"owned_by", "guarded_by", "write_guarded_by", "written_by", "atomic", "immutable", "pinned"},
      Name);
}

bool isHandOver(const Decl *Annotated) {
  return anyAnnotation(Annotated, [](llvm::StringRef Name) {
    return llvm::is_contained({"transfer", "transfer_if", "takes", "pinned"}, Name);
  });
}

bool hasPointeeRule(const Decl *Declared) {
  return anyAnnotation(Declared, [](llvm::StringRef Name) { return Name.starts_with("pt_"); });
}

/// A type's rule is that of its fields, but for the locks among them.
static bool hasTypeRule(const FieldDecl *Field) {
  auto IsTypeRule = [](llvm::StringRef Name) { return Name == "pinned" || Name == "self_locked"; };
  const RecordDecl *Record = namedRecordOf(Field);
  const TypedefNameDecl *Typedef = Record->getTypedefNameForAnonDecl();
  return (anyAnnotation(Record, IsTypeRule) || (Typedef && anyAnnotation(Typedef, IsTypeRule))) &&
         knownLockType(Field->getType()).empty();
}

bool Rules::hasRule(const ValueDecl *Declared) {
  if (anyAnnotation(Declared, isDataRule)) return true;
  const auto *Field = dyn_cast<FieldDecl>(Declared);
  return Field && hasTypeRule(Field);
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
