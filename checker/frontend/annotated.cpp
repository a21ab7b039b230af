/* Which declarations are read, and how the annotations of several declarations of one thing are
 * made into one list. */
#include "annotation.h"

#include "annotation_table.h"
#include "rules.h"
#include "type.h"

using namespace clang;

namespace custody {

void Annotations::readAll() {
  readFile();
  for (const Decl *Annotated : From.Annotated) demandRow(Annotated);
  while (const Decl *Unread = Declared.nextUnread()) read(Unread);
  refuseUnknownNames();
  tellUnmet();
}

void Annotations::appendToFile(const Reading &Found) {
  facts_annotation New = appendOne(Found);
  facts_unit *Facts = Declared.facts();
  uint32_t Row = FACTS_APPEND(Facts, file_annotations, 1);
  Facts->file_annotations.row[Row] = New;
}

/// Declared once for each unit.
void Annotations::readRole(const Reading &Found) {
  if (llvm::is_contained(Roles, Found.Texts[0])) return;
  Roles.push_back(Found.Texts[0]);
  appendToFile(Found);
}

/// What stands at file scope is the declaration of a symbol that nothing ever defines.
void Annotations::readFile() {
  Readings Found;
  for (const VarDecl *Variable : From.FileAnnotations)
    for (Reading &Read : readingsOf(Variable, ON_FILE, {})) Found.push_back(std::move(Read));
  readFilePolicies(Found);
  for (const Reading &Read : Found) {
    if (Read.Row->Name.starts_with("thread_role")) readRole(Read);
    else appendToFile(Read);
  }
  for (const Reading &Read : Found)
    if (Read.Row->Arguments == ARGS_ROLE) resolveRole(Read.Texts[0], Read);
}

/// One of a function is read with it; one of a function type has no row.
void Annotations::demandParameter(const ParmVarDecl *Parameter) {
  const auto *Of = dyn_cast<FunctionDecl>(Parameter->getDeclContext());
  if (Of && llvm::is_contained(Of->parameters(), Parameter)) Declared.function(Of);
  else readingsOf(Parameter, ON_PARAMETER, {});
}

/// The place is checked here for what has no row.
void Annotations::demandRow(const Decl *Annotated) {
  if (const auto *Record = dyn_cast<RecordDecl>(Annotated)) Declared.record(Record);
  else if (const auto *Field = dyn_cast<FieldDecl>(Annotated)) Declared.field(Field);
  else if (const auto *Function = dyn_cast<FunctionDecl>(Annotated)) Declared.function(Function);
  else if (const auto *Parameter = dyn_cast<ParmVarDecl>(Annotated)) demandParameter(Parameter);
  else if (const auto *Variable = dyn_cast<VarDecl>(Annotated)) {
    if (Source::isFileAnnotation(Variable)) readingsOf(Variable, ON_OTHER, {});
    else if (Variable->hasGlobalStorage()) Declared.global(Variable);
    else readingsOf(Variable, ON_LOCAL, {});
  } else if (const auto *Typedef = dyn_cast<TypedefNameDecl>(Annotated);
             Typedef && embeddedRecord(Typedef->getUnderlyingType())) {
    const RecordDecl *Record = embeddedRecord(Typedef->getUnderlyingType());
    if (!Record->getTypedefNameForAnonDecl()) Typedefs.try_emplace(Record, Typedef);
    Declared.record(Record);
  } else readingsOf(Annotated, ON_OTHER, {});
}

void Annotations::read(const Decl *Unread) {
  if (const auto *Record = dyn_cast<RecordDecl>(Unread)) readRecord(Record);
  else if (const auto *Field = dyn_cast<FieldDecl>(Unread)) readField(Field);
  else if (const auto *Function = dyn_cast<FunctionDecl>(Unread)) readFunction(Function);
  else readVariable(cast<VarDecl>(Unread));
}

static void listFields(const RecordDecl *Record, std::vector<const FieldDecl *> &Fields) {
  for (const FieldDecl *Field : Record->fields()) {
    if (Field->isAnonymousStructOrUnion()) listFields(Field->getType()->getAsRecordDecl(), Fields);
    else if (!Field->isUnnamedBitField()) Fields.push_back(Field);
  }
}

/// Locks, atomic members, and pointers, which may lead back.
static bool tellsSharing(const FieldDecl *Field) {
  QualType Type = Field->getType();
  return isAtomic(Type) || !knownLockType(Type).empty() ||
         (Type->isPointerType() && Type->getPointeeType()->isRecordType());
}

/// A record with any annotation lists all its fields.
void Annotations::readRecord(const RecordDecl *Record) {
  Readings Found;
  for (const TagDecl *Declaration : Record->redecls())
    merge(Found, readingsOf(Declaration, ON_TYPE, {Record}), Record);
  for (const TagDecl *Declaration : Record->redecls())
    mergeClangs(Found, Declaration, ON_TYPE, {Record}, Record);
  if (const TypedefNameDecl *Typedef = Record->getTypedefNameForAnonDecl())
    merge(Found, readingsOf(Typedef, ON_TYPE, {Record}), Record);
  mergePolicies(Found, policiesOf(Record), ON_TYPE, {Record}, Record);
  if (const TypedefNameDecl *Typedef = Typedefs.lookup(Record))
    mergePolicies(Found, policiesOf(Typedef), ON_TYPE, {Record}, Record);
  uint32_t Row = Declared.record(Record);
  facts_annotations Appended = append(Found);
  Declared.facts()->records.row[Row].annotations = Appended;

  std::vector<const FieldDecl *> Fields;
  listFields(Record, Fields);
  bool IsListed = hasAnnotation(Record) || llvm::any_of(Fields, hasAnnotation);
  bool IsOwn = !Declared.places().isInSystemHeader(Record->getLocation());
  for (const FieldDecl *Field : Fields)
    if (IsListed || (FollowsObjects && IsOwn && tellsSharing(Field))) Declared.field(Field);
}

void Annotations::readField(const FieldDecl *Field) {
  NameScope Scope = {namedRecordOf(Field)};
  Readings Found = readingsOf(Field, ON_FIELD, Scope);
  mergeClangs(Found, Field, ON_FIELD, Scope, Field);
  readOrders(Field);
  mergePolicies(Found, policiesOf(Field), ON_FIELD, Scope, Field);
  refuseContradictions(Found, Field);
  facts_annotations Appended = append(Found);
  Declared.facts()->fields.row[Declared.field(Field)].annotations = Appended;
}

static bool isSame(const Reading &A, const Reading &B) {
  bool HasPaths = llvm::any_of(A.Paths, [](uint32_t Path) { return Path != 0; });
  return A.Row == B.Row && A.Paths == B.Paths && (HasPaths || A.Texts == B.Texts);
}

/// Adds what another declaration of the same thing says; it may say more of other kinds, and of the
/// same kind the same.
void Annotations::merge(Readings &Into, Readings More, const NamedDecl *On) {
  size_t Before = Into.size();
  for (Reading &New : More) {
    auto End = Into.begin() + Before;
    if (std::any_of(Into.begin(), End, [&](const Reading &Old) { return isSame(Old, New); }))
      continue;
    auto Other =
        std::find_if(Into.begin(), End, [&](const Reading &Old) { return Old.Row == New.Row; });
    if (Other != End) {
      facts_place Place = Declared.place(Other->Loc);
      defect(New.Loc, "'" + On->getNameAsString() + "' is declared '" + New.Row->Name.str() +
                          "' differently at " + facts_file_name(Declared.facts(), Place.file) +
                          ":" + llvm::Twine(Place.line));
      continue;
    }
    Into.push_back(std::move(New));
  }
}

/// A constructor builds its object and a destructor takes it apart.
static const AnnotationRow *lifeOf(const FunctionDecl *Function) {
  llvm::StringRef Name = isa<CXXConstructorDecl>(Function)  ? "init"
                         : isa<CXXDestructorDecl>(Function) ? "fini"
                                                            : "";
  for (const AnnotationRow &Row : AnnotationTable)
    if (Row.Name == Name) return &Row;
  return nullptr;
}

/// Parameters may have other names in each declaration.
void Annotations::readFunction(const FunctionDecl *Function) {
  Readings Found;
  const auto *Method = dyn_cast<CXXMethodDecl>(Function);
  for (const FunctionDecl *Declaration : Function->redecls()) {
    NameScope Scope = {Method ? Method->getParent() : nullptr, Declaration};
    merge(Found, readingsOf(Declaration, ON_FUNCTION, Scope), Function);
    mergeClangs(Found, Declaration, ON_FUNCTION, Scope, Function);
  }
  Policies::Entries Said = policiesOf(Function);
  mergePolicies(Found, Said, ON_FUNCTION, {Method ? Method->getParent() : nullptr, Function},
                Function);
  refuseUnknownParameters(Function, Said);
  if (const AnnotationRow *Life = lifeOf(Function)) {
    uint32_t This = facts_node(Declared.facts(), FACTS_PARAM, 0, 0, 0);
    Found.push_back({Life, {"this"}, {This}, Function->getLocation()});
  }
  facts_annotations Appended = append(Found);
  Declared.facts()->functions.row[Declared.function(Function)].annotations = Appended;
  for (unsigned Index = 0; Index < Function->getNumParams(); ++Index)
    readParameter(Function, Index, Said);
}

void Annotations::readParameter(const FunctionDecl *Function, unsigned Index,
                                const Policies::Entries &Said) {
  Readings Found;
  const ParmVarDecl *Parameter = Function->getParamDecl(Index);
  for (const FunctionDecl *Declaration : Function->redecls())
    if (Index < Declaration->getNumParams())
      merge(Found,
            readingsOf(Declaration->getParamDecl(Index), ON_PARAMETER, {nullptr, Declaration}),
            Parameter);
  mergePolicies(Found, Policies::ofParameter(Said, Function, Index), ON_PARAMETER,
                {nullptr, Function}, Parameter);
  if (Found.empty()) return;
  refuseContradictions(Found, Parameter);
  facts_annotations Appended = append(Found);
  const facts_function &Row = Declared.facts()->functions.row[Declared.function(Function)];
  uint32_t Position = Row.parameter_begin + Index + hasThis(Function);
  if (Position < Row.parameter_begin + Row.parameter_count)
    Declared.facts()->parameters.row[Position].annotations = Appended;
}

void Annotations::readVariable(const VarDecl *Variable) {
  Readings Found;
  for (const VarDecl *Declaration : Variable->redecls())
    merge(Found, readingsOf(Declaration, ON_VARIABLE, {}), Variable);
  for (const VarDecl *Declaration : Variable->redecls()) {
    mergeClangs(Found, Declaration, ON_VARIABLE, {}, Variable);
    readOrders(Declaration);
  }
  mergePolicies(Found, policiesOf(Variable), ON_VARIABLE, {}, Variable);
  refuseContradictions(Found, Variable);
  facts_annotations Appended = append(Found);
  Declared.facts()->globals.row[Declared.global(Variable)].annotations = Appended;
}

} // namespace custody
