/* One annotation: its text taken apart, held against the table, its names looked up. A fault is a
 * defect in the facts and the annotation is left out; the engine never sees half of one. */
#include "annotation.h"

#include "annotation_table.h"
#include "rules.h"

using namespace clang;

namespace custody {

void Annotations::defect(SourceLocation Loc, const llvm::Twine &Message, llvm::StringRef Advice) {
  facts_defect New = {};
  New.place = Declared.place(Loc);
  New.message = Declared.string(Message.str());
  New.advice = Declared.string(Advice);
  facts_unit *Facts = Declared.facts();
  uint32_t Row = FACTS_APPEND(Facts, defects, 1);
  Facts->defects.row[Row] = New;
}

static const AnnotationRow *findRow(llvm::StringRef Name) {
  const auto *Found =
      llvm::find_if(AnnotationTable, [&](const AnnotationRow &Row) { return Row.Name == Name; });
  return Found == std::end(AnnotationTable) ? nullptr : Found;
}

static std::string placeNames(unsigned Places) {
  static constexpr std::pair<unsigned, const char *> Named[] = {
      {ON_FILE, "at file scope"},
      {ON_FIELD, "on a field"},
      {ON_VARIABLE, "on a variable of static storage"},
      {ON_PARAMETER, "on a parameter"},
      {ON_FUNCTION, "on a function"},
      {ON_TYPE, "on a struct, union or class"},
      {ON_LOCAL, "on a local variable"},
      {ON_OTHER, "here"}};
  std::string Names;
  for (const auto &[Bit, Name] : Named)
    if (Places & Bit) Names += (Names.empty() ? "" : " or ") + std::string(Name);
  return Names;
}

/// False if it is of no use.
bool Annotations::parse(const Annotation &Written, unsigned Place, Reading &Read) {
  Read.Loc = Written.Loc;
  Read.IsClangs = Written.IsClangs;
  auto [Name, Rest] = Written.Text.split('(');
  Read.Row = findRow(Name);
  if (!Read.Row) {
    std::vector<llvm::StringRef> Known;
    for (const AnnotationRow &Row : AnnotationTable) Known.push_back(Row.Name);
    llvm::StringRef Near = nearest(Name, Known);
    defect(Read.Loc, "custody has no annotation " + quoted(Name),
           Near.empty() ? "" : ("did you mean '" + Near + "'?").str());
    return false;
  }
  if (!(Read.Row->Places & Place)) {
    if (Read.IsClangs) return false;
    defect(Read.Loc, "'" + Name + "' means nothing " + placeNames(Place),
           "it stands " + placeNames(Read.Row->Places));
    return false;
  }
  Rest.consume_back(")");
  splitArguments(Rest, Read.Texts);
  return checkArguments(Read);
}

bool Annotations::checkArguments(const Reading &Read) {
  static constexpr struct {
    unsigned Least, Most;
    const char *Wanted;
  } Counts[] = {{0, 0, "nothing"},
                {1, 1, "one role"},
                {1, ~0u, "one role or more"},
                {1, 2, "a role, and perhaps one lock"},
                {1, ~0u, "one lock or more"},
                {1, 1, "the name of a parameter"},
                {1, 1, "a reason in quotes"},
                {1, 1, "a condition such as 'ret == 0'"},
                {2, ~0u, "a condition such as 'ret == 0', and one lock or more"},
                {1, 1, "one lock"},
                {2, 2, "two parameters"},
                {1, 1, "now, later, thread, signal or exit"},
                {1, 1, "a test of a number that is passed"},
                {2, ~0u, "two locks or more"}};
  const auto &Count = Counts[Read.Row->Arguments];
  bool IsText = Read.Row->Arguments == ARGS_TEXT;
  bool Fits = Read.Texts.size() >= Count.Least && Read.Texts.size() <= Count.Most &&
              llvm::none_of(Read.Texts, [](llvm::StringRef Text) { return Text.empty(); }) &&
              (!IsText || (Read.Texts[0].starts_with("\"") && Read.Texts[0] != "\"\""));
  if (!Fits)
    defect(Read.Loc, "'" + Read.Row->Name + "' takes " + Count.Wanted,
           ("write " + Read.Row->Form).str());
  return Fits;
}

bool Annotations::resolveRole(llvm::StringRef Role, const Reading &Read) {
  if (llvm::is_contained(Roles, Role)) return true;
  llvm::StringRef Near = nearest(Role, Roles);
  defect(Read.Loc, "role " + quoted(Role) + " is not declared",
         !Near.empty()                  ? ("did you mean '" + Near + "'?").str()
         : isValidAsciiIdentifier(Role) ? ("declare it: THREAD_ROLE(" + Role + ");").str()
                                        : "a role is a single name");
  return false;
}

/// All names are looked up, so that each fault is reported.
bool Annotations::resolve(Reading &Read, const NameScope &Scope) {
  bool IsGood = true;
  for (unsigned I = 0; I < Read.Texts.size(); ++I) {
    Resolution Found;
    AnnotationArguments Kind = Read.Row->Arguments;
    if (Kind == ARGS_ROLE || Kind == ARGS_ROLES || (Kind == ARGS_OWNER && I == 0))
      IsGood &= resolveRole(Read.Texts[I], Read);
    else if (Kind == ARGS_CONDITION || (Kind == ARGS_CONDITION_LOCKS && I == 0))
      Found = Names.condition(Read.Texts[I], Scope);
    else if (Kind == ARGS_LOCKS || Kind == ARGS_LOCK || Kind == ARGS_OWNER ||
             Kind == ARGS_CONDITION_LOCKS || Kind == ARGS_ORDER)
      Found = Names.lock(Read.Texts[I], Scope, Policies::hasWritten(Read.Loc));
    else if (Kind == ARGS_PARAM || Kind == ARGS_PARAMS)
      Found = Names.parameter(Read.Texts[I], Scope.Function);
    Read.Paths.push_back(Found.Path);
    if (Found.Message.empty()) continue;
    IsGood = false;
    if (Read.IsClangs) continue; // Clang knows what it names
    llvm::StringRef Text = Read.Texts[I];
    bool SaysIt = llvm::StringRef(Found.Message).contains(quoted(Text));
    defect(Read.Loc,
           "in " + Read.Row->Name + ": " + (SaysIt ? "" : quoted(Text) + ": ") + Found.Message,
           Found.Advice);
  }
  return IsGood;
}

Annotations::Readings Annotations::readingsOf(const Decl *Holder, unsigned Place,
                                              const NameScope &Scope) {
  Readings Found;
  for (const Annotation &Written : annotationsAt(Holder)) readOne(Written, Place, Scope, Found);
  return Found;
}

void Annotations::readOne(const Annotation &Written, unsigned Place, const NameScope &Scope,
                          Readings &Into) {
  Reading Read;
  if (!parse(Written, Place, Read)) return;
  // Roles are declared at file scope, not looked up.
  bool IsDeclared = Place == ON_FILE && Read.Row->Arguments == ARGS_ROLE;
  if (IsDeclared || resolve(Read, Scope)) Into.push_back(std::move(Read));
}

static bool isDataRule(const AnnotationRow *Row) { return Row->Places & ON_FIELD; }

static bool isOfPointee(const AnnotationRow *Row) { return Row->Name.starts_with("pt_"); }

/// Of an array of pointers, what its elements point to.
static bool isPointer(const ASTContext &Context, QualType Type) {
  Type = Context.getBaseElementType(Type);
  return Type->isReferenceType() || (Type->isPointerType() && !Type->isFunctionPointerType());
}

void Annotations::refuseContradictions(Readings &Found, const ValueDecl *On) {
  refuseContradictions(Found, On, /*OfPointee=*/false);
  refuseContradictions(Found, On, /*OfPointee=*/true);
  if (isPointer(On->getASTContext(), On->getType())) return;
  llvm::erase_if(Found, [&](const Reading &Read) {
    if (!isOfPointee(Read.Row) || Read.IsClangs) return isOfPointee(Read.Row);
    defect(Read.Loc,
           "'" + Read.Row->Name + "' is about what a pointer points to, and " +
               quoted(On->getName()) + " is no pointer",
           ("write '" + Read.Row->Name.drop_front(3) + "' of the data itself").str());
    return true;
  });
}

void Annotations::refuseContradictions(const Readings &Found, const NamedDecl *On, bool OfPointee) {
  const Reading *First = nullptr;
  for (const Reading &Read : Found) {
    if (!isDataRule(Read.Row) || isOfPointee(Read.Row) != OfPointee) continue;
    if (First)
      defect(Read.Loc,
             "'" + On->getNameAsString() + "' is declared '" + First->Row->Name.str() + "' and '" +
                 Read.Row->Name.str() + "'",
             "one rule a field: keep the one that is meant");
    else First = &Read;
  }
}

facts_annotation Annotations::appendOne(const Reading &Found) {
  facts_annotation New = {};
  New.name = Declared.string(Found.Row->Name);
  New.place = Declared.place(Found.Loc);
  New.argument_begin = FACTS_APPEND(Declared.facts(), arguments, Found.Texts.size());
  New.argument_count = Found.Texts.size();
  for (unsigned I = 0; I < Found.Texts.size(); ++I) {
    facts_argument Argument = {Declared.string(Found.Texts[I]),
                               I < Found.Paths.size() ? Found.Paths[I] : 0};
    Declared.facts()->arguments.row[New.argument_begin + I] = Argument;
  }
  return New;
}

facts_annotations Annotations::append(const Readings &Found) {
  facts_unit *Facts = Declared.facts();
  uint32_t Begin = FACTS_APPEND(Facts, annotations, Found.size());
  for (uint32_t I = 0; I < Found.size(); ++I) {
    facts_annotation New = appendOne(Found[I]);
    Facts->annotations.row[Begin + I] = New;
  }
  return {Begin, static_cast<uint32_t>(Found.size())};
}

} // namespace custody
