/* Rows for declarations, each made once. Annotations are read later, by whoever takes the
 * declarations from nextUnread(): reading one may refer to further declarations. */
#include "tables.h"

#include "type.h"

using namespace clang;

namespace custody {

Tables::Tables(CompilerInstance &Compiler, TranslationUnitResult &Result)
    : Context(Compiler.getASTContext()), Result(Result), Facts(facts_new()), Where(Facts, Compiler),
      Mangler(Context.createMangleContext()) {
  Result.Facts = Facts;
  Facts->producer = string("clang " CLANG_VERSION_STRING);
  Facts->language = string(Context.getLangOpts().CPlusPlus ? "C++" : "C");
  Facts->main_file = Where.mainFile();
}

const Decl *Tables::nextUnread() {
  return NextUnread < Unread.size() ? Unread[NextUnread++] : nullptr;
}

/// Flags of what is neither array nor atomic.
static uint32_t scalarFlags(QualType Type) {
  if (Type->isPointerType() || Type->isReferenceType()) {
    QualType Pointee = Type->getPointeeType();
    return FACTS_TYPE_POINTER | (Pointee->isFunctionType() ? FACTS_TYPE_FUNCTION_POINTER : 0u) |
           (Pointee.isConstQualified() ? FACTS_TYPE_CONST : 0u);
  }
  if (Type->isRecordType()) return FACTS_TYPE_RECORD;
  return Type->isArithmeticType() ? FACTS_TYPE_ARITHMETIC : 0u;
}

facts_type Tables::type(QualType Type) {
  uint32_t Flags = Type.isVolatileQualified() ? FACTS_TYPE_VOLATILE : 0u;
  if (isAtomic(Type)) Flags |= FACTS_TYPE_ATOMIC;
  if (const auto *Atomic = Type->getAs<AtomicType>()) Type = Atomic->getValueType();
  while (const ArrayType *Array = Context.getAsArrayType(Type)) {
    Flags |= FACTS_TYPE_ARRAY;
    Type = Array->getElementType();
  }
  Flags |= scalarFlags(Type);
  QualType Target =
      Type->isPointerType() || Type->isReferenceType() ? Type->getPointeeType() : Type;
  const RecordDecl *Record = Target->getAsRecordDecl();

  llvm::StringRef Lock = knownLockType(Type);
  std::string Text;
  if (Flags & FACTS_TYPE_FUNCTION_POINTER) Text = signatureText(Context, Type->getPointeeType());
  else
    Text =
        Lock.empty() ? Type.getUnqualifiedType().getAsString(printingPolicy(Context)) : Lock.str();
  return {string(Text), Flags, Record ? record(Record) : FACTS_NONE};
}

uint32_t Tables::record(const RecordDecl *Record) {
  if (const RecordDecl *Definition = Record->getDefinition()) Record = Definition;
  auto [Known, IsNew] = Rows.try_emplace(Record, Facts->records.count);
  if (!IsNew) return Known->second;
  uint32_t Row = FACTS_APPEND(Facts, records, 1);
  Result.Records.push_back(Record);
  Unread.push_back(Record);
  facts_record &R = Facts->records.row[Row];
  R.name = string(recordName(Record));
  R.place = Where.at(Record->getLocation());
  R.layout = layoutOf(Record);
  return Row;
}

uint32_t Tables::field(const FieldDecl *Field) {
  auto [Known, IsNew] = Rows.try_emplace(Field, Facts->fields.count);
  if (!IsNew) return Known->second;
  uint32_t Row = FACTS_APPEND(Facts, fields, 1);
  Result.Fields.push_back(Field);
  Unread.push_back(Field);
  facts_field F = {};
  F.record = record(namedRecordOf(Field));
  F.name = string(fieldName(Field));
  F.type = type(Field->getType());
  F.type.flags |= Field->isBitField() ? FACTS_TYPE_BITFIELD : 0u;
  F.place = Where.at(Field->getLocation());
  Facts->fields.row[Row] = F;
  return Row;
}

static uint8_t linkageOf(const NamedDecl *Declared, bool Merged) {
  if (!Declared->isExternallyVisible()) return FACTS_INTERNAL;
  return Merged || Declared->isWeakImported() || Declared->hasAttr<WeakAttr>() ? FACTS_MERGED
                                                                               : FACTS_EXTERNAL;
}

uint32_t Tables::global(const VarDecl *Variable) {
  Variable = Variable->getCanonicalDecl();
  auto [Known, IsNew] = Rows.try_emplace(Variable, Facts->globals.count);
  if (!IsNew) return Known->second;
  uint32_t Row = FACTS_APPEND(Facts, globals, 1);
  Result.Globals.push_back(Variable);
  Unread.push_back(Variable);
  facts_global G = {};
  G.name = string(variableName(Variable));
  G.type = type(Variable->getType());
  G.type.flags |= Variable->getTLSKind() != VarDecl::TLS_None ? FACTS_TYPE_THREAD_LOCAL : 0u;
  G.place = Where.at(Variable->getLocation());
  G.linkage = linkageOf(Variable, Variable->isInline() || Variable->isTemplated() ||
                                      Variable->getTemplateInstantiationPattern());
  G.defined = Variable->hasDefinition() != VarDecl::DeclarationOnly;
  Facts->globals.row[Row] = G;
  return Row;
}

} // namespace custody
