/* The nodes of a mark, made as the parser would have made them. */
#include "marker.h"

#include "plan.h"

using namespace clang;

namespace custody {

FunctionDecl *Marker::function() {
  if (Function) return Function;
  DeclContext *Unit = Context.getTranslationUnitDecl();
  QualType Type =
      Context.getFunctionType(Context.VoidPtrTy, {Context.VoidPtrTy, Context.UnsignedIntTy},
                              FunctionProtoType::ExtProtoInfo());
  Function = FunctionDecl::Create(Context, Unit, SourceLocation(), SourceLocation(),
                                  &Context.Idents.get(MarkerName), Type, nullptr, SC_Extern);
  SmallVector<ParmVarDecl *, 2> Parameters;
  for (QualType P : {QualType(Context.VoidPtrTy), QualType(Context.UnsignedIntTy)})
    Parameters.push_back(ParmVarDecl::Create(Context, Function, SourceLocation(), SourceLocation(),
                                             nullptr, P, nullptr, SC_None, nullptr));
  Function->setParams(Parameters);
  Function->setImplicit();
  // The same name in C++, and no exception from it.
  Function->addAttr(makeAsmLabel(Context, MarkerName));
  Function->addAttr(NoThrowAttr::CreateImplicit(Context));
  return Function;
}

Expr *Marker::cast(Expr *Pointer, QualType Type) {
  if (Context.hasSameType(Pointer->getType(), Type)) return Pointer;
  return ImplicitCastExpr::Create(Context, Type, CK_BitCast, Pointer, nullptr, VK_PRValue,
                                  FPOptionsOverride());
}

Expr *Marker::load(Expr *LValue) {
  return ImplicitCastExpr::Create(Context, LValue->getType().getUnqualifiedType(),
                                  CK_LValueToRValue, LValue, nullptr, VK_PRValue,
                                  FPOptionsOverride());
}

Expr *Marker::addressOf(Expr *LValue) {
  return UnaryOperator::Create(Context, LValue, UO_AddrOf,
                               Context.getPointerType(LValue->getType()), VK_PRValue, OK_Ordinary,
                               LValue->getExprLoc(), /*CanOverflow=*/false, FPOptionsOverride());
}

Expr *Marker::reference(VarDecl *Variable, SourceLocation Loc) {
  return DeclRefExpr::Create(Context, NestedNameSpecifierLoc(), SourceLocation(), Variable,
                             /*RefersToEnclosingVariableOrCapture=*/false, Loc,
                             Variable->getType().getNonReferenceType(), VK_LValue);
}

Expr *Marker::call(Expr *VoidPointer, unsigned Number, SourceLocation Loc) {
  FunctionDecl *Callee = function();
  Expr *Name = DeclRefExpr::Create(Context, NestedNameSpecifierLoc(), SourceLocation(), Callee,
                                   false, Loc, Callee->getType(), VK_LValue);
  Expr *Address = ImplicitCastExpr::Create(Context, Context.getPointerType(Callee->getType()),
                                           CK_FunctionToPointerDecay, Name, nullptr, VK_PRValue,
                                           FPOptionsOverride());
  Expr *Literal = IntegerLiteral::Create(
      Context, llvm::APInt(Context.getIntWidth(Context.UnsignedIntTy), Number),
      Context.UnsignedIntTy, Loc);
  return CallExpr::Create(Context, Address, {VoidPointer, Literal}, Context.VoidPtrTy, VK_PRValue,
                          Loc, FPOptionsOverride());
}

Expr *Marker::pointer(Expr *Pointer, unsigned Number) {
  Expr *Call = call(cast(Pointer, Context.VoidPtrTy), Number, Pointer->getExprLoc());
  return cast(Call, Pointer->getType());
}

/// A dereferenced pointer is taken to be aligned as its type asks; where the lvalue's own chain of
/// members said otherwise, a typedef of alignment 1 says so.
QualType Marker::unalignedType(QualType Type) {
  DeclContext *Unit = Context.getTranslationUnitDecl();
  auto *Alias = TypedefDecl::Create(Context, Unit, SourceLocation(), SourceLocation(),
                                    &Context.Idents.get("__custody_unaligned"),
                                    Context.getTrivialTypeSourceInfo(Type));
  Expr *One = IntegerLiteral::Create(Context, llvm::APInt(Context.getIntWidth(Context.IntTy), 1),
                                     Context.IntTy, SourceLocation());
  Alias->addAttr(AlignedAttr::CreateImplicit(Context, /*IsAlignmentExpr=*/true, One));
  return typeOf(Context, Alias);
}

Expr *Marker::lvalue(Expr *LValue, unsigned Number, bool Unaligned) {
  QualType Type = LValue->getType();
  Expr *Marked = pointer(addressOf(LValue), Number);
  if (Unaligned) {
    Type = unalignedType(Type);
    Marked = ImplicitCastExpr::Create(Context, Context.getPointerType(Type), CK_BitCast, Marked,
                                      nullptr, VK_PRValue, FPOptionsOverride());
  }
  return UnaryOperator::Create(Context, Marked, UO_Deref, Type, VK_LValue, OK_Ordinary,
                               LValue->getExprLoc(), /*CanOverflow=*/false, FPOptionsOverride());
}

Expr *Marker::statement(Expr *Base, unsigned Number, SourceLocation Loc) {
  if (!Base) {
    Expr *Zero = IntegerLiteral::Create(Context, llvm::APInt(Context.getIntWidth(Context.IntTy), 0),
                                        Context.IntTy, Loc);
    Base = ImplicitCastExpr::Create(Context, Context.VoidPtrTy, CK_NullToPointer, Zero, nullptr,
                                    VK_PRValue, FPOptionsOverride());
  }
  return call(cast(Base, Context.VoidPtrTy), Number, Loc);
}

} // namespace custody
