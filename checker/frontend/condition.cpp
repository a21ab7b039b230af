/* Conditions in annotations as values of facts: `ret == 0` is the comparison of what FACTS_RESULT
 * holds with 0. */
#include "resolve.h"

#include "type.h"

using namespace clang;

namespace custody {

/// A parameter of this name hides the result.
static bool namesResult(llvm::StringRef Name, const FunctionDecl *Function) {
  return Name == "ret" && llvm::none_of(Function->parameters(), [&](const ParmVarDecl *Parameter) {
           return Parameter->getName() == Name;
         });
}

bool Resolver::subject(const custody_expression &Parsed, const NameScope &Scope, At &Here,
                       Resolution &Fault) {
  const custody_expression_step &First = Parsed.steps[0];
  llvm::StringRef Name(First.text, First.length);
  if (First.kind == CUSTODY_EXPRESSION_NAME && namesResult(Name, Scope.Function)) {
    QualType Returned = Scope.Function->getReturnType();
    if (Returned->isVoidType()) {
      Fault.Message =
          "'ret' names nothing: '" + Scope.Function->getNameAsString() + "' returns nothing";
      return false;
    }
    Here = {step(FACTS_RESULT, 0), Returned};
  }
  return follow(Parsed, Scope, Here, Fault);
}

uint32_t Resolver::enumerator(llvm::StringRef Name) {
  ASTContext &Context = Declared.context();
  for (const NamedDecl *Found : Context.getTranslationUnitDecl()->lookup(&Context.Idents.get(Name)))
    if (const auto *Enumerator = dyn_cast<EnumConstantDecl>(Found))
      return facts_integer(Declared.facts(), Enumerator->getInitVal().getExtValue());
  return 0;
}

/// The node of what is compared with; 0 with a message where there is no such constant.
uint32_t Resolver::constant(const custody_condition &Parsed, Resolution &Fault) {
  if (!Parsed.name) return facts_integer(Declared.facts(), Parsed.number);
  llvm::StringRef Name(Parsed.name, Parsed.name_length);
  if (uint32_t Number = enumerator(Name)) return Number;
  Fault.Message = ("'" + Name + "' names no enumerator").str();
  Fault.Advice = "a condition compares with a number, NULL or an enumerator; the names of macros "
                 "are not known here";
  return 0;
}

static facts_operator operatorOf(custody_comparison Comparison) {
  switch (Comparison) {
  case CUSTODY_COMPARE_EQUAL: return FACTS_EQUAL;
  case CUSTODY_COMPARE_LESS: return FACTS_LESS;
  case CUSTODY_COMPARE_LESS_EQUAL: return FACTS_LESS_EQUAL;
  case CUSTODY_COMPARE_GREATER: return FACTS_GREATER;
  case CUSTODY_COMPARE_GREATER_EQUAL: return FACTS_GREATER_EQUAL;
  default: return FACTS_UNEQUAL;
  }
}

Resolution Resolver::condition(llvm::StringRef Text, const NameScope &Scope) {
  At Here;
  Resolution Result;
  custody_condition Parsed;
  if (!Scope.Function) return Result; // of a function pointer: nothing asks
  if (const char *Why = custody_condition_parse(Text.data(), Text.size(), &Parsed)) {
    Result.Message = ("'" + Text + "' cannot be read: " + Why).str();
    return Result;
  }
  if (!subject(Parsed.subject, Scope, Here, Result) || Here.IsLost) return Result;
  if (!Here.Type->isScalarType()) {
    Result.Message = "it tests what is of type '" +
                     Here.Type.getAsString(printingPolicy(Declared.context())) + "'";
    return Result;
  }
  uint32_t Value = step(FACTS_LOAD, Here.Path);
  if (Parsed.comparison != CUSTODY_COMPARE_NOTHING) {
    uint32_t Constant = constant(Parsed, Result);
    if (!Result.Message.empty()) return Result;
    Value =
        facts_node(Declared.facts(), FACTS_BINARY, Value, operatorOf(Parsed.comparison), Constant);
  }
  Result.Path = Parsed.is_negated ? step(FACTS_UNARY, Value, FACTS_NOT) : Value;
  return Result;
}

} // namespace custody
