/* TRANSFER, TRANSFER_IF and TAKES as clauses: an object that a pointer points to changes hands where
 * the function is entered or left, or around a call of it. What a smart pointer holds is not
 * followed. */
#include "describe.h"

#include "frontend/type.h"
#include "runtime/abi.h"

using namespace clang;

namespace custody {

static bool isFollowed(QualType Type) { return !Type.isNull() && Type->isPointerType(); }

void Describer::addHandover(const FunctionDecl *F, const facts_function &Row,
                            const facts_annotation &A, unsigned Parameter,
                            std::vector<Clause> &Made) {
  bool IsConditional = string(A.name) == "transfer_if", Takes = string(A.name) == "takes";
  if (!IsConditional && !Takes && string(A.name) != "transfer") return;
  QualType Type = parameterType(F, Parameter);
  PlanContract C = clause(Row, text(A), Takes ? CUSTODY_RT_TAKES : CUSTODY_RT_GIVES);
  if (!isFollowed(Type)) return;
  if (IsConditional && !(A.argument_count && condition(argument(A, 0).path, C.When))) return;
  C.When.Count = Row.parameter_count;
  C.Locks.emplace_back();
  C.Locks.back().Span = sizeOfPointee(Context, Type);
  addClause(std::move(C), {NoRow, Parameter}, Made);
}

void Describer::addHandovers(const FunctionDecl *F, const facts_function &Row,
                             std::vector<Clause> &Made) {
  for (uint32_t I = 0; I < Row.parameter_count; I++)
    for (const facts_annotation &A :
         annotations(Unit.Facts->parameters.row[Row.parameter_begin + I].annotations))
      addHandover(F, Row, A, I, Made);
  for (const facts_annotation &A : annotations(Row.annotations)) {
    if (string(A.name) != "takes" || !isFollowed(F->getReturnType())) continue;
    addClause(clause(Row, text(A), CUSTODY_RT_TAKING), {NoRow, NoRow}, Made);
    PlanContract Taken = clause(Row, text(A), CUSTODY_RT_TAKES);
    Taken.Locks.emplace_back();
    Taken.Locks.back().Span = sizeOfPointee(Context, F->getReturnType());
    addClause(std::move(Taken), {NoRow, NoRow, false, /*OfResult=*/true}, Made);
  }
}

/// Whether a call of the function, or its return, would change hands unseen.
static bool hidesHandover(const TranslationUnitResult &Unit, const facts_function &Row,
                          const FunctionDecl *F) {
  auto Is = [&](const facts_annotations &List) {
    return llvm::any_of(llvm::ArrayRef(Unit.Facts->annotations.row + List.begin, List.count),
                        [&](const facts_annotation &A) {
                          llvm::StringRef Name = facts_text(Unit.Facts, A.name);
                          return Name == "takes" || Name.starts_with("transfer");
                        });
  };
  if (Is(Row.annotations) && !isFollowed(F->getReturnType())) return true;
  for (uint32_t I = 0; I < Row.parameter_count; I++)
    if (Is(Unit.Facts->parameters.row[Row.parameter_begin + I].annotations) &&
        !isFollowed(parameterType(F, I)))
      return true;
  return false;
}

/// All the hand-overs that the file knows of are seen when the program runs: else who holds a PINNED
/// object is for the compile-time checks alone.
bool Describer::followsHandovers() {
  if (Follows) return *Follows;
  Follows = true;
  for (uint32_t I = 0; I < Unit.Functions.size() && *Follows; I++)
    if (const FunctionDecl *F = Unit.Functions[I])
      Follows = !hidesHandover(Unit, Unit.Facts->functions.row[I], F);
  return *Follows;
}

} // namespace custody
