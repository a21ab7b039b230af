/* Names in annotations mean what they would mean to the code around them: a sibling member, a
 * parameter, a member of `this`, a variable of file scope. */
#include "resolve.h"

#include "policies.h"
#include "type.h"

using namespace clang;

namespace custody {

std::string quoted(llvm::StringRef Text) {
  constexpr size_t Longest = 120;
  if (Text.size() <= Longest) return ("'" + Text + "'").str();
  return ("'" + Text.take_front(Longest) + "...'").str();
}

void splitArguments(llvm::StringRef List, llvm::SmallVectorImpl<llvm::StringRef> &Texts) {
  for (bool More = !List.trim().empty(); More;) {
    size_t Length = custody_expression_argument(List.data(), List.size());
    Texts.push_back(List.take_front(Length).trim());
    More = Length < List.size(); // a comma: another one follows, be it empty
    List = List.drop_front(std::min(List.size(), Length + 1));
  }
}

llvm::StringRef nearest(llvm::StringRef Name, llvm::ArrayRef<llvm::StringRef> Candidates) {
  constexpr size_t Longest = 200; // the distance takes time in the product of both lengths
  unsigned Least = Name.size() / 3 + 2;
  llvm::StringRef Found;
  if (Name.size() > Longest) return Found;
  for (llvm::StringRef Candidate : Candidates) {
    if (Candidate.size() > Longest) continue;
    unsigned Distance = Name.edit_distance(Candidate, /*AllowReplacements=*/true, Least);
    if (Distance < Least && Distance < std::max(Name.size(), Candidate.size())) {
      Least = Distance;
      Found = Candidate;
    }
  }
  return Found;
}

/// The member of this name, also one of an anonymous struct or union, or of a base class.
static const FieldDecl *memberOf(const RecordDecl *Record, llvm::StringRef Name) {
  for (const FieldDecl *Field : Record->fields()) {
    if (Field->getName() == Name) return Field;
    if (Field->isAnonymousStructOrUnion())
      if (const FieldDecl *Inner = memberOf(Field->getType()->getAsRecordDecl(), Name))
        return Inner;
  }
  if (const auto *Class = dyn_cast<CXXRecordDecl>(Record))
    for (const CXXBaseSpecifier &Base : Class->bases())
      if (const CXXRecordDecl *Of = Base.getType()->getAsCXXRecordDecl(); Of && Of->hasDefinition())
        if (const FieldDecl *Inner = memberOf(Of->getDefinition(), Name)) return Inner;
  return nullptr;
}

static void memberNames(const RecordDecl *Record, std::vector<llvm::StringRef> &Names) {
  for (const FieldDecl *Field : Record->fields()) {
    if (!Field->getName().empty()) Names.push_back(Field->getName());
    else if (Field->isAnonymousStructOrUnion())
      memberNames(Field->getType()->getAsRecordDecl(), Names);
  }
}

static void suggest(Resolution &Fault, llvm::StringRef Name,
                    llvm::ArrayRef<llvm::StringRef> Candidates) {
  llvm::StringRef Near = nearest(Name, Candidates);
  if (!Near.empty()) Fault.Advice = ("did you mean '" + Near + "'?").str();
}

static std::string described(const RecordDecl *Record) {
  return ("'" + Record->getKindName() + " " + recordName(Record) + "'").str();
}

void Resolver::nothingNamed(llvm::StringRef Name, const NameScope &Scope, Resolution &Fault) {
  std::vector<llvm::StringRef> Candidates;
  Fault.Message = quoted(Name) + " names nothing: ";
  if (Scope.Function) {
    Fault.Message += "'" + Scope.Function->getNameAsString() + "' has no such parameter";
    for (const ParmVarDecl *Parameter : Scope.Function->parameters())
      Candidates.push_back(Parameter->getName());
  }
  if (Scope.Record) {
    if (Scope.Function) Fault.Message += ", ";
    Fault.Message += described(Scope.Record) + " has no such member";
    memberNames(Scope.Record, Candidates);
  }
  Fault.Message += Scope.Function || Scope.Record ? " and there is no such variable"
                                                  : "there is no such variable";
  for (const auto &Variable : From.names().Variables) Candidates.push_back(Variable.getKey());
  std::sort(Candidates.begin() + (Candidates.size() - From.names().Variables.size()),
            Candidates.end());
  suggest(Fault, Name, Candidates);
}

/// `$1` is the first parameter: policies speak of functions whose parameters have no names.
static bool isNamed(const ParmVarDecl *Parameter, llvm::StringRef Name) {
  unsigned Position;
  if (Name.consume_front("$") && !Name.getAsInteger(10, Position))
    return Position == Parameter->getFunctionScopeIndex() + 1;
  return Parameter->getName() == Name;
}

bool Resolver::startAtParameter(llvm::StringRef Name, const FunctionDecl *Function, At &Here) {
  for (const ParmVarDecl *Parameter : Function->parameters())
    if (isNamed(Parameter, Name)) {
      uint32_t Index = Parameter->getFunctionScopeIndex() + hasThis(Function);
      Here = {step(FACTS_PARAM, Index), Parameter->getType()};
      return true;
    }
  return false;
}

/// In a struct within a struct also a member of the outer one: that of some instance.
bool Resolver::startAtMember(llvm::StringRef Name, const NameScope &Scope, At &Here) {
  uint32_t Object = Scope.Function ? step(FACTS_DEREF, step(FACTS_PARAM, 0)) : step(FACTS_SELF, 0);
  for (const RecordDecl *Record = Scope.Record; Record;) {
    if (const FieldDecl *Field = memberOf(Record, Name)) {
      Here = {step(FACTS_FIELD, Object, Declared.field(Field)), Field->getType()};
      return true;
    }
    if (Scope.Function) return false;
    Record = dyn_cast<RecordDecl>(Record->getDeclContext());
    Object = Record ? step(FACTS_INSTANCE, Declared.record(Record)) : 0;
  }
  return false;
}

bool Resolver::startAtType(llvm::StringRef Name, At &Here, Resolution &Fault) {
  auto Found = From.names().Records.find(Name);
  if (Found == From.names().Records.end()) {
    Fault.Message = quoted(("struct " + Name).str()) + " names nothing: it is not defined here";
    std::vector<llvm::StringRef> Candidates;
    for (const auto &Record : From.names().Records) Candidates.push_back(Record.getKey());
    llvm::sort(Candidates);
    suggest(Fault, Name, Candidates);
    return false;
  }
  const RecordDecl *Record = Found->getValue();
  Here = {step(FACTS_INSTANCE, Declared.record(Record)), typeOf(Declared.context(), Record)};
  return true;
}

bool Resolver::startAtName(llvm::StringRef Name, const NameScope &Scope, At &Here,
                           Resolution &Fault) {
  if (Name == "this" && Scope.Record) {
    Here.Path = Scope.Function ? step(FACTS_PARAM, 0) : 0;
    Here.Type = Declared.context().getPointerType(typeOf(Declared.context(), Scope.Record));
    return true;
  }
  if (Scope.Function && startAtParameter(Name, Scope.Function, Here)) return true;
  if (Scope.Record && startAtMember(Name, Scope, Here)) return true;
  auto Variable = From.names().Variables.find(Name);
  if (Variable != From.names().Variables.end()) {
    Here = {step(FACTS_GLOBAL, Declared.global(Variable->getValue())),
            Variable->getValue()->getType()};
    return true;
  }
  if (From.names().Functions.count(Name))
    Fault.Message =
        quoted(Name) + " cannot be a lock: it is a function; one that returns a lock is called";
  else nothingNamed(Name, Scope, Fault);
  return false;
}

Resolution Resolver::member(llvm::StringRef Name, const RecordDecl *Record) {
  Resolution Fault;
  if (memberOf(Record, Name)) return Fault;
  Fault.Message = quoted(Name) + " names nothing: " + described(Record) + " has no such member";
  std::vector<llvm::StringRef> Candidates;
  memberNames(Record, Candidates);
  suggest(Fault, Name, Candidates);
  return Fault;
}

bool Resolver::takeMember(llvm::StringRef Name, bool IsArrow, At &Here, Resolution &Fault) {
  bool IsPointer = Here.Type->isPointerType() || Here.Type->isReferenceType();
  QualType Type = IsPointer ? Here.Type->getPointeeType() : Here.Type;
  const RecordDecl *Record = Type->getAsRecordDecl();
  if (!Record || IsArrow != IsPointer) {
    Fault.Message = quoted(Name) + " names nothing: what stands before it is of type '" +
                    Here.Type.getAsString(printingPolicy(Declared.context())) + "'";
    if (Record) Fault.Advice = ("write '" + llvm::Twine(IsPointer ? "->" : ".") + Name + "'").str();
    return false;
  }
  const RecordDecl *Definition = Record->getDefinition();
  if (!Definition) {
    Here.IsLost = true;
    return true;
  }
  Fault = member(Name, Definition);
  if (!Fault.Message.empty()) return false;
  const FieldDecl *Field = memberOf(Definition, Name);
  // `this` of a field's rule is the object itself: it has no path of its own.
  uint32_t Object = !IsPointer  ? Here.Path
                    : Here.Path ? step(FACTS_DEREF, Here.Path)
                                : step(FACTS_SELF, 0);
  Here = {step(FACTS_FIELD, Object, Declared.field(Field)), Field->getType()};
  return true;
}

uint32_t Resolver::indexValue(llvm::StringRef Text, const NameScope &Scope) {
  int64_t Number;
  if (!Text.getAsInteger(0, Number)) return facts_integer(Declared.facts(), Number);
  At Here;
  Resolution Fault;
  bool IsFound = !Text.empty() && walk(Text, Scope, Here, Fault) && !Here.IsLost;
  if (IsFound) return step(FACTS_LOAD, Here.Path);
  return isValidAsciiIdentifier(Text) ? enumerator(Text) : 0;
}

/// An index that is no name or number, such as a sum, is some element.
bool Resolver::takeIndex(llvm::StringRef Text, const NameScope &Scope, At &Here,
                         Resolution &Fault) {
  uint32_t Index = indexValue(Text, Scope);
  if (At Named; !Index && isValidAsciiIdentifier(Text) && !walk(Text, Scope, Named, Fault)) {
    Fault.Message = ("the index '" + Text + "' names nothing").str();
    if (Fault.Advice.empty())
      Fault.Advice = "an index is a number, an enumerator or a path; the names of macros are not "
                     "known here; '[]' is some element";
    return false;
  }
  if (const ArrayType *Array = Declared.context().getAsArrayType(Here.Type))
    Here = {step(FACTS_INDEX, Here.Path, Index), Array->getElementType()};
  else Here = {step(FACTS_INDEX, step(FACTS_DEREF, Here.Path), Index), Here.Type->getPointeeType()};
  return true;
}

bool Resolver::take(const custody_expression_step &Step, const NameScope &Scope, At &Here,
                    Resolution &Fault) {
  llvm::StringRef Text(Step.text, Step.length);
  bool IsIndexed = Here.Type->isArrayType() || Here.Type->isPointerType();
  switch (Step.kind) {
  case CUSTODY_EXPRESSION_MEMBER:
  case CUSTODY_EXPRESSION_ARROW:
    return takeMember(Text, Step.kind == CUSTODY_EXPRESSION_ARROW, Here, Fault);
  case CUSTODY_EXPRESSION_INDEX:
  case CUSTODY_EXPRESSION_DEREF:
    if (!IsIndexed) {
      Fault.Message = "it follows what is no pointer and no array";
      return false;
    }
    if (Step.kind == CUSTODY_EXPRESSION_INDEX) return takeIndex(Text, Scope, Here, Fault);
    if (Here.Type->isArrayType()) return takeIndex("0", Scope, Here, Fault);
    Here = {step(FACTS_DEREF, Here.Path), Here.Type->getPointeeType()};
    return true;
  default: // the address of a lock names the lock
    return true;
  }
}

bool Resolver::start(const custody_expression_step &Step, const NameScope &Scope, At &Here,
                     Resolution &Fault) {
  llvm::StringRef Name(Step.text, Step.length);
  return Step.kind == CUSTODY_EXPRESSION_TYPE ? startAtType(Name, Here, Fault)
                                              : startAtName(Name, Scope, Here, Fault);
}

bool Resolver::walk(llvm::StringRef Text, const NameScope &Scope, At &Here, Resolution &Fault) {
  custody_expression Parsed;
  if (const char *Why = custody_expression_parse(Text.data(), Text.size(), &Parsed)) {
    Fault.Message = quoted(Text) + " cannot be read: " + Why;
    return false;
  }
  return follow(Parsed, Scope, Here, Fault);
}

bool Resolver::follow(const custody_expression &Parsed, const NameScope &Scope, At &Here,
                      Resolution &Fault) {
  bool IsCall = Parsed.count > 1 && Parsed.steps[1].kind == CUSTODY_EXPRESSION_CALL;
  const custody_expression_step &First = Parsed.steps[0];
  // What the function returns is set by a condition, which knows what `ret` means.
  if (!Here.Path && IsCall) {
    llvm::StringRef List(Parsed.steps[1].text, Parsed.steps[1].length);
    if (!startAtCall(llvm::StringRef(First.text, First.length), List, Scope, Here, Fault))
      return false;
  } else if (!Here.Path && !start(First, Scope, Here, Fault)) return false;
  for (unsigned I = 1 + IsCall; I < Parsed.count && !Here.IsLost; ++I)
    if (!takeStep(Parsed, I, Scope, Here, Fault)) return false;
  return true;
}

/// A call stands for the lock that it returns a pointer to: `*lock_of(x)` and `lock_of(x)->inner`
/// speak of that lock.
bool Resolver::takeStep(const custody_expression &Parsed, unsigned Index, const NameScope &Scope,
                        At &Here, Resolution &Fault) {
  custody_expression_step Step = Parsed.steps[Index];
  bool IsArrow = Step.kind == CUSTODY_EXPRESSION_ARROW;
  if (Step.kind == CUSTODY_EXPRESSION_CALL) return true; // taken with its name
  if (Index + 1 < Parsed.count && Parsed.steps[Index + 1].kind == CUSTODY_EXPRESSION_CALL) {
    const custody_expression_step &List = Parsed.steps[Index + 1];
    return takeMethod(llvm::StringRef(Step.text, Step.length), IsArrow,
                      llvm::StringRef(List.text, List.length), Scope, Here, Fault);
  }
  if (Parsed.steps[Index - 1].kind == CUSTODY_EXPRESSION_CALL) {
    if (Step.kind == CUSTODY_EXPRESSION_DEREF) return true;
    if (IsArrow) Step.kind = CUSTODY_EXPRESSION_MEMBER;
  }
  return take(Step, Scope, Here, Fault);
}

/// `name` or `name[]`, where nothing here is called so, and no member almost so.
bool Resolver::mayBeElsewhere(llvm::StringRef Text, const RecordDecl *Record) {
  constexpr unsigned Misspelt = 2;
  Text.consume_back("[]");
  std::vector<llvm::StringRef> Members;
  if (Record) memberNames(Record, Members);
  return isValidAsciiIdentifier(Text) && !From.names().Variables.count(Text) &&
         !From.names().Functions.count(Text) && llvm::none_of(Members, [&](llvm::StringRef Name) {
           return Text.edit_distance(Name, /*AllowReplacements=*/true, Misspelt) <= Misspelt;
         });
}

/// The storage of the lock: some element of an array, what a pointer points to.
bool Resolver::walkToLock(llvm::StringRef Text, const NameScope &Scope, At &Here,
                          Resolution &Fault) {
  if (!walk(Text, Scope, Here, Fault)) return false;
  if (Here.IsLost) return true;
  if (Here.Type->isArrayType()) takeIndex("", Scope, Here, Fault);
  if (Here.Type->isPointerType() || Here.Type->isReferenceType())
    Here = {Here.Path ? step(FACTS_DEREF, Here.Path) : step(FACTS_SELF, 0),
            Here.Type->getPointeeType()};
  return true;
}

Resolution Resolver::lock(llvm::StringRef Text, const NameScope &Scope, bool InPolicy) {
  At Here;
  Resolution Result;
  if (!walkToLock(Text, Scope, Here, Result)) {
    if (Policies::current() && Policies::current()->isCapability(Text))
      return {step(FACTS_CAPABILITY, Declared.string(Text)), "", ""};
    llvm::StringRef Record = Text;
    if (InPolicy && Record.consume_front("struct ") &&
        !From.names().Records.count(Record.split('.').first))
      return {}; // the files that define it read the same policy
    if (InPolicy && mayBeElsewhere(Text, Scope.Record))
      return {step(FACTS_CAPABILITY, Declared.string(Text), FACTS_ELSEWHERE), "", ""};
    return Result;
  }
  if (Here.IsLost) return Result;
  bool IsNoLock = (Here.Type->isArithmeticType() || Here.Type->isFunctionType()) &&
                  knownLockType(Here.Type).empty();
  if (IsNoLock)
    Result.Message = quoted(Text) + " cannot be a lock: it is of type '" +
                     Here.Type.getAsString(printingPolicy(Declared.context())) + "'";
  else Result.Path = Here.Path;
  return Result;
}

Resolution Resolver::parameter(llvm::StringRef Text, const FunctionDecl *Function) {
  Resolution Result;
  At Here;
  if ((Text == "this" && hasThis(Function))) {
    Result.Path = step(FACTS_PARAM, 0);
    return Result;
  }
  if (startAtParameter(Text, Function, Here)) {
    Result.Path = Here.Path;
    return Result;
  }
  Result.Message = quoted(Text) + " names no parameter of '" + Function->getNameAsString() + "'";
  std::vector<llvm::StringRef> Candidates;
  for (const ParmVarDecl *Parameter : Function->parameters())
    Candidates.push_back(Parameter->getName());
  suggest(Result, Text, Candidates);
  return Result;
}

} // namespace custody
