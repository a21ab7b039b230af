/* The attributes of -Wthread-safety as the texts that our macros would leave: the expression is
 * written down and looked up again in the scope of the declaration. One that has no form of ours (a
 * smart pointer's operator, a negative capability) is left out, as are the contracts of a
 * scoped_lockable class, whose functions' bodies say what they do.
 *
 * What Clang has accepted is never told to be wrong here, but where it contradicts a macro. */
#include "clang_annotation.h"

using namespace clang;

namespace custody {

/* -- names --------------------------------------------------------------------------------- */

static llvm::StringRef sharedIf(bool IsShared, llvm::StringRef Shared, llvm::StringRef Other) {
  return IsShared ? Shared : Other;
}

llvm::StringRef nameOfClangs(const Attr *A) {
  switch (A->getKind()) {
  case attr::Capability: return "capability";
  case attr::GuardedBy: return "guarded_by";
  case attr::PtGuardedBy: return "pt_guarded_by";
  case attr::AcquiredBefore:
  case attr::AcquiredAfter: return "lock_order";
  case attr::LockReturned: return "return_capability";
  case attr::LocksExcluded: return "excludes";
  case attr::NoThreadSafetyAnalysis: return "no_check";
  case attr::RequiresCapability:
    return sharedIf(cast<RequiresCapabilityAttr>(A)->isShared(), "requires_shared", "requires");
  case attr::AcquireCapability:
    return sharedIf(cast<AcquireCapabilityAttr>(A)->isShared(), "acquire_shared", "acquire");
  case attr::TryAcquireCapability:
    return sharedIf(cast<TryAcquireCapabilityAttr>(A)->isShared(), "try_acquire_shared",
                    "try_acquire");
  case attr::AssertCapability:
    return sharedIf(cast<AssertCapabilityAttr>(A)->isShared(), "assert_held_shared", "assert_held");
  case attr::ReleaseCapability:
    if (cast<ReleaseCapabilityAttr>(A)->isGeneric()) return "release_generic";
    return sharedIf(cast<ReleaseCapabilityAttr>(A)->isShared(), "release_shared", "release");
#if CLANG_VERSION_MAJOR < 21
  case attr::AssertExclusiveLock: return "assert_held";
  case attr::AssertSharedLock: return "assert_held_shared";
  case attr::ExclusiveTrylockFunction: return "try_acquire";
  case attr::SharedTrylockFunction: return "try_acquire_shared";
#else
  case attr::ReentrantCapability: return "recursive";
#endif
  default: return "";
  }
}

/* -- expressions --------------------------------------------------------------------------- */

static bool write(const Expr *E, llvm::raw_ostream &Out);

static bool writeReference(const ValueDecl *Declared, llvm::raw_ostream &Out) {
  const auto *Variable = dyn_cast<VarDecl>(Declared);
  if (!Declared->getDeclName().isIdentifier() || Declared->getName().empty()) return false;
  if (Variable && Variable->hasGlobalStorage()) Out << Declared->getQualifiedNameAsString();
  else Out << Declared->getName();
  return true;
}

/// A member of an anonymous struct or union is one of the object around it.
static bool writeMember(const MemberExpr *Member, llvm::raw_ostream &Out) {
  const Expr *Object = Member->getBase()->IgnoreParenImpCasts();
  bool IsArrow = Member->isArrow();
  while (const auto *Part = dyn_cast<MemberExpr>(Object)) {
    const auto *Field = dyn_cast<FieldDecl>(Part->getMemberDecl());
    if (!Field || !Field->isAnonymousStructOrUnion()) break;
    IsArrow = Part->isArrow();
    Object = Part->getBase()->IgnoreParenImpCasts();
  }
  if (!Object->isImplicitCXXThis()) {
    if (!write(Object, Out)) return false;
    Out << (IsArrow ? "->" : ".");
  }
  return writeReference(Member->getMemberDecl(), Out);
}

static bool writeUnary(const UnaryOperator *Unary, llvm::raw_ostream &Out) {
  if (Unary->getOpcode() != UO_Deref && Unary->getOpcode() != UO_AddrOf) return false;
  Out << (Unary->getOpcode() == UO_Deref ? "(*" : "(&");
  bool IsWritten = write(Unary->getSubExpr(), Out);
  Out << ")";
  return IsWritten;
}

static bool writeElement(const ArraySubscriptExpr *Element, llvm::raw_ostream &Out) {
  if (!write(Element->getBase(), Out)) return false;
  std::string Index;
  llvm::raw_string_ostream Inside(Index);
  if (!write(Element->getIdx(), Inside)) Index.clear(); // some element
  Out << "[" << Inside.str() << "]";
  return true;
}

static bool writeCall(const CallExpr *Call, llvm::raw_ostream &Out) {
  if (isa<CXXOperatorCallExpr>(Call) || !write(Call->getCallee(), Out)) return false;
  Out << "(";
  for (unsigned I = 0; I < Call->getNumArgs(); ++I) {
    if (I) Out << ", ";
    if (!write(Call->getArg(I), Out)) return false;
  }
  Out << ")";
  return true;
}

static bool write(const Expr *E, llvm::raw_ostream &Out) {
  E = E->IgnoreImplicit()->IgnoreParenCasts();
  if (const auto *Reference = dyn_cast<DeclRefExpr>(E))
    return writeReference(Reference->getDecl(), Out);
  if (const auto *Member = dyn_cast<MemberExpr>(E)) return writeMember(Member, Out);
  if (const auto *Unary = dyn_cast<UnaryOperator>(E)) return writeUnary(Unary, Out);
  if (const auto *Element = dyn_cast<ArraySubscriptExpr>(E)) return writeElement(Element, Out);
  if (const auto *Call = dyn_cast<CallExpr>(E)) return writeCall(Call, Out);
  if (isa<CXXThisExpr>(E)) return Out << "this", true;
  if (const auto *Number = dyn_cast<IntegerLiteral>(E))
    return Out << Number->getValue().getZExtValue(), true;
  if (const auto *Truth = dyn_cast<CXXBoolLiteralExpr>(E)) return Out << Truth->getValue(), true;
  return false;
}

/* -- attributes ---------------------------------------------------------------------------- */

namespace {
/// The arguments of one attribute.
struct Operands {
  llvm::SmallVector<const Expr *, 2> Locks;
  const Expr *Success = nullptr; ///< of a try
};
} // namespace

template <class AttrType> static void addAll(const AttrType *A, Operands &Into) {
  for (const Expr *E : A->args()) Into.Locks.push_back(E);
}

static Operands operandsOf(const Attr *A) {
  Operands Found;
  if (const auto *Guard = dyn_cast<GuardedByAttr>(A)) Found.Locks = {Guard->getArg()};
  else if (const auto *Behind = dyn_cast<PtGuardedByAttr>(A)) Found.Locks = {Behind->getArg()};
  else if (const auto *Returned = dyn_cast<LockReturnedAttr>(A)) Found.Locks = {Returned->getArg()};
  else if (const auto *Excluded = dyn_cast<LocksExcludedAttr>(A)) addAll(Excluded, Found);
  else if (const auto *Required = dyn_cast<RequiresCapabilityAttr>(A)) addAll(Required, Found);
  else if (const auto *Acquired = dyn_cast<AcquireCapabilityAttr>(A)) addAll(Acquired, Found);
  else if (const auto *Released = dyn_cast<ReleaseCapabilityAttr>(A)) addAll(Released, Found);
  else if (const auto *Asserted = dyn_cast<AssertCapabilityAttr>(A)) addAll(Asserted, Found);
  else if (const auto *Tried = dyn_cast<TryAcquireCapabilityAttr>(A)) {
    addAll(Tried, Found);
    Found.Success = Tried->getSuccessValue();
  }
#if CLANG_VERSION_MAJOR < 21
  else if (const auto *Sure = dyn_cast<AssertExclusiveLockAttr>(A))
    addAll(Sure, Found);
  else if (const auto *SureShared = dyn_cast<AssertSharedLockAttr>(A)) addAll(SureShared, Found);
  else if (const auto *Old = dyn_cast<ExclusiveTrylockFunctionAttr>(A)) {
    addAll(Old, Found);
    Found.Success = Old->getSuccessValue();
  } else if (const auto *OldShared = dyn_cast<SharedTrylockFunctionAttr>(A)) {
    addAll(OldShared, Found);
    Found.Success = OldShared->getSuccessValue();
  }
#endif
  return Found;
}

/// Its functions take in the constructor and give back in the destructor what a member remembers.
static bool isOfScoped(const Decl *Declared) {
  const auto *Method = dyn_cast<CXXMethodDecl>(Declared);
  return Method && Method->getParent()->hasAttr<ScopedLockableAttr>();
}

/// What stands in the brackets; false where that has no form of ours.
static bool writeArguments(const Attr *A, const Decl *Declared, llvm::raw_ostream &Out) {
  if (const auto *Type = dyn_cast<CapabilityAttr>(A))
    return Out << '"' << Type->getName() << '"', true;
  if (isa<NoThreadSafetyAnalysisAttr>(A)) return Out << "\"no_thread_safety_analysis\"", true;
  if (nameOfClangs(A) == "recursive") return true;
  Operands Given = operandsOf(A);
  if (isOfScoped(Declared)) return false;
  const char *Between = "";
  if (Given.Success) {
    if (!write(Given.Success, Out)) return false;
    Between = ", ";
  }
  if (Given.Locks.empty()) {
    const auto *Method = dyn_cast<CXXMethodDecl>(Declared);
    return Method && !Method->isStatic() && (Out << Between << "this", true);
  }
  for (const Expr *Lock : Given.Locks) {
    Out << Between;
    if (!write(Lock, Out)) return false;
    Between = ", ";
  }
  return true;
}

/// Several guards of one thing are one rule.
static Annotation *toJoin(llvm::MutableArrayRef<Annotation> Found, llvm::StringRef Name) {
  if (!Name.ends_with("guarded_by")) return nullptr;
  auto *Same = llvm::find_if(
      Found, [&](const Annotation &Old) { return Old.Text.split('(').first == Name; });
  return Same == Found.end() ? nullptr : Same;
}

llvm::SmallVector<Annotation, 2> clangsAnnotationsAt(const Decl *Declared) {
  llvm::SmallVector<Annotation, 2> Found;
  for (const Attr *A : Declared->attrs()) {
    llvm::StringRef Name = nameOfClangs(A);
    if (Name.empty() || Name == "lock_order" || cast<InheritableAttr>(A)->isInherited()) continue;
    std::string Text;
    llvm::raw_string_ostream Out(Text);
    Annotation *Before = toJoin(Found, Name);
    if (Before) Out << Before->Text.drop_back() << ", ";
    else Out << Name << "(";
    if (!writeArguments(A, Declared, Out)) continue;
    Out << ")";
    llvm::StringRef Kept =
        llvm::StringRef(Out.str()).copy(Declared->getASTContext().getAllocator());
    if (Before) Before->Text = Kept;
    else Found.push_back({Kept, A->getLocation(), /*IsClangs=*/true});
  }
  return Found;
}

llvm::SmallVector<ClangsOrder, 2> clangsOrdersAt(const Decl *Declared) {
  llvm::SmallVector<ClangsOrder, 2> Found;
  for (const Attr *A : Declared->attrs()) {
    if (const auto *After = dyn_cast<AcquiredAfterAttr>(A))
      for (const Expr *Other : After->args()) Found.push_back({Other, true, A->getLocation()});
    if (const auto *Before = dyn_cast<AcquiredBeforeAttr>(A))
      for (const Expr *Other : Before->args()) Found.push_back({Other, false, A->getLocation()});
  }
  return Found;
}

} // namespace custody
