/* What Clang's own attributes say, read as what macros say. */
#include "annotation.h"

#include "annotation_table.h"
#include "rules.h"
#include "type.h"

using namespace clang;

namespace custody {

void Annotations::mergeClangs(Readings &Into, const Decl *Holder, unsigned Place,
                              const NameScope &Scope, const NamedDecl *On) {
  Readings Found;
  for (const Annotation &Written : clangsAnnotationsAt(Holder))
    readOne(Written, Place, Scope, Found);
  // A reason or a kind of lock is worded as its author likes.
  llvm::erase_if(Found, [&](const Reading &New) {
    return New.Row->Arguments == ARGS_TEXT &&
           llvm::any_of(Into, [&](const Reading &Old) { return Old.Row == New.Row; });
  });
  merge(Into, std::move(Found), On);
}

/// The lock as all instances have it: LOCK_ORDER's `struct server.lock`.
uint32_t Annotations::lockOfClass(const ValueDecl *Lock) {
  facts_unit *Facts = Declared.facts();
  uint32_t Path = 0;
  if (const auto *Field = dyn_cast<FieldDecl>(Lock)) {
    uint32_t Some = facts_node(Facts, FACTS_INSTANCE, Declared.record(namedRecordOf(Field)), 0, 0);
    Path = facts_node(Facts, FACTS_FIELD, Some, Declared.field(Field), 0);
  } else if (const auto *Variable = dyn_cast<VarDecl>(Lock);
             Variable && Variable->hasGlobalStorage())
    Path = facts_node(Facts, FACTS_GLOBAL, Declared.global(Variable), 0, 0);
  bool IsPointer = Lock->getType()->isPointerType() || Lock->getType()->isReferenceType();
  return Path && IsPointer ? facts_node(Facts, FACTS_DEREF, Path, 0, 0) : Path;
}

static const ValueDecl *lockNamed(const Expr *E) {
  E = E->IgnoreImplicit()->IgnoreParenCasts();
  if (const auto *Unary = dyn_cast<UnaryOperator>(E))
    E = Unary->getSubExpr()->IgnoreImplicit()->IgnoreParenCasts();
  if (const auto *Reference = dyn_cast<DeclRefExpr>(E)) return Reference->getDecl();
  const auto *Member = dyn_cast<MemberExpr>(E);
  return Member ? Member->getMemberDecl() : nullptr;
}

static std::string nameOfLock(const ValueDecl *Lock) {
  const auto *Field = dyn_cast<FieldDecl>(Lock);
  return Field ? "struct " + recordName(namedRecordOf(Field)) + "." + fieldName(Field)
               : Lock->getNameAsString();
}

/// acquired_before and acquired_after are orders of two locks each.
void Annotations::readOrders(const Decl *Holder) {
  for (const ClangsOrder &Order : clangsOrdersAt(Holder)) {
    const auto *Row = llvm::find_if(
        AnnotationTable, [](const AnnotationRow &Row) { return Row.Name == "lock_order"; });
    const ValueDecl *First = cast<ValueDecl>(Holder), *Second = lockNamed(Order.Other);
    if (!Second) continue;
    if (Order.IsBefore) std::swap(First, Second);
    std::string Names[] = {nameOfLock(First), nameOfLock(Second)};
    Reading Read = {Row,
                    {Names[0], Names[1]},
                    {lockOfClass(First), lockOfClass(Second)},
                    Order.Loc,
                    /*IsClangs=*/true};
    if (Read.Paths[0] && Read.Paths[1]) appendToFile(Read);
  }
}

} // namespace custody
