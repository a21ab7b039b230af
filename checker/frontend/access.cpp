/* Which of the things that are touched are events.
 *
 * To touch a part is to touch what it is embedded in, so each watched field or variable on the way
 * from the expression to its outermost object has an event of its own. A pointer ends the way: it
 * was read by an expression of its own. */
#include "body.h"

#include "type.h"

using namespace clang;

namespace custody {

/// The storage that this storage is a part of, or null.
static const Expr *enclosing(const Expr *E) {
  if (const auto *Member = dyn_cast<MemberExpr>(E))
    return !Member->isArrow() ? Member->getBase() : storageBehind(Member->getBase());
  if (const auto *Subscript = dyn_cast<ArraySubscriptExpr>(E))
    return storageBehind(Subscript->getBase());
  if (const auto *Unary = dyn_cast<UnaryOperator>(E)) {
    if (Unary->getOpcode() == UO_Deref) return storageBehind(Unary->getSubExpr());
    return Unary->getOpcode() == UO_AddrOf ? nullptr : Unary->getSubExpr();
  }
  if (const auto *Cast = dyn_cast<CastExpr>(E))
    return Cast->isGLValue() ? Cast->getSubExpr() : nullptr;
  if (const auto *Binary = dyn_cast<BinaryOperator>(E))
    return Binary->isCommaOp() ? Binary->getRHS() : nullptr;
  if (const auto *Element = dyn_cast<ExtVectorElementExpr>(E)) return Element->getBase();
  return nullptr;
}

const Expr *storageBehind(const Expr *Pointer) {
  const Expr *E = unwrapped(Pointer);
  while (const auto *Cast = dyn_cast<CastExpr>(E)) {
    if (Cast->getCastKind() == CK_ArrayToPointerDecay) return Cast->getSubExpr();
    if (Cast->getCastKind() == CK_LValueToRValue) return nullptr;
    E = unwrapped(Cast->getSubExpr());
  }
  if (const auto *Unary = dyn_cast<UnaryOperator>(E))
    return Unary->getOpcode() == UO_AddrOf ? Unary->getSubExpr() : nullptr;
  if (const auto *Sum = dyn_cast<BinaryOperator>(E); Sum && Sum->isAdditiveOp())
    return storageBehind(Sum->getLHS()->getType()->isPointerType() ? Sum->getLHS() : Sum->getRHS());
  return nullptr;
}

static const ValueDecl *declared(const Expr *E) {
  if (const auto *Member = dyn_cast<MemberExpr>(E)) return Member->getMemberDecl();
  const auto *Reference = dyn_cast<DeclRefExpr>(E);
  return Reference && !Reference->getType()->isFunctionType() ? Reference->getDecl() : nullptr;
}

void Body::addAccess(const Expr *E, unsigned Bits) {
  Node Path = path(E);
  if (!Path) return;
  Event &New = add(FACTS_ACCESS, E->getExprLoc());
  New.Path = Path;
  New.Bits = Bits;
  New.Accessed = E;
}

static Node objectOf(const Nodes &Known, Node Path) {
  while (Known[Path].kind == FACTS_FIELD || Known[Path].kind == FACTS_INDEX) Path = Known[Path].a;
  return Path;
}

/// Storage without a rule of its own, which may be a part of something that has one, or of an object
/// that was given away. One touch of an object tells as much as the next, up to a call or a store.
void Body::touch(Node Path, unsigned Bits, SourceLocation Loc) {
  constexpr unsigned Nearby = 16;
  if (!Watch.FollowsAddresses || !Path) return;
  Node Object = objectOf(Known, Path);
  bool IsPart = Known[Object].kind == FACTS_LOCAL && Object != Path;
  if (Known[Object].kind != FACTS_DEREF && !IsPart) return;
  unsigned Looked = 0;
  for (const Event &Before : llvm::reverse(Current->Events)) {
    if ((Before.Kind != FACTS_ACCESS && Before.Kind != FACTS_SCOPE) || ++Looked > Nearby) break;
    bool IsAsMuch = (Before.Bits & Bits) == Bits && !((Before.Bits ^ Bits) & FACTS_ACCESS_ATOMIC);
    bool IsSame =
        Watch.FollowsObjects && (Bits & FACTS_ACCESS_ATOMIC) == 0
            ? objectOf(Known, Before.Path) == Object && (IsAsMuch || !Watch.FollowsPointees)
            : Before.Path == Path && IsAsMuch;
    if (IsSame && (Before.Bits & FACTS_ACCESS_TOUCH)) return;
  }
  Event &New = add(FACTS_ACCESS, Loc);
  New.Path = Path;
  New.Bits = Bits | FACTS_ACCESS_TOUCH;
}

/// `IsExact` is false where the expression stands for a part of itself that nobody knows.
void Body::access(const Expr *E, unsigned Bits, bool IsExact) {
  E = unwrapped(E);
  const RecordDecl *Record = IsExact ? embeddedRecord(E->getType()) : nullptr;
  bool IsWhole = (Bits & FACTS_ACCESS_WHOLE) || (Record && !isAtomic(E->getType()));
  unsigned Whole = IsExact && IsWhole ? FACTS_ACCESS_WHOLE : 0u;
  Bits &= ~FACTS_ACCESS_WHOLE;
  const ValueDecl *Outermost = declared(E);
  size_t Before = Current->Events.size();
  if (Record && Watch.containsRule(Record) && !(Outermost && Watch.isWatched(Outermost)))
    addAccess(E, Bits | Whole);
  for (const Expr *At = E; At; At = enclosing(At)) {
    At = unwrapped(At);
    const ValueDecl *Declared = declared(At);
    if (Declared && Watch.isWatched(Declared)) addAccess(At, Bits | (At == E ? Whole : 0u));
  }
  bool IsEvent = Current->Events.size() != Before;
  if (IsEvent ? Watch.FollowsPointees : Watch.FollowsAddresses)
    touch(path(E), Bits, E->getExprLoc());
}

/// What a pointer that is stored somewhere points to.
void Body::touchBehind(const Expr *Pointer, unsigned Bits) {
  if (Watch.FollowsPointees && Pointer->getType()->isPointerType())
    touch(Known.pointee(value(Pointer)), Bits, Pointer->getExprLoc());
}

/// What a function does through a pointer that it was given.
void Body::accessBehind(const Expr *Pointer, unsigned Bits) {
  if (const Expr *Storage = storageBehind(Pointer)) {
    bool IsSum = isa<BinaryOperator>(Pointer->IgnoreParenCasts());
    access(Storage, Bits, !IsSum);
  } else touchBehind(Pointer, Bits);
}

} // namespace custody
