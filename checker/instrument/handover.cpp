/* TRANSFER, TRANSFER_IF and TAKES as clauses: an object that a pointer points to changes hands where
 * the function is entered or left, or around a call of it; one that a reference or a smart pointer leads
 * to, where the function is entered or left. What other types hold (a list of smart pointers) is not
 * followed. */
#include "describe.h"

#include "frontend/type.h"
#include "runtime/abi.h"

using namespace clang;

namespace custody {

/// The smart pointers of the library that begin with the pointer itself, as those of libstdc++ and libc++
/// do where their deleter has no state.
static const ClassTemplateSpecializationDecl *smartPointer(QualType Type) {
  const auto *Record =
      dyn_cast_or_null<ClassTemplateSpecializationDecl>(Type->getAsCXXRecordDecl());
  if (!Record || !Record->isInStdNamespace() || !Record->getIdentifier()) return nullptr;
  if (!Record->hasDefinition()) return nullptr;
  const ASTContext &Context = Record->getASTContext();
  bool IsPlain =
      Context.getTypeSize(typeOf(Context, Record)) ==
      Context.getTypeSize(Context.VoidPtrTy); // a deleter's state may come before the pointer
  bool Is = Record->getName() == "shared_ptr" || (Record->getName() == "unique_ptr" && IsPlain);
  return Is ? Record : nullptr;
}

Carrier carrier(QualType Type) {
  if (Type.isNull()) return Carrier::None;
  if (Type->isPointerType()) return Carrier::Pointer;
  if (smartPointer(Type.getNonReferenceType())) return Carrier::SmartPointer;
  return Type->isLValueReferenceType() && Type->getPointeeType()->isRecordType()
             ? Carrier::Reference
             : Carrier::None;
}

static bool isFollowed(QualType Type) { return carrier(Type) != Carrier::None; }

/// 0: not known.
static uint64_t sizeOfObject(const ASTContext &Context, QualType Type) {
  const auto *Smart = smartPointer(Type.getNonReferenceType());
  if (!Smart) return sizeOfPointee(Context, Type);
  QualType Object = Smart->getTemplateArgs()[0].getAsType();
  return Object->isIncompleteType() ? 0 : Context.getTypeSizeInChars(Object).getQuantity();
}

static Clause clauseOf(QualType Type, unsigned Parameter, bool OfResult) {
  Clause C = {NoRow, Parameter, false, OfResult};
  C.IsInside = carrier(Type) == Carrier::SmartPointer;
  C.IsBodys = C.IsInside || carrier(Type) == Carrier::Reference;
  return C;
}

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
  C.Locks.back().Span = sizeOfObject(Context, Type);
  addClause(std::move(C), clauseOf(Type, Parameter, false), Made);
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
    Taken.Locks.back().Span = sizeOfObject(Context, F->getReturnType());
    addClause(std::move(Taken), clauseOf(F->getReturnType(), NoRow, /*OfResult=*/true), Made);
  }
}

/// Whether a call of the function, or its return, would change hands unseen: by a type that is not
/// followed, or in a library's function, whose body shows nothing.
static bool isHidden(const FunctionDecl *F, QualType Type) {
  const SourceManager &Sources = F->getASTContext().getSourceManager();
  Carrier By = carrier(Type);
  return By == Carrier::None ||
         (By != Carrier::Pointer && Sources.isInSystemHeader(F->getLocation()));
}

static bool hidesHandover(const TranslationUnitResult &Unit, const facts_function &Row,
                          const FunctionDecl *F) {
  auto Is = [&](const facts_annotations &List) {
    return llvm::any_of(llvm::ArrayRef(Unit.Facts->annotations.row + List.begin, List.count),
                        [&](const facts_annotation &A) {
                          llvm::StringRef Name = facts_text(Unit.Facts, A.name);
                          return Name == "takes" || Name.starts_with("transfer");
                        });
  };
  if (Is(Row.annotations) && isHidden(F, F->getReturnType())) return true;
  for (uint32_t I = 0; I < Row.parameter_count; I++)
    if (Is(Unit.Facts->parameters.row[Row.parameter_begin + I].annotations) &&
        isHidden(F, parameterType(F, I)))
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
