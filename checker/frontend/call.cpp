/* Calls: who is called with what, what the C library does to the storage it is given, and what is
 * no longer known afterwards. */
#include "body.h"

#include "type.h"

using namespace clang;

namespace custody {

static bool isThreadingFunction(const FunctionDecl *Callee) {
  llvm::StringRef Name = Callee->getDeclName().isIdentifier() ? Callee->getName() : "";
#define LOCK_FUNCTION(name, argument, action, mode, result)                                        \
  if (Name == #name) return true;
#define THREAD_START(name, function, data)                                                         \
  if (Name == #name) return true;
#define THREAD_JOIN(name)                                                                          \
  if (Name == #name) return true;
#include <custody/known.def>
  return false;
}

/// Objects of the C library that look after themselves, or that are locks: FILE, pthread_cond_t.
static bool isLibraryObject(QualType Type) {
  if (!knownLockType(Type).empty()) return true;
  std::string Name = Type.getUnqualifiedType().getAsString();
  llvm::StringRef Text = Name;
  return Text == "FILE" || Text == "sem_t" || Text == "DIR" || Text == "cnd_t" ||
         Text == "once_flag" || Text == "va_list" || Text.starts_with("pthread_") ||
         Text.starts_with("struct __va_list");
}

static bool takesCallback(const FunctionDecl *Callee) {
  return llvm::any_of(Callee->parameters(), [](const ParmVarDecl *Parameter) {
    return Parameter->getType()->isFunctionPointerType();
  });
}

/// qsort, bsearch and their kin: what stands before the function is touched before they return.
static bool isElementOf(const FunctionDecl *Callee, unsigned Argument) {
  llvm::StringRef Name = Callee->getDeclName().isIdentifier() ? Callee->getName() : "";
#define CALLBACK(name, argument, when)                                                             \
  if (Name == #name && llvm::StringRef(#when) == "NOW") return Argument < argument;
#include <custody/known.def>
  return false;
}

static bool isScanning(const FunctionDecl *Callee) {
  return llvm::any_of(Callee->specific_attrs<FormatAttr>(), [](const FormatAttr *Format) {
    return Format->getType()->getName().contains("scanf");
  });
}

/// What a function of a system header does to what its argument points to; 0: nothing of note.
static unsigned libraryAccess(const FunctionDecl *Callee, unsigned Argument) {
  if (Argument >= Callee->getNumParams())
    return !Callee->isVariadic() ? 0u : isScanning(Callee) ? FACTS_ACCESS_WRITE : FACTS_ACCESS_READ;
  QualType Type = Callee->getParamDecl(Argument)->getType();
  if (!Type->isPointerType() && !Type->isReferenceType()) return 0;
  QualType Pointee = Type->getPointeeType();
  // Data that a callback will be given is stored, not touched.
  bool IsCallbacks =
      Pointee->isVoidType() && takesCallback(Callee) && !isElementOf(Callee, Argument);
  if (isLibraryObject(Pointee) || IsCallbacks) return 0;
  return Pointee.isConstQualified() ? FACTS_ACCESS_READ : FACTS_ACCESS_WRITE;
}

void Body::passToSystem(const CallExpr *Call, const FunctionDecl *Callee) {
  const SourceManager &Sources = Context.getSourceManager();
  bool IsLibrary = Callee->getBuiltinID() != 0 || Callee->getLocation().isInvalid() ||
                   Sources.isInSystemHeader(Sources.getExpansionLoc(Callee->getLocation()));
  if (isThreadingFunction(Callee) || isa<CXXMethodDecl>(Callee)) return;
  if (!IsLibrary) {
    passNumbers(Call, Callee);
    return;
  }
  for (unsigned I = 0; I < Call->getNumArgs(); ++I) {
    const Expr *Argument = Call->getArg(I);
    QualType Given = Argument->IgnoreParenCasts()->getType();
    bool IsObject = Given->isPointerType() && isLibraryObject(Given->getPointeeType());
    bool IsPrinted = I >= Callee->getNumParams() && Argument->getType()->isVoidPointerType();
    if (unsigned Bits = IsObject || IsPrinted ? 0u : libraryAccess(Callee, I))
      accessBehind(Argument, Bits | FACTS_ACCESS_BY_ADDRESS);
  }
}

/// A number or pointer with a rule whose address is passed is touched by who gets it, as far as the
/// type says: nobody asks for the address of a number to leave it alone. What is shared by atomic
/// operations may be touched by one there.
void Body::passNumbers(const CallExpr *Call, const FunctionDecl *Callee) {
  for (unsigned I = 0; I < Call->getNumArgs(); ++I) {
    const auto *Operator = dyn_cast<UnaryOperator>(Call->getArg(I)->IgnoreParenImpCasts());
    if (!Operator || Operator->getOpcode() != UO_AddrOf) continue;
    const Expr *Storage = Operator->getSubExpr()->IgnoreParens();
    const auto *Member = dyn_cast<MemberExpr>(Storage);
    const auto *Name = dyn_cast<DeclRefExpr>(Storage);
    const ValueDecl *Declared = Member ? Member->getMemberDecl() : Name ? Name->getDecl() : nullptr;
    if (!Declared || !Declared->getType()->isScalarType() || !Rules::hasRule(Declared)) continue;
    if (Declared->getType()->isAtomicType() || isAnnotatedWith(Declared, "atomic") ||
        isAnnotatedWith(Declared, "written_by"))
      continue;
    QualType Type = Call->getArg(I)->getType();
    if (Callee && I < Callee->getNumParams()) Type = Callee->getParamDecl(I)->getType();
    if (!Type->isPointerType() || Type->isVoidPointerType()) continue;
    bool IsRead = Type->getPointeeType().isConstQualified();
    accessBehind(Call->getArg(I),
                 (IsRead ? FACTS_ACCESS_READ : FACTS_ACCESS_WRITE) | FACTS_ACCESS_BY_ADDRESS);
  }
}

/// A call without a key is one whose result nobody can name.
void Body::call(const void *Key, Node Callee, llvm::ArrayRef<Node> Arguments, SourceLocation Loc) {
  uint32_t Number = Key ? Known[temp(Key)].a : Made.Temps++;
  Event &New = add(FACTS_CALL, Loc);
  New.Value = Callee;
  New.Arguments = Arguments.copy(Made.Memory);
  New.Temp = Number;
}

/// The object of a method comes first, by address.
void Body::collectArguments(const CallExpr *Call, llvm::SmallVectorImpl<Node> &Arguments) {
  if (const auto *Member = dyn_cast<CXXMemberCallExpr>(Call)) {
    const Expr *Object = Member->getImplicitObjectArgument();
    if (!Object) Arguments.push_back(0);
    else
      Arguments.push_back(Object->getType()->isPointerType() ? value(Object)
                                                             : Known.address(pathOfObject(Object)));
  }
  for (const Expr *Argument : Call->arguments()) Arguments.push_back(bound(Argument));
}

void Body::forgetArguments(llvm::ArrayRef<const Expr *> Arguments, const FunctionDecl *Callee,
                           SourceLocation Loc) {
  for (const Expr *Argument : Arguments) {
    const Expr *Storage = Argument->isGLValue() ? unwrapped(Argument) : storageBehind(Argument);
    const auto *Reference = dyn_cast_or_null<DeclRefExpr>(Storage);
    const auto *Variable = Reference ? dyn_cast<VarDecl>(Reference->getDecl()) : nullptr;
    if (!Variable || !Variable->hasLocalStorage() || !Variable->getType()->isScalarType()) continue;
    unsigned Index = &Argument - Arguments.begin();
    if (Callee && Index < Callee->getNumParams()) {
      QualType Type = Callee->getParamDecl(Index)->getType();
      if (!Type->isAnyPointerType() && !Type->isReferenceType()) continue;
      if (Type->getPointeeType().isConstQualified()) continue;
    }
    set(path(Storage), 0, Variable->getType(), Loc);
  }
}

/// Locals whose address somebody else may have kept can have changed in any call.
void Body::forgetEscaped(SourceLocation Loc) {
  for (const VarDecl *Variable : Above.EscapedInOrder)
    if (Variable->getType()->isScalarType() && !Variable->getType().isConstQualified())
      set(pathOfVariable(Variable), 0, Variable->getType(), Loc);
}

void Body::visitCall(const CallExpr *Call) {
  const FunctionDecl *Callee = Call->getDirectCallee();
  if (Callee && Callee->getBuiltinID() && visitBuiltin(Call, Callee->getBuiltinID())) return;
  if (visitAtomicMember(Call) || isa<CXXPseudoDestructorExpr>(Call->getCallee()->IgnoreParens()))
    return;
  if (Callee) passToSystem(Call, Callee);
  llvm::SmallVector<Node, 8> Arguments;
  collectArguments(Call, Arguments);
  SourceLocation Loc = Call->getExprLoc();
  call(Call, Callee ? Known.function(Callee) : value(Call->getCallee()), Arguments, Loc);
  llvm::SmallVector<const Expr *, 8> Given(Call->arguments());
  bool HasObject = isa<CXXOperatorCallExpr>(Call) && isa_and_nonnull<CXXMethodDecl>(Callee);
  forgetArguments(Given, HasObject ? nullptr : Callee, Loc);
  forgetEscaped(Loc);
}

} // namespace custody
