/* Lvalues: a chain of members down to the pointer, variable or element that it starts from. The
 * chain stays as it is, so that bit-fields, packed structs and alignment mean what they meant; only
 * its root is marked, and the mark knows at which offset from there the ruled objects are. */
#include "function_marker.h"
#include "lock_name.h"

#include "facts/facts.h"
#include "frontend/scan.h"

using namespace clang;

namespace custody {

/// `a.b.c` read or written from `c` inwards. Offsets are first counted from the inner end, which
/// is known before the root is, and turned around when the root has been reached.
struct FunctionMarker::Chain {
  unsigned Bits = 0;
  unsigned Behind = 0; ///< the same of what the far end, a pointer, points to
  int64_t FromRoot = 0; ///< of the place that has been reached, from the far end, negative
  bool Unaligned = false;
  llvm::SmallVector<AccessNote, 1> Accesses;
  const VarDecl *Local = nullptr; ///< the root is in this automatic variable

  bool accesses() const { return Bits & (FACTS_ACCESS_READ | FACTS_ACCESS_WRITE); }
};

static const VarDecl *variableOf(const Expr *LValue);

/// An automatic variable of this function: what a lambda captured is another's.
static bool isOwnLocal(const DeclRefExpr *E, const VarDecl *V) {
  return V->hasLocalStorage() && !E->refersToEnclosingVariableOrCapture();
}

static const VarDecl *variableBehind(const Expr *Pointer) {
  Pointer = Pointer->IgnoreParens();
  if (const auto *U = dyn_cast<UnaryOperator>(Pointer); U && U->getOpcode() == UO_AddrOf)
    return variableOf(U->getSubExpr());
  if (const auto *C = dyn_cast<CastExpr>(Pointer)) {
    if (C->getCastKind() == CK_ArrayToPointerDecay) return variableOf(C->getSubExpr());
    if (C->getCastKind() == CK_BitCast || C->getCastKind() == CK_NoOp)
      return variableBehind(C->getSubExpr());
  }
  if (const auto *B = dyn_cast<BinaryOperator>(Pointer); B && B->isAdditiveOp())
    return variableBehind(B->getLHS()->getType()->isPointerType() ? B->getLHS() : B->getRHS());
  return nullptr;
}

static const VarDecl *variableOf(const Expr *LValue) {
  LValue = LValue->IgnoreParens();
  if (const auto *D = dyn_cast<DeclRefExpr>(LValue)) {
    const auto *V = dyn_cast<VarDecl>(D->getDecl());
    return V && isOwnLocal(D, V) && !V->getType()->isReferenceType() ? V : nullptr;
  }
  if (const auto *M = dyn_cast<MemberExpr>(LValue))
    return M->isArrow() ? variableBehind(M->getBase()) : variableOf(M->getBase());
  if (const auto *A = dyn_cast<ArraySubscriptExpr>(LValue)) return variableBehind(A->getBase());
  if (const auto *U = dyn_cast<UnaryOperator>(LValue); U && U->getOpcode() == UO_Deref)
    return variableBehind(U->getSubExpr());
  return nullptr;
}

const VarDecl *automaticVariable(const Expr *E) {
  return E->isGLValue() ? variableOf(E) : variableBehind(E);
}

static bool isSharedMember(const ValueDecl *D) {
  const auto *F = dyn_cast<FieldDecl>(D);
  return isAnnotated(D, "unchecked") || (F && (F->isBitField() || F->getParent()->isUnion()));
}

/// The storage that an lvalue lies in, or null: it is its own, or a pointer leads to it.
static const Expr *around(const Expr *LValue) {
  if (const auto *M = dyn_cast<MemberExpr>(LValue))
    return M->isArrow() ? storageBehind(M->getBase()) : M->getBase();
  if (const auto *A = dyn_cast<ArraySubscriptExpr>(LValue)) return storageBehind(A->getBase());
  const auto *U = dyn_cast<UnaryOperator>(LValue);
  return U && U->getOpcode() == UO_Deref ? storageBehind(U->getSubExpr()) : nullptr;
}

bool isShared(const Expr *LValue) {
  for (const Expr *E = LValue; E; E = around(E)) {
    E = E->IgnoreParens();
    const auto *M = dyn_cast<MemberExpr>(E);
    const auto *D = dyn_cast<DeclRefExpr>(E);
    if ((M && isSharedMember(M->getMemberDecl())) || (D && isSharedMember(D->getDecl())))
      return true;
  }
  return false;
}

static bool isPacked(const FieldDecl *F) {
  return F->hasAttr<PackedAttr>() || F->getParent()->hasAttr<PackedAttr>() ||
         F->getParent()->hasAttr<MaxFieldAlignmentAttr>();
}

/// Forms that name the storage of a child of theirs. True if S is one, and the child was visited.
bool FunctionMarker::visitThrough(Stmt *S, unsigned Bits) {
  const Expr *Chosen = nullptr;
  if (const auto *E = dyn_cast<GenericSelectionExpr>(S)) Chosen = E->getResultExpr();
  else if (const auto *E = dyn_cast<ChooseExpr>(S)) Chosen = E->getChosenSubExpr();
  else if (const auto *E = dyn_cast<UnaryOperator>(S))
    Chosen =
        E->getOpcode() == UO_Extension || E->getOpcode() == UO_Real || E->getOpcode() == UO_Imag
            ? E->getSubExpr()
            : nullptr;
  else if (isa<ParenExpr, CastExpr, ExtVectorElementExpr>(S)) Chosen = cast<Expr>(childSlot(S, 0));
  if (!Chosen) return false;
  for (Stmt *&Child : S->children())
    if (Child == Chosen) {
      if (Chosen->isGLValue()) visitLValue(Child, Bits);
      else visit(Child);
      break;
    }
  return true;
}

/// Notes what the rules of the field or variable are about: itself, or what it points to.
void FunctionMarker::addRuled(const Expr *E, const ValueDecl *D, Chain &C) {
  if (C.Bits && Rules::hasRule(D))
    C.Accesses.push_back({E, D, QualType(), 0, C.Bits & ~unsigned(FACTS_ACCESS_WHOLE)});
  if (unsigned Bits = std::exchange(C.Behind, 0); Bits && hasPointeeRule(D))
    C.Accesses.push_back({E, D, QualType(), 0, Bits, /*OfPointee=*/true});
}

/// Follows the chain from Slot to its root, noting what has a rule on the way; returns the root's
/// place. Offsets of notes are relative to the far end; a member of an anonymous struct belongs to
/// the nearest record that has a name.
Stmt **FunctionMarker::followMembers(Stmt *&Slot, Chain &C) {
  Stmt **Place = &Slot;
  SmallVector<size_t, 2> Waiting; // notes whose named record has not been reached
  for (;;) {
    while (isa<ParenExpr>(*Place)) Place = &childSlot(*Place, 0);
    auto *M = dyn_cast<MemberExpr>(*Place);
    const auto *F = M ? dyn_cast<FieldDecl>(M->getMemberDecl()) : nullptr;
    if (!F || F->isInvalidDecl() || F->getParent()->isDependentType()) return Place;
    State.Seen.insert(M);
    C.Unaligned |= isPacked(F);
    size_t First = C.Accesses.size();
    addRuled(M, F, C);
    for (size_t Note = First; Note < C.Accesses.size(); Note++) Waiting.push_back(Note);
    if (!F->isBitField())
      C.FromRoot -= Context.toCharUnitsFromBits(Context.getFieldOffset(F)).getQuantity();
    if (!F->getParent()->isAnonymousStructOrUnion())
      for (size_t Note : std::exchange(Waiting, {})) C.Accesses[Note].Offset = C.FromRoot;
    if (M->isArrow()) return Place;
    Place = &childSlot(M, 0);
  }
}

/// A record that is read or written whole touches every field with a rule in it.
void FunctionMarker::addWhole(const Expr *E, unsigned Bits, Chain &C) {
  if (State.Records.hasRules(E->getType()))
    C.Accesses.push_back({E, nullptr, E->getType(), 0, Bits});
}

void FunctionMarker::visitLValue(Stmt *&Slot, unsigned Bits) {
  auto *E = cast<Expr>(Slot);
  if (!E->isGLValue()) // the base of a member may be a value, a call's result for example
    return visit(Slot);
  Chain C;
  C.Bits = Bits && isShared(E) ? Bits | SharedAccess : Bits;
  C.Behind = std::exchange(Behind, 0);
  if (Bits & (FACTS_ACCESS_WHOLE | FACTS_ACCESS_BY_ADDRESS)) addWhole(E->IgnoreParens(), Bits, C);
  Stmt **Root = followMembers(Slot, C);
  // What is noted so far lies at Offset - FromRoot from the root.
  for (AccessNote &Note : C.Accesses) Note.Offset -= C.FromRoot;
  markRoot(*Root, C);
  if (!C.accesses()) markName(Slot);
}

/// A lock that somebody else is about to take, who does not know what it is called here.
void FunctionMarker::markName(Stmt *&Slot) {
  auto *E = cast<Expr>(Slot);
  if (IsLibrary || !isLockObject(E) || E->getType().hasAddressSpace()) return;
  std::string Class = classOfLock(E);
  if (Class.empty()) return;
  unsigned Number = add(MarkKind::Name, E->getExprLoc());
  State.Notes[Number].LockClass = std::move(Class);
  State.Notes[Number].Size = Context.getTypeSizeInChars(E->getType()).getQuantity();
  State.Changes.replace(Slot, State.Nodes.lvalue(E, Number, false));
}

/// Visits what the root itself is made of, then marks it if the chain has rules.
void FunctionMarker::markRoot(Stmt *&Slot, Chain &C) {
  unsigned Inner = C.Bits & ~unsigned(FACTS_ACCESS_WHOLE);
  C.Local = automaticVariable(cast<Expr>(Slot));
  if (auto *M = dyn_cast<MemberExpr>(Slot)) {
    if (!isa<FieldDecl>(M->getMemberDecl())) return visitChildren(M);
    visitPointer(childSlot(M, 0), Inner);
    return markPointee(childSlot(M, 0), C);
  }
  if (auto *U = dyn_cast<UnaryOperator>(Slot); U && U->getOpcode() == UO_Deref) {
    State.Seen.insert(U);
    visitPointer(childSlot(U, 0), Inner);
    return markPointee(childSlot(U, 0), C);
  }
  if (auto *D = dyn_cast<DeclRefExpr>(Slot)) return markVariable(Slot, D, C);
  if (auto *A = dyn_cast<ArraySubscriptExpr>(Slot)) {
    State.Seen.insert(A);
    bool BaseFirst = A->getLHS() == A->getBase();
    Behind = C.Behind; // of an array of pointers
    visitPointer(childSlot(A, BaseFirst ? 0 : 1), Inner);
    visit(childSlot(A, BaseFirst ? 1 : 0));
    return markElement(Slot, C);
  }
  if (!visitThrough(Slot, C.Bits)) visit(Slot);
  markElement(Slot, C);
}

unsigned FunctionMarker::addAccessMark(SourceLocation Loc, Chain &C) {
  unsigned Number = add(MarkKind::Access, Loc);
  State.Notes[Number].IsShared = C.Bits & SharedAccess;
  State.Notes[Number].Accesses = std::move(C.Accesses);
  State.Notes[Number].Local = C.Local;
  return Number;
}

void FunctionMarker::markPointee(Stmt *&Pointer, Chain &C) {
  auto *P = cast<Expr>(Pointer);
  if (!MarksAccesses || C.Accesses.empty() || P->getType()->getPointeeType().hasAddressSpace())
    return;
  if (BuildsThis && isa<CXXThisExpr>(P->IgnoreParenImpCasts())) return;
  SourceLocation Loc = C.Accesses.front().Accessed->getExprLoc();
  State.Changes.replace(Pointer, State.Nodes.pointer(P, addAccessMark(Loc, C)));
}

void FunctionMarker::markElement(Stmt *&Slot, Chain &C) {
  auto *E = cast<Expr>(Slot);
  if (!E->isGLValue()) return;
  bool FreshLiteral =
      isa<CompoundLiteralExpr>(E) && !C.accesses() && State.Records.hasRules(E->getType());
  if (FreshLiteral) {
    unsigned Number = add(MarkKind::Local, E->getExprLoc());
    State.Notes[Number].Size = Context.getTypeSizeInChars(E->getType()).getQuantity();
    return State.Changes.replace(Slot, State.Nodes.lvalue(E, Number, false));
  }
  if (!MarksAccesses || C.Accesses.empty() || E->getType().hasAddressSpace() ||
      E->refersToBitField() || E->refersToVectorElement())
    return;
  SourceLocation Loc = C.Accesses.front().Accessed->getExprLoc();
  State.Changes.replace(Slot, State.Nodes.lvalue(E, addAccessMark(Loc, C), C.Unaligned));
}

static bool hasAddress(const VarDecl *V) {
  return !V->hasAttr<AsmLabelAttr>() || V->getStorageClass() != SC_Register;
}

/// What a local pointer points to is accessed: the pointer may be a copy of one with a rule for that.
void FunctionMarker::addCopied(const Expr *E, const VarDecl *V, Chain &C) {
  unsigned Bits = std::exchange(C.Behind, 0);
  if (!Bits || !CopiesPointers || !C.Accesses.empty() || !V->getType()->isPointerType()) return;
  C.Accesses.push_back({E, V, QualType(), 0, Bits, /*OfPointee=*/true, /*OfCopy=*/true});
  C.Local = nullptr;
}

void FunctionMarker::markVariable(Stmt *&Slot, DeclRefExpr *E, Chain &C) {
  auto *V = dyn_cast<VarDecl>(E->getDecl());
  if (!V || !hasAddress(V) || E->isNonOdrUse() || V->getType().hasAddressSpace()) return;
  if (V->getType()->isReferenceType()) { // what it refers to is the root
  } else if (isOwnLocal(E, V)) {
    if (!C.accesses()) AddressTaken.insert(V);
    else addCopied(E, V, C);
  } else {
    addRuled(E, V, C);
  }
  markElement(Slot, C);
}

/// A pointer whose target is accessed so: `&x`, an array, or either of them after some arithmetic
/// lead to storage that has a name; any other pointer is a value like others.
void FunctionMarker::visitPointer(Stmt *&Slot, unsigned Bits) {
  auto *E = cast<Expr>(Slot);
  if (auto *U = dyn_cast<UnaryOperator>(E); U && U->getOpcode() == UO_AddrOf) {
    State.Seen.insert(U);
    return visitLValue(childSlot(U, 0), Bits);
  }
  if (auto *Cast = dyn_cast<CastExpr>(E)) {
    if (Cast->getCastKind() == CK_ArrayToPointerDecay) return visitLValue(childSlot(Cast, 0), Bits);
    if (Cast->getCastKind() == CK_BitCast || Cast->getCastKind() == CK_NoOp)
      return visitPointer(childSlot(Cast, 0), Bits);
  }
  if (isa<ParenExpr>(E)) return visitPointer(childSlot(E, 0), Bits);
  if (auto *B = dyn_cast<BinaryOperator>(E); B && B->isAdditiveOp())
    for (Stmt *&Child : B->children()) {
      if (cast<Expr>(Child)->getType()->isPointerType()) visitPointer(Child, Bits);
      else visit(Child);
    }
  else visitPointerValue(Slot, Bits);
}

/// A function of the C library that gets such a pointer may touch all of what it points to.
void FunctionMarker::visitPointerValue(Stmt *&Slot, unsigned Bits) {
  const auto *E = cast<Expr>(Slot);
  constexpr unsigned Touches = FACTS_ACCESS_READ | FACTS_ACCESS_WRITE | FACTS_ACCESS_ATOMIC;
  const Expr *Holder = E->IgnoreParenCasts();
  if (const auto *U = dyn_cast<UnaryOperator>(Holder); U && U->isIncrementDecrementOp())
    Holder = U->getSubExpr()->IgnoreParens(); // `*p++`
  if (isa<MemberExpr, DeclRefExpr, ArraySubscriptExpr>(Holder) && Holder->isGLValue())
    Behind = ((Bits & FACTS_ACCESS_BY_ADDRESS) ? GivenBits : Bits) & Touches;
  visit(Slot);
  Behind = 0;
  if (!(Bits & FACTS_ACCESS_BY_ADDRESS) || !E->getType()->isPointerType()) return;
  Chain C;
  if (QualType Pointee = E->getType()->getPointeeType(); State.Records.hasRules(Pointee))
    C.Accesses.push_back({E, nullptr, Pointee, 0, Bits});
  markPointee(Slot, C);
}

} // namespace custody
