/* One implicit static array, kept whether or not anything refers to it. */
#include "addresses.h"

using namespace clang;

namespace custody {

void emitAddresses(CompilerInstance &Compiler, Marker &Nodes, const AddressList &Variables) {
  if (Variables.empty()) return;
  ASTContext &Context = Compiler.getASTContext();
  SmallVector<Expr *, 8> Values;
  for (const VarDecl *V : Variables) {
    Expr *Name = Nodes.reference(const_cast<VarDecl *>(V), SourceLocation());
    Values.push_back(Nodes.cast(Nodes.addressOf(Name), Context.VoidPtrTy));
  }
  llvm::APInt Size(Context.getTypeSize(Context.getSizeType()), Values.size());
  QualType Type =
      Context.getConstantArrayType(Context.VoidPtrTy, Size, nullptr, ArraySizeModifier::Normal, 0);
  auto *Array = VarDecl::Create(Context, Context.getTranslationUnitDecl(), SourceLocation(),
                                SourceLocation(), &Context.Idents.get(AddressesName), Type,
                                Context.getTrivialTypeSourceInfo(Type), SC_Static);
  auto *List = new (Context) InitListExpr(Context, SourceLocation(), Values, SourceLocation());
  List->setType(Type);
  Array->setInit(List);
  Array->setImplicit();
  Array->addAttr(UsedAttr::CreateImplicit(Context));
  Array->addAttr(NoDebugAttr::CreateImplicit(Context));
  Array->addAttr(makeAsmLabel(Context, AddressesName));
  Compiler.getASTConsumer().HandleTopLevelDecl(DeclGroupRef(Array));
}

} // namespace custody
