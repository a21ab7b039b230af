/* Offsets and loads, from the outermost object to the lock. */
#include "lock_path.h"

#include "frontend/type.h"
#include "runtime/abi.h"

using namespace clang;

namespace custody {

QualType parameterType(const FunctionDecl *Function, unsigned Parameter) {
  if (!Function) return QualType();
  if (hasThis(Function) && Parameter-- == 0) return cast<CXXMethodDecl>(Function)->getThisType();
  return Parameter < Function->getNumParams() ? Function->getParamDecl(Parameter)->getType()
                                              : QualType();
}

/// Of the field in the nearest record that has a name, in bytes.
static int64_t offsetInNamed(ASTContext &Context, const FieldDecl *F) {
  int64_t Bytes = Context.toCharUnitsFromBits(Context.getFieldOffset(F)).getQuantity();
  const auto *Outer = dyn_cast<RecordDecl>(F->getParent()->getDeclContext());
  if (!F->getParent()->isAnonymousStructOrUnion() || !Outer) return Bytes;
  for (const FieldDecl *Anonymous : Outer->fields())
    if (Anonymous->getType()->getAsRecordDecl() == F->getParent())
      return Bytes + offsetInNamed(Context, Anonymous);
  return Bytes;
}

/// A variable of each thread has no address that a descriptor could hold.
bool LockPaths::followGlobal(const VarDecl *Variable, LockPath &Into) {
  if (Variable->getTLSKind() != VarDecl::TLS_None) return false;
  Into.Lock.Kind = CUSTODY_RT_LOCK_GLOBAL;
  auto Known = llvm::find(Addresses, Variable);
  Into.Lock.Global = Known - Addresses.begin();
  if (Known == Addresses.end()) Addresses.push_back(Variable);
  return true;
}

bool LockPaths::followField(const struct facts_node &N, LockPath &Into, QualType &Type) {
  const FieldDecl *F = Unit.Fields[N.b];
  if (Unit.Facts->nodes.row[N.a].kind == FACTS_INSTANCE)
    return false; // no object to start from: the class of the lock is all that there is
  if (!follow(N.a, Into, Type) || F->isBitField()) return false;
  Offset += offsetInNamed(Context, F);
  Type = F->getType();
  return true;
}

/// Which pointer of an array is to be followed is not known: the lock is what one of them points
/// to. Only where the array holds nothing but these pointers.
static bool followSome(const struct facts_node &Pointer, LockPath &Into) {
  if (Into.Lock.Kind != CUSTODY_RT_LOCK_ELEMENT || Pointer.kind != FACTS_INDEX) return false;
  Into.Lock.Kind = CUSTODY_RT_LOCK_POINTED;
  return true;
}

static bool isOneOfSome(const LockPath &Path) {
  return Path.Lock.Kind == CUSTODY_RT_LOCK_ELEMENT || Path.Lock.Kind == CUSTODY_RT_LOCK_POINTED;
}

/// What a parameter points to is where the base already is.
bool LockPaths::followDeref(const struct facts_node &N, LockPath &Into, QualType &Type) {
  if (!follow(N.a, Into, Type) || Type.isNull() || Type->getPointeeType().isNull()) return false;
  if (isOneOfSome(Into)) {
    Type = Type->getPointeeType();
    return followSome(Unit.Facts->nodes.row[N.a], Into);
  }
  if (!AtParameter) Into.Lock.Steps.push_back({int32_t(Offset), true});
  AtParameter = false;
  Offset = 0;
  Type = Type->getPointeeType();
  return true;
}

/// Some element of an array is any lock in it. An element of what a pointer points to can be
/// counted off only if the index is known.
bool LockPaths::followIndex(const struct facts_node &N, LockPath &Into, QualType &Type) {
  if (!follow(N.a, Into, Type) || Type.isNull()) return false;
  const auto *Array = Context.getAsConstantArrayType(Type);
  const struct facts_node &Index = Unit.Facts->nodes.row[N.b];
  if (Array && Index.kind != FACTS_INTEGER) {
    if (Into.Lock.Kind == CUSTODY_RT_LOCK_ELEMENT) return false;
    Into.Lock.Kind = CUSTODY_RT_LOCK_ELEMENT;
    Into.Lock.Span = Context.getTypeSizeInChars(Type).getQuantity();
    Type = Array->getElementType();
    return true;
  }
  if (Array) Type = Array->getElementType();
  if (Index.kind != FACTS_INTEGER || Type->isIncompleteType()) return false;
  Offset += Index.number * Context.getTypeSizeInChars(Type).getQuantity();
  return true;
}

bool LockPaths::follow(uint32_t Node, LockPath &Into, QualType &Type) {
  const struct facts_node &N = Unit.Facts->nodes.row[Node];
  switch (N.kind) {
  case FACTS_SELF: return true;
  case FACTS_PARAM:
    Into.Parameter = N.a;
    AtParameter = true;
    Type = parameterType(Function, N.a);
    return !Type.isNull() && (Type->isPointerType() || Type->isReferenceType());
  case FACTS_GLOBAL:
    Type = Unit.Globals[N.a]->getType();
    return followGlobal(Unit.Globals[N.a], Into);
  case FACTS_FIELD: return followField(N, Into, Type);
  case FACTS_DEREF: return followDeref(N, Into, Type);
  case FACTS_INDEX: return followIndex(N, Into, Type);
  default: return false;
  }
}

std::string LockPaths::className(uint32_t Node) {
  std::string Element;
  const struct facts_node *N = &Unit.Facts->nodes.row[Node];
  while (N->kind == FACTS_INDEX || N->kind == FACTS_DEREF) {
    if (N->kind == FACTS_INDEX) Element = "[]";
    N = &Unit.Facts->nodes.row[N->a];
  }
  if (N->kind == FACTS_GLOBAL) return Unit.Globals[N->a]->getNameAsString() + Element;
  if (N->kind != FACTS_FIELD) return "";
  const FieldDecl *F = Unit.Fields[N->b];
  return recordName(namedRecordOf(F)) + "." + F->getNameAsString() + Element;
}

bool LockPaths::compile(uint32_t Node, const FunctionDecl *Of, LockPath &Into) {
  QualType Type;
  Function = Of;
  Offset = 0;
  AtParameter = false;
  std::string Text = Into.Lock.Text;
  if (!follow(Node, Into, Type)) {
    // Known by its class alone: `struct server.lock`, an element of what a pointer points to.
    Into = LockPath();
    Into.Lock.Kind = CUSTODY_RT_LOCK_MEMBER;
    Into.Lock.Text = className(Node);
    return !Into.Lock.Text.empty();
  }
  bool IsPointer = !Type.isNull() && Type->isPointerType() && !AtParameter;
  if (Offset || IsPointer) Into.Lock.Steps.push_back({int32_t(Offset), IsPointer});
  Into.Lock.Text = Text;
  return true;
}

} // namespace custody
