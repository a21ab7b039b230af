/* Rows for functions: what calls need to find them again in another unit. Bodies come later. */
#include "rules.h"
#include "tables.h"
#include "type.h"

using namespace clang;

namespace custody {

static std::string linkageName(MangleContext &Mangler, const FunctionDecl *Function) {
  if (!Mangler.shouldMangleDeclName(Function)) return Function->getNameAsString();
  GlobalDecl Global;
  if (const auto *Constructor = dyn_cast<CXXConstructorDecl>(Function))
    Global = GlobalDecl(Constructor, Ctor_Complete);
  else if (const auto *Destructor = dyn_cast<CXXDestructorDecl>(Function))
    Global = GlobalDecl(Destructor, Dtor_Complete);
  else Global = GlobalDecl(Function);
  std::string Name;
  llvm::raw_string_ostream Out(Name);
  Mangler.mangleName(Global, Out);
  Out.flush();
  return Name.compare(0, 1, "\1") == 0 ? Name.substr(1) : Name;
}

static bool returnsTwice(const FunctionDecl *Function) {
  if (Function->hasAttr<ReturnsTwiceAttr>()) return true;
  unsigned Builtin = Function->getBuiltinID();
  return Builtin && Function->getASTContext().BuiltinInfo.isReturnsTwice(Builtin);
}

static uint32_t flagsOf(const FunctionDecl *Function, bool InSystemHeader) {
  uint32_t Flags = 0;
  if (bodyOf(Function)) Flags |= FACTS_FUNCTION_DEFINED;
  if (Function->isNoReturn()) Flags |= FACTS_FUNCTION_NORETURN;
  if (Function->isVariadic()) Flags |= FACTS_FUNCTION_VARIADIC;
  if (Function->hasAttr<ConstructorAttr>() || Function->hasAttr<DestructorAttr>())
    Flags |= FACTS_FUNCTION_CONSTRUCTOR;
  if (InSystemHeader) Flags |= FACTS_FUNCTION_SYSTEM;
  if (returnsTwice(Function)) Flags |= FACTS_FUNCTION_RETURNS_TWICE;
  return Flags;
}

/// Of a function that is only called, they are counted: its definition's unit has the rest.
static std::vector<facts_parameter> countedParameters(const FunctionDecl *Function) {
  return std::vector<facts_parameter>(Function->getNumParams() + hasThis(Function),
                                      facts_parameter{0, {0, 0, FACTS_NONE}, {}});
}

std::vector<facts_parameter> Tables::parametersOf(const FunctionDecl *Function) {
  std::vector<facts_parameter> Parameters;
  if (hasThis(Function)) {
    facts_type This = type(cast<CXXMethodDecl>(Function)->getThisType());
    Parameters.push_back({string("this"), This, {}});
  }
  for (const ParmVarDecl *Parameter : Function->parameters())
    Parameters.push_back({string(Parameter->getName()), type(Parameter->getType()), {}});
  return Parameters;
}

void Tables::addParameters(uint32_t Row, const std::vector<facts_parameter> &Parameters) {
  uint32_t Begin = FACTS_APPEND(Facts, parameters, Parameters.size());
  std::copy(Parameters.begin(), Parameters.end(), Facts->parameters.row + Begin);
  Facts->functions.row[Row].parameter_begin = Begin;
  Facts->functions.row[Row].parameter_count = Parameters.size();
}

void Tables::addOverrides(uint32_t Row, const FunctionDecl *Function) {
  const auto *Method = dyn_cast<CXXMethodDecl>(Function);
  if (!Method || !Method->size_overridden_methods()) return;
  llvm::SmallVector<uint32_t, 4> Overridden;
  for (const CXXMethodDecl *Base : Method->overridden_methods())
    Overridden.push_back(function(Base));
  uint32_t Begin = FACTS_APPEND(Facts, overrides, Overridden.size());
  std::copy(Overridden.begin(), Overridden.end(), Facts->overrides.row + Begin);
  Facts->functions.row[Row].override_begin = Begin;
  Facts->functions.row[Row].override_count = Overridden.size();
}

static bool hasAnnotationAnywhere(const FunctionDecl *Function) {
  return llvm::any_of(Function->redecls(), [](const FunctionDecl *Declaration) {
    return hasAnnotation(Declaration) || llvm::any_of(Declaration->parameters(), hasAnnotation);
  });
}

/// The type of a function that is only called is not needed: the unit that defines it has it.
void Tables::fillFunction(uint32_t Row, const FunctionDecl *Function) {
  const FunctionDecl *Body = bodyOf(Function);
  const FunctionDecl *Shown = Body ? Body : Function;
  bool InSystemHeader = Where.isInSystemHeader(Function->getLocation());
  facts_function F = {};
  F.name = string(linkageName(*Mangler, Function));
  F.display = string(functionName(Function));
  bool IsSpokenOf = Body || hasAnnotationAnywhere(Function);
  if (IsSpokenOf) F.signature = string(signatureText(Context, Function->getType()));
  F.flags = flagsOf(Function, InSystemHeader);
  bool Merged = Function->isInlined() || Function->isTemplateInstantiation();
  F.linkage = !Function->isExternallyVisible()          ? FACTS_INTERNAL
              : Merged || Function->hasAttr<WeakAttr>() ? FACTS_MERGED
                                                        : FACTS_EXTERNAL;
  if (IsSpokenOf) F.place = Where.at(Shown->getLocation());
  F.end = Body ? Where.at(Body->getBody()->getEndLoc()) : facts_place{};
  Facts->functions.row[Row] = F;
  addParameters(Row, IsSpokenOf ? parametersOf(Shown) : countedParameters(Shown));
  addOverrides(Row, Function);
}

uint32_t Tables::initialisers() {
  uint32_t Row = FACTS_APPEND(Facts, functions, 1);
  Result.Functions.push_back(nullptr);
  facts_function F = {};
  F.name = F.display = string("<initialisers>");
  F.flags = FACTS_FUNCTION_DEFINED | FACTS_FUNCTION_INITIALISERS;
  F.linkage = FACTS_INTERNAL;
  Facts->functions.row[Row] = F;
  return Row;
}

uint32_t Tables::function(const FunctionDecl *Function) {
  Function = Function->getCanonicalDecl();
  auto [Known, IsNew] = Rows.try_emplace(Function, Facts->functions.count);
  if (!IsNew) return Known->second;
  uint32_t Row = FACTS_APPEND(Facts, functions, 1);
  Result.Functions.push_back(Function);
  Unread.push_back(Function);
  fillFunction(Row, Function);
  return Row;
}

} // namespace custody
