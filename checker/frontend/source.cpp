/* A walk over declarations only. Templates themselves are passed over; what they were instantiated
 * to is not. */
#include "source.h"

#include "rules.h"
#include "type.h"

using namespace clang;

namespace custody {

void Source::gather() { addContext(Context.getTranslationUnitDecl()); }

const Source::NameTable &Source::names() const {
  if (Names) return *Names;
  Names = std::make_unique<NameTable>();
  for (const FunctionDecl *Function : FileFunctions)
    if (Function->getDeclName().isIdentifier())
      Names->Functions.try_emplace(Function->getName(), Function);
  for (const VarDecl *Variable : FileVariables) {
    Names->Variables.try_emplace(Variable->getName(), Variable);
    if (Context.getLangOpts().CPlusPlus)
      Names->Variables.try_emplace(Variable->getQualifiedNameAsString(), Variable);
  }
  for (const RecordDecl *Record : FileRecords)
    if (Record->getIdentifier()) Names->Records.try_emplace(Record->getName(), Record);
    else if (const TypedefNameDecl *Typedef = Record->getTypedefNameForAnonDecl())
      Names->Records.try_emplace(Typedef->getName(), Record);
  return *Names;
}

void Source::noteAnnotated(const Decl *Declared) {
  const SourceManager &Sources = Context.getSourceManager();
  if (hasAnnotation(Declared) &&
      !Sources.isInSystemHeader(Sources.getExpansionLoc(Declared->getLocation())))
    Annotated.push_back(Declared);
}

void Source::addContext(const DeclContext *In) {
  for (const Decl *Declared : In->decls()) add(Declared);
}

/// The parameters in the type as it is written: of a function, and of what it has pointers to.
void Source::addWritten(const TypeSourceInfo *Type) {
  if (!Type) return;
  for (TypeLoc Part = Type->getTypeLoc(); Part; Part = Part.getNextTypeLoc())
    if (auto Written = Part.getAs<FunctionTypeLoc>())
      for (const ParmVarDecl *Parameter : Written.getParams())
        if (Parameter) add(Parameter);
}

void Source::addFunction(const FunctionDecl *Function) {
  if (Function->isDependentContext()) return;
  noteAnnotated(Function);
  for (const ParmVarDecl *Parameter : Function->parameters()) add(Parameter);
  FileFunctions.push_back(Function);
  if (Function->doesThisDeclarationHaveABody() && bodyOf(Function) == Function)
    Bodies.push_back(Function);
}

bool Source::isFileAnnotation(const VarDecl *Variable) {
  return Variable->getDeclName().isIdentifier() && Variable->getName().starts_with("custody_") &&
         hasAnnotation(Variable);
}

void Source::addVariable(const VarDecl *Variable) {
  if (Variable->getType()->isDependentType() || Variable->getDeclContext()->isDependentContext())
    return;
  bool HasName = Variable->getDeclName().isIdentifier();
  if (isFileAnnotation(Variable) && Variable->getLexicalDeclContext()->isFileContext()) {
    FileAnnotations.push_back(Variable);
    return;
  }
  noteAnnotated(Variable);
  if (HasName && Variable->isFileVarDecl()) FileVariables.push_back(Variable);
  const SourceManager &Sources = Context.getSourceManager();
  if (Variable->hasGlobalStorage() && Variable->hasInit() && !Variable->isInvalidDecl() &&
      !Sources.isInSystemHeader(Sources.getExpansionLoc(Variable->getLocation())))
    Initialised.push_back(Variable);
}

void Source::addRecord(const RecordDecl *Record) {
  if (Record->isDependentContext()) return;
  noteAnnotated(Record);
  if (!Record->isThisDeclarationADefinition()) return;
  FileRecords.push_back(Record);
  addContext(Record);
}

void Source::addTemplate(const Decl *Template) {
  if (const auto *Functions = dyn_cast<FunctionTemplateDecl>(Template)) {
    for (const FunctionDecl *Instance : Functions->specializations()) add(Instance);
  } else if (const auto *Classes = dyn_cast<ClassTemplateDecl>(Template)) {
    for (const ClassTemplateSpecializationDecl *Instance : Classes->specializations())
      add(Instance);
  } else if (const auto *Variables = dyn_cast<VarTemplateDecl>(Template))
    for (const VarTemplateSpecializationDecl *Instance : Variables->specializations())
      add(Instance);
}

void Source::add(const Decl *Declared) {
  if (!Seen.insert(Declared).second || Declared->isInvalidDecl()) return;
  if (const auto *Declarator = dyn_cast<DeclaratorDecl>(Declared))
    addWritten(Declarator->getTypeSourceInfo());
  else if (const auto *Typedef = dyn_cast<TypedefNameDecl>(Declared))
    addWritten(Typedef->getTypeSourceInfo());
  if (const auto *Function = dyn_cast<FunctionDecl>(Declared)) addFunction(Function);
  else if (const auto *Variable = dyn_cast<VarDecl>(Declared)) addVariable(Variable);
  else if (const auto *Record = dyn_cast<RecordDecl>(Declared)) addRecord(Record);
  else if (isa<TemplateDecl>(Declared)) addTemplate(Declared);
  else if (const auto *Friend = dyn_cast<FriendDecl>(Declared)) {
    if (Friend->getFriendDecl()) add(Friend->getFriendDecl());
  } else if (isa<FieldDecl, TypedefNameDecl, EnumDecl, EnumConstantDecl, EmptyDecl, LabelDecl>(
                 Declared))
    noteAnnotated(Declared);
  else if (isa<NamespaceDecl, LinkageSpecDecl, ExportDecl>(Declared))
    addContext(cast<DeclContext>(Declared));
  if (isa<NamespaceDecl>(Declared)) noteAnnotated(Declared);
  if (const auto *Enum = dyn_cast<EnumDecl>(Declared)) addContext(Enum);
}

} // namespace custody
