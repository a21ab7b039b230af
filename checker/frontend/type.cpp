/* Types as text and as hashes. Nothing printed here may contain a file's name or depend on whether
 * the unit is C or C++: units are linked by what is printed here. */
#include "type.h"

#include "policies.h"

using namespace clang;

namespace custody {

PrintingPolicy printingPolicy(const ASTContext &Context) {
  PrintingPolicy Policy = Context.getPrintingPolicy();
  Policy.SuppressTagKeyword = true;
  Policy.AnonymousTagLocations = false;
  Policy.Bool = true;
  Policy.TerseOutput = true;
  return Policy;
}

llvm::StringRef knownLockType(QualType Type) {
  while (!Type.isNull()) {
    const NamedDecl *Declared = nullptr;
    if (const auto *Typedef = dyn_cast<TypedefType>(Type.getTypePtr()))
      Declared = Typedef->getDecl();
    else if (const auto *Record = dyn_cast<RecordType>(Type.getTypePtr()))
      Declared = Record->getDecl();
    llvm::StringRef Name = Declared ? Declared->getName() : "";
#define LOCK_TYPE(type, recursive)                                                                 \
  if (Name == #type) return #type;
#include <custody/known.def>
    if (!Name.empty() && Policies::current() && Policies::current()->isLockType(Declared))
      return Name;
    QualType Inner = Type->getLocallyUnqualifiedSingleStepDesugaredType();
    if (Inner == Type.getUnqualifiedType() || Inner == Type) break;
    Type = Inner;
  }
  return "";
}

std::string signatureText(ASTContext &Context, QualType FunctionType) {
  QualType Canonical = FunctionType.getCanonicalType();
  if (const auto *Function = Canonical->getAs<clang::FunctionType>())
    Canonical = QualType(
        Context.adjustFunctionType(Function, Function->getExtInfo().withNoReturn(false)), 0);
  return Canonical.getAsString(printingPolicy(Context));
}

static bool isTypeOf(QualType Type, const RecordDecl *Record) {
  while (Type->isPointerType() || Type->isArrayType())
    Type = Type->isPointerType() ? Type->getPointeeType()
                                 : QualType(Type->getArrayElementTypeNoTypeQual(), 0);
  const RecordDecl *Of = Type->getAsRecordDecl();
  return Of && Of->getCanonicalDecl() == Record->getCanonicalDecl();
}

/// Clang would print where a lambda stands.
static std::string lambdaName(const CXXRecordDecl *Lambda) {
  const auto *In = dyn_cast<NamedDecl>(Lambda->getDeclContext());
  if (const auto *Function = dyn_cast_or_null<FunctionDecl>(In))
    return functionName(Function) + "::(lambda)";
  return (In ? In->getQualifiedNameAsString() + "::" : "") + "(lambda)";
}

std::string functionName(const FunctionDecl *Function) {
  const auto *Method = dyn_cast<CXXMethodDecl>(Function);
  if (Method && Method->getParent()->isLambda())
    return lambdaName(Method->getParent()) + (isa<CXXConstructorDecl>(Method)  ? "::(constructor)"
                                              : isa<CXXDestructorDecl>(Method) ? "::(destructor)"
                                                                               : "");
  std::string Name;
  llvm::raw_string_ostream Out(Name);
  Function->getNameForDiagnostic(Out, printingPolicy(Function->getASTContext()),
                                 /*Qualified=*/true);
  Out.flush();
  return Name;
}

/// An unnamed record is called after the member that introduces it.
static std::string unnamedRecordName(const RecordDecl *Record) {
  if (const auto *Outer = dyn_cast<RecordDecl>(Record->getDeclContext()))
    for (const FieldDecl *Field : Outer->fields())
      if (isTypeOf(Field->getType(), Record))
        return recordName(Outer) + "." + Field->getNameAsString();
  return "(unnamed)";
}

std::string recordName(const RecordDecl *Record) {
  const auto *Class = dyn_cast<CXXRecordDecl>(Record);
  if (Class && Class->isLambda()) return lambdaName(Class);
  if (Record->getDeclName().isEmpty()) {
    if (const TypedefNameDecl *Typedef = Record->getTypedefNameForAnonDecl())
      return Typedef->getQualifiedNameAsString();
    return unnamedRecordName(Record);
  }
  std::string Name;
  llvm::raw_string_ostream Out(Name);
  Record->getNameForDiagnostic(Out, printingPolicy(Record->getASTContext()), /*Qualified=*/true);
  Out.flush();
  return Name;
}

namespace {
/// FNV-1a, 64 bits (Fowler, Noll, Vo).
struct Hash {
  uint64_t Value = 0xcbf29ce484222325;
  void add(llvm::StringRef Text) {
    for (unsigned char Byte : Text) Value = (Value ^ Byte) * 0x100000001b3;
    Value = (Value ^ 0xff) * 0x100000001b3;
  }
};
} // namespace

static void addFields(Hash &Layout, const RecordDecl *Record, const PrintingPolicy &Policy) {
  for (const FieldDecl *Field : Record->fields()) {
    Layout.add(Field->getName());
    const RecordDecl *Inner = embeddedRecord(Field->getType());
    if (Inner && Inner->getDeclName().isEmpty() && !Inner->getTypedefNameForAnonDecl())
      addFields(Layout, Inner, Policy);
    else Layout.add(Field->getType().getCanonicalType().getAsString(Policy));
  }
}

uint32_t layoutOf(const RecordDecl *Record) {
  Record = Record->getDefinition();
  if (!Record || Record->isDependentContext()) return 0;
  Hash Layout;
  addFields(Layout, Record, printingPolicy(Record->getASTContext()));
  return Layout.Value ^ Layout.Value >> 32; // enough beside the name
}

const RecordDecl *namedRecordOf(const FieldDecl *Field) {
  const RecordDecl *Record = Field->getParent();
  while (Record->isAnonymousStructOrUnion()) {
    const auto *Outer = dyn_cast<RecordDecl>(Record->getDeclContext());
    if (!Outer) break;
    Record = Outer;
  }
  return Record;
}

const RecordDecl *embeddedRecord(QualType Type) {
  Type = Type.getCanonicalType();
  while (const auto *Array = dyn_cast<ArrayType>(Type.getTypePtr())) Type = Array->getElementType();
  if (const auto *Atomic = dyn_cast<AtomicType>(Type.getTypePtr())) Type = Atomic->getValueType();
  const RecordDecl *Record = Type->getAsRecordDecl();
  return Record ? Record->getDefinition() : nullptr;
}

std::string fieldName(const FieldDecl *Field) {
  const auto *Lambda = dyn_cast<CXXRecordDecl>(Field->getParent());
  if (!Lambda || !Lambda->isLambda()) return Field->getNameAsString();
  const LambdaCapture *Capture = Lambda->captures_begin() + Field->getFieldIndex();
  return Capture->capturesVariable() ? Capture->getCapturedVar()->getNameAsString() : "this";
}

std::string variableName(const VarDecl *Variable) {
  if (const auto *Function = dyn_cast<FunctionDecl>(Variable->getDeclContext()))
    return functionName(Function) + "." + Variable->getNameAsString();
  return Variable->getQualifiedNameAsString();
}

bool isAtomic(QualType Type) {
  if (Type->isAtomicType()) return true;
  const auto *Record = Type->getAsCXXRecordDecl();
  if (!Record || !Record->isInStdNamespace() || !Record->getIdentifier()) return false;
  llvm::StringRef Name = Record->getName();
  return Name == "atomic" || Name == "__atomic_base" || Name == "atomic_flag" ||
         Name == "__atomic_float";
}

const FunctionDecl *bodyOf(const FunctionDecl *Function) {
  const FunctionDecl *Definition = nullptr;
  if (!Function->hasBody(Definition) || Definition->isDependentContext() ||
      Definition->isInvalidDecl())
    return nullptr;
  const SourceManager &Sources = Function->getASTContext().getSourceManager();
  if (Sources.isInSystemHeader(Sources.getExpansionLoc(Definition->getLocation()))) return nullptr;
  return Definition;
}

bool hasThis(const FunctionDecl *Function) {
  const auto *Method = dyn_cast<CXXMethodDecl>(Function);
  return Method && Method->isInstance();
}

} // namespace custody
