/* A call that stands for the lock which it returns: `mutex_of(server)->lock` is not followed into the
 * function's body; its RETURN_CAPABILITY says what it returns, over its parameters, and what is
 * passed is put in their place. */
#include "resolve.h"

#include "rules.h"
#include "type.h"

using namespace clang;

namespace custody {

/// What a parameter stands for.
struct Resolver::Argument {
  uint32_t Path = 0; ///< the storage that is passed by value or by reference
  uint32_t Pointee = 0; ///< what is pointed to
  uint32_t Value = 0;
};

static llvm::StringRef returnedIn(llvm::ArrayRef<Annotation> Written) {
  for (const Annotation &One : Written) {
    llvm::StringRef Text = One.Text;
    if (Text.consume_front("return_capability(")) return Text.drop_back();
  }
  return "";
}

/// What is written on one of the function's declarations, which then has the names of parameters.
static llvm::StringRef returnedLock(const FunctionDecl *Function, const FunctionDecl *&On) {
  for (const FunctionDecl *Declaration : Function->redecls()) {
    On = Declaration;
    if (llvm::StringRef Text = returnedIn(annotationsAt(Declaration)); !Text.empty()) return Text;
    if (llvm::StringRef Text = returnedIn(clangsAnnotationsAt(Declaration)); !Text.empty())
      return Text;
  }
  On = Function;
  for (const policy_entry *Entry : policiesOf(Function))
    if (llvm::StringRef Text = returnedIn({{Entry->text, SourceLocation()}}); !Text.empty())
      return Text;
  return "";
}

bool Resolver::argument(llvm::StringRef Text, const NameScope &Scope, bool IsReference,
                        Argument &Into, Resolution &Fault) {
  int64_t Number;
  if (!Text.getAsInteger(0, Number)) {
    Into.Value = facts_integer(Declared.facts(), Number);
    return true;
  }
  At Here;
  custody_expression Parsed;
  if (const char *Why = custody_expression_parse(Text.data(), Text.size(), &Parsed)) {
    Fault.Message = quoted(Text) + " cannot be read: " + Why;
    return false;
  }
  bool IsAddress = Parsed.steps[Parsed.count - 1].kind == CUSTODY_EXPRESSION_ADDRESS;
  if (!follow(Parsed, Scope, Here, Fault)) return false;
  if (Here.IsLost) return true;
  Into.Path = Here.Path;
  if (IsAddress || IsReference) Into.Pointee = Here.Path;
  else if (Here.Type->isArrayType())
    Into.Pointee = step(FACTS_INDEX, Here.Path, facts_integer(Declared.facts(), 0));
  else if (Here.Type->isPointerType()) // `this` of a field's rule has no path
    Into.Pointee = Here.Path ? step(FACTS_DEREF, Here.Path) : step(FACTS_SELF, 0);
  Into.Value = IsAddress   ? step(FACTS_ADDRESS, Here.Path)
               : Here.Path ? step(FACTS_LOAD, Here.Path)
                           : 0;
  return true;
}

/// The node with arguments for parameters; 0 where one of them cannot be said.
uint32_t Resolver::substitute(uint32_t Node, llvm::ArrayRef<Argument> Given) {
  const struct facts_node Of = Declared.facts()->nodes.row[Node];
  auto Passed = [&](uint32_t Of) {
    const struct facts_node &Inner = Declared.facts()->nodes.row[Of];
    return Inner.kind == FACTS_PARAM && Inner.a < Given.size() ? &Given[Inner.a] : nullptr;
  };
  switch (Of.kind) {
  case FACTS_PARAM: return Of.a < Given.size() ? Given[Of.a].Path : 0;
  case FACTS_DEREF:
    if (const Argument *One = Passed(Of.a)) return One->Pointee;
    break;
  case FACTS_LOAD:
    if (const Argument *One = Passed(Of.a)) return One->Value;
    break;
  case FACTS_FIELD:
  case FACTS_ADDRESS:
  case FACTS_UNARY: break;
  case FACTS_INDEX:
    if (uint32_t Array = substitute(Of.a, Given))
      return step(FACTS_INDEX, Array, Of.b ? substitute(Of.b, Given) : 0);
    return 0;
  case FACTS_BINARY: return 0;
  default: return Node;
  }
  uint32_t Inner = substitute(Of.a, Given);
  return Inner ? step(static_cast<facts_node_kind>(Of.kind), Inner, Of.b) : 0;
}

/// `Object` is a method's, or null.
bool Resolver::call(const FunctionDecl *Function, const Argument *Object, llvm::StringRef List,
                    const NameScope &Scope, At &Here, Resolution &Fault) {
  constexpr unsigned MostNested = 8;
  const FunctionDecl *On = nullptr;
  llvm::StringRef Returned = returnedLock(Function, On);
  llvm::SmallVector<llvm::StringRef, 2> Texts;
  splitArguments(List, Texts);
  if (Returned.empty() || Depth == MostNested) {
    Fault.Message = quoted(Function->getNameAsString()) +
                    " does not say which lock it returns: mark it RETURN_CAPABILITY";
    return false;
  }
  if (Texts.size() != Function->getNumParams()) {
    Fault.Message = quoted(Function->getNameAsString()) + " takes " +
                    std::to_string(Function->getNumParams()) + " arguments, not " +
                    std::to_string(Texts.size());
    return false;
  }
  llvm::SaveAndRestore<unsigned> Deeper(Depth, Depth + 1);
  llvm::SmallVector<Argument, 4> Given;
  if (hasThis(Function)) Given.push_back(Object ? *Object : Argument());
  for (unsigned I = 0; I < Texts.size(); ++I) {
    Given.emplace_back();
    bool IsReference = Function->getParamDecl(I)->getType()->isReferenceType();
    if (!argument(Texts[I], Scope, IsReference, Given.back(), Fault)) return false;
  }
  const auto *Method = dyn_cast<CXXMethodDecl>(On);
  At Lock;
  NameScope Inside = {Method ? Method->getParent() : nullptr, On};
  if (!walkToLock(Returned, Inside, Lock, Fault)) return false;
  Here = {Lock.Path ? substitute(Lock.Path, Given) : 0, Lock.Type, Lock.IsLost};
  if (!Here.Path) Here.IsLost = true;
  return true;
}

static const FunctionDecl *methodOf(const RecordDecl *Record, llvm::StringRef Name) {
  const auto *Class = dyn_cast_or_null<CXXRecordDecl>(Record);
  if (!Class) return nullptr;
  for (const CXXMethodDecl *Method : Class->methods())
    if (Method->getDeclName().isIdentifier() && Method->getName() == Name) return Method;
  return nullptr;
}

bool Resolver::startAtCall(llvm::StringRef Name, llvm::StringRef List, const NameScope &Scope,
                           At &Here, Resolution &Fault) {
  if (const FunctionDecl *Method = methodOf(Scope.Record, Name)) {
    uint32_t This = Scope.Function ? step(FACTS_DEREF, step(FACTS_PARAM, 0)) : step(FACTS_SELF, 0);
    Argument Object = {0, This, 0};
    return call(Method, &Object, List, Scope, Here, Fault);
  }
  auto Function = From.names().Functions.find(Name);
  if (Function != From.names().Functions.end())
    return call(Function->getValue(), nullptr, List, Scope, Here, Fault);
  std::vector<llvm::StringRef> Candidates;
  for (const auto &Known : From.names().Functions) Candidates.push_back(Known.getKey());
  llvm::sort(Candidates);
  llvm::StringRef Near = nearest(Name, Candidates);
  Fault.Message = quoted(Name) + " names nothing: there is no such function";
  if (!Near.empty()) Fault.Advice = ("did you mean '" + Near + "'?").str();
  return false;
}

bool Resolver::takeMethod(llvm::StringRef Name, bool IsArrow, llvm::StringRef List,
                          const NameScope &Scope, At &Here, Resolution &Fault) {
  QualType Type = IsArrow ? Here.Type->getPointeeType() : Here.Type;
  const RecordDecl *Record = Type.isNull() ? nullptr : Type->getAsRecordDecl();
  const FunctionDecl *Method = methodOf(Record ? Record->getDefinition() : nullptr, Name);
  if (!Method) {
    Fault.Message = quoted(Name) + " names nothing: there is no such function";
    return false;
  }
  uint32_t Object = !IsArrow    ? Here.Path
                    : Here.Path ? step(FACTS_DEREF, Here.Path)
                                : step(FACTS_SELF, 0);
  Argument Given = {0, Object, 0};
  return call(Method, &Given, List, Scope, Here, Fault);
}

} // namespace custody
