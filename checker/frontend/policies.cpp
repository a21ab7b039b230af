/* Entries are looked up when a declaration is asked about: first by its identifier, which few
 * entries share, then by the qualified name, which takes time to make. */
#include "policies.h"

#include "type.h"

#include "clang/Lex/PPCallbacks.h"
#include "clang/Lex/Preprocessor.h"

using namespace clang;

namespace custody {

static Policies *InForce;

Policies *Policies::current() { return InForce; }

Policies::Policies(CompilerInstance &Compiler) : Compiler(Compiler), Known(policy_new()) {
  policy_add_shipped(Known, nullptr);
  InForce = this;
}

Policies::~Policies() {
  if (InForce == this) InForce = nullptr;
  policy_free(Known);
}

static bool isName(llvm::StringRef Text) {
  return llvm::all_of(Text, [](char C) { return llvm::isAlnum(C) || C == '-'; });
}

void Policies::add(llvm::StringRef FileOrName) {
  if (isName(FileOrName) && policy_add_shipped(Known, FileOrName.str().c_str())) return;
  addFile(FileOrName);
}

/// What `__has_include` finds is such a file too, and nobody but dependency files cares.
void Policies::tellDependencies() {
  PPCallbacks *Listeners = Compiler.getPreprocessor().getPPCallbacks();
  if (!Listeners) return;
  for (FileEntryRef File : Read)
    Listeners->HasInclude(SourceLocation(), File.getName(), /*IsAngled=*/false, File,
                          SrcMgr::C_User);
}

namespace {
/// Where faults of a policy are told.
struct Faults {
  DiagnosticsEngine &Diagnostics;
  SourceManager &Sources;
  FileID File;
};
} // namespace

static void tell(void *Context, const policy_fault *Fault) {
  auto *To = static_cast<Faults *>(Context);
  unsigned Error = To->Diagnostics.getCustomDiagID(DiagnosticsEngine::Error, "%0");
  unsigned Note = To->Diagnostics.getCustomDiagID(DiagnosticsEngine::Note, "%0");
  SourceLocation Loc = To->Sources.translateLineCol(To->File, Fault->line, Fault->column);
  To->Diagnostics.Report(Loc, Error) << Fault->message;
  if (*Fault->advice) To->Diagnostics.Report(Loc, Note) << Fault->advice;
}

void Policies::addFile(llvm::StringRef Name) {
  DiagnosticsEngine &Diagnostics = Compiler.getDiagnostics();
  SourceManager &Sources = Compiler.getSourceManager();
  OptionalFileEntryRef File = Compiler.getFileManager().getOptionalFileRef(Name);
  FileID Id = File ? Sources.createFileID(*File, SourceLocation(), SrcMgr::C_User) : FileID();
  std::optional<llvm::StringRef> Text;
  if (File) Text = Sources.getBufferDataOrNone(Id);
  if (!Text) {
    std::string Near = policy_nearest_shipped(Name.str().c_str());
    unsigned Error = Diagnostics.getCustomDiagID(
        DiagnosticsEngine::Error, "the policy '%0' cannot be read%select{|; did you mean the "
                                  "shipped policy '%2'?}1");
    Diagnostics.Report(Error) << Name << !Near.empty() << Near;
    return;
  }
  Read.push_back(*File);
  uint32_t Number = policy_file_count(Known);
  Files[Number] = Id;
  Faults Told{Diagnostics, Sources, Id};
  policy_read(Known, Name.str().c_str(), Text->data(), Text->size(), {tell, &Told});
}

/// The text of a shipped policy is given to Clang when something in it is to be shown.
FileID Policies::fileOf(uint32_t File) {
  auto [Found, IsNew] = Files.try_emplace(File);
  if (IsNew) {
    const policy_file *Shipped = policy_file_of(Known, File);
    llvm::StringRef Text(Shipped->text, Shipped->length);
    Found->second = Compiler.getSourceManager().createFileID(
        llvm::MemoryBuffer::getMemBuffer(Text, Shipped->name), SrcMgr::C_User);
  }
  return Found->second;
}

SourceLocation Policies::locationIn(uint32_t File, unsigned Line, unsigned Column) {
  return Compiler.getSourceManager().translateLineCol(fileOf(File), Line, Column);
}

Annotation Policies::annotation(const policy_entry *Entry) {
  return {Entry->text, locationIn(Entry->file, Entry->line, Entry->column)};
}

bool Policies::hasWritten(SourceLocation Loc) {
  if (!current() || Loc.isInvalid()) return false;
  FileID In = current()->Compiler.getSourceManager().getFileID(Loc);
  return llvm::any_of(current()->Files, [&](const auto &File) { return File.second == In; });
}

static const NamedDecl *named(const Decl *Declared, policy_kind &Kind) {
  if (isa<FunctionDecl>(Declared)) Kind = POLICY_FUNCTION;
  else if (isa<FieldDecl>(Declared)) Kind = POLICY_FIELD;
  else if (isa<RecordDecl, TypedefNameDecl>(Declared)) Kind = POLICY_TYPE;
  else if (const auto *Variable = dyn_cast<VarDecl>(Declared);
           Variable && Variable->hasGlobalStorage())
    Kind = POLICY_VARIABLE;
  else return nullptr;
  return cast<NamedDecl>(Declared);
}

/// What entries end in; an unnamed record is called after its typedef.
static llvm::StringRef identifierOf(const NamedDecl *Declared) {
  if (Declared->getDeclName().isIdentifier() && !Declared->getName().empty())
    return Declared->getName();
  if (const auto *Record = dyn_cast<RecordDecl>(Declared))
    if (const TypedefNameDecl *Typedef = Record->getTypedefNameForAnonDecl())
      return Typedef->getName();
  return "";
}

static std::string qualifiedName(const NamedDecl *Declared) {
  if (const auto *Field = dyn_cast<FieldDecl>(Declared))
    return recordName(namedRecordOf(Field)) + "." + fieldName(Field);
  if (const auto *Record = dyn_cast<RecordDecl>(Declared)) return recordName(Record);
  if (const auto *Variable = dyn_cast<VarDecl>(Declared)) return variableName(Variable);
  return Declared->getQualifiedNameAsString();
}

/// A shipped policy speaks of the library's function, not of one that the program has by that name.
static bool isOwn(const Decl *Declared) {
  const auto *Function = dyn_cast<FunctionDecl>(Declared);
  bool IsCPlusPlus = Declared->getASTContext().getLangOpts().CPlusPlus;
  return Function && (bodyOf(Function) || (IsCPlusPlus && !Function->isInExternCContext()));
}

Policies::Entries Policies::entriesOf(const Decl *Declared) const {
  policy_kind Kind;
  const NamedDecl *Named = named(Declared, Kind);
  llvm::StringRef Name = Named ? identifierOf(Named) : "";
  if (Name.empty() || !policy_may_know(Known, Kind, Name.data(), Name.size())) return {};
  std::string Qualified = qualifiedName(Named);
  Entries Found(16);
  size_t Count = policy_find(Known, Kind, Qualified.c_str(), Found.data(), Found.size());
  if (Count > Found.size()) {
    Found.resize(Count);
    policy_find(Known, Kind, Qualified.c_str(), Found.data(), Count);
  }
  Found.truncate(Count);
  for (const policy_entry *Entry : Found) meet(Entry);
  if (isOwn(Declared))
    llvm::erase_if(Found, [&](const policy_entry *Entry) { return isShipped(Entry); });
  return Found;
}

static bool isParameter(const policy_entry *Entry, const FunctionDecl *Function, unsigned Index) {
  llvm::StringRef Wanted = Entry->parameter;
  unsigned Position;
  if (!Wanted.getAsInteger(10, Position)) return Position == Index + 1;
  return llvm::any_of(Function->redecls(), [&](const FunctionDecl *Declaration) {
    return Index < Declaration->getNumParams() &&
           Declaration->getParamDecl(Index)->getName() == Wanted;
  });
}

Policies::Entries Policies::ofParameter(const Entries &All, const FunctionDecl *Function,
                                        unsigned Index) {
  Entries Found;
  for (const policy_entry *Entry : All)
    if (*Entry->parameter && isParameter(Entry, Function, Index)) Found.push_back(Entry);
  return Found;
}

Policies::Entries Policies::entries(policy_kind Kind, bool WithShipped) const {
  Entries Found;
  for (uint32_t I = 0; I < policy_entry_count(Known); ++I) {
    const policy_entry *Entry = policy_entry_at(Known, I);
    if (Entry->kind == Kind && *Entry->text && (WithShipped || !isShipped(Entry)))
      Found.push_back(Entry);
  }
  return Found;
}

/// A name may have several annotations; a role and a capability are declared by being said.
static bool speaksOfSomething(const policy_entry *Entry, const policy_entry *Before) {
  if (Entry->kind == POLICY_ROLE || Entry->kind == POLICY_CAPABILITY || !*Entry->text) return false;
  bool IsSame = Before && Before->file == Entry->file && Before->kind == Entry->kind &&
                Entry->kind != POLICY_FILE && llvm::StringRef(Before->name) == Entry->name;
  return !IsSame;
}

/// "12:3-17 20": lines that follow each other as one, a column where it is another than before.
static std::string writePositions(llvm::ArrayRef<std::pair<unsigned, unsigned>> Positions) {
  std::string Text;
  unsigned Column = 0;
  for (size_t I = 0, Next = 0; I < Positions.size(); I = Next) {
    for (Next = I + 1; Next < Positions.size(); ++Next)
      if (Positions[Next].first != Positions[I].first + (Next - I) ||
          Positions[Next].second != Positions[I].second)
        break;
    Text += (I ? " " : "") + std::to_string(Positions[I].first);
    if (Positions[I].second != Column) Text += ":" + std::to_string(Positions[I].second);
    if (Next > I + 1) Text += "-" + std::to_string(Positions[Next - 1].first);
    Column = Positions[I].second;
  }
  return Text;
}

/// Where the line's text begins, so that most entries have the same.
unsigned Policies::columnOf(const policy_entry *Entry) {
  SourceLocation Loc = locationIn(Entry->file, Entry->line, 1);
  bool IsKnown = false;
  const char *Text = Compiler.getSourceManager().getCharacterData(Loc, &IsKnown);
  unsigned Blanks = 0;
  while (!IsKnown && Text[Blanks] == ' ') ++Blanks;
  return Blanks + 1;
}

Policies::Unmet Policies::unmetOf(uint32_t File) {
  std::vector<const policy_entry *> Names;
  const policy_entry *Before = nullptr;
  for (uint32_t I = 0; I < policy_entry_count(Known); ++I) {
    const policy_entry *Entry = policy_entry_at(Known, I);
    if (Entry->file != File) continue;
    if (speaksOfSomething(Entry, Before)) Names.push_back(Entry);
    Before = Entry;
  }
  llvm::DenseMap<unsigned, unsigned> InLine;
  for (const policy_entry *Entry : Names) ++InLine[Entry->line];
  std::vector<std::pair<unsigned, unsigned>> Positions;
  for (const policy_entry *Entry : Names)
    if (!Met.count(Entry))
      Positions.emplace_back(Entry->line,
                             InLine[Entry->line] > 1 ? Entry->column : columnOf(Entry));
  return {locationIn(File, 1, 1), writePositions(Positions)};
}

std::vector<Policies::Unmet> Policies::unmet() {
  std::vector<Unmet> Lists;
  for (uint32_t File = 0; File < policy_file_count(Known); ++File)
    if (!policy_file_of(Known, File)->is_shipped) Lists.push_back(unmetOf(File));
  return Lists;
}

bool Policies::isLockType(const NamedDecl *Type) const {
  return llvm::any_of(entriesOf(Type), [](const policy_entry *Entry) {
    return llvm::StringRef(Entry->text).starts_with("capability");
  });
}

bool Policies::isCapability(llvm::StringRef Name) const {
  const policy_entry *Found;
  return policy_find(Known, POLICY_CAPABILITY, Name.str().c_str(), &Found, 1) != 0;
}

} // namespace custody
