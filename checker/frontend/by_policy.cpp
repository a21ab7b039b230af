/* What policies say, read as what declarations say. A policy of the user's that speaks of a member
 * or parameter that is not there is as wrong as an annotation that does; one that speaks of what
 * this unit has not got is not. A shipped policy is held to its headers by a test instead. */
#include "annotation.h"

#include "annotation_table.h"
#include "type.h"

using namespace clang;

namespace custody {

/// Entries of one file may say the same of different things; what two files say is compared.
void Annotations::mergePolicies(Readings &Into, const Policies::Entries &Said, unsigned Place,
                                const NameScope &Scope, const NamedDecl *On) {
  Policies *Known = Policies::current();
  for (auto *Next = Said.begin(); Next != Said.end();) {
    Readings Found;
    uint32_t File = (*Next)->file;
    for (; Next != Said.end() && (*Next)->file == File; ++Next)
      if (Place == ON_PARAMETER || !*(*Next)->parameter)
        readOne(Known->annotation(*Next), Place, Scope, Found);
    merge(Into, std::move(Found), On);
  }
}

/// Whether this unit has all the locks that an order names.
bool Annotations::isDefinedHere(const Annotation &Written) {
  llvm::StringRef Arguments = Written.Text;
  if (!Arguments.consume_front("lock_order(")) return true;
  Arguments.consume_back(")");
  llvm::SmallVector<llvm::StringRef, 4> Locks;
  Arguments.split(Locks, ',');
  return llvm::all_of(
      Locks, [&](llvm::StringRef Lock) { return Names.lock(Lock.trim(), {}).Message.empty(); });
}

void Annotations::readFilePolicies(Readings &Into) {
  Policies *Known = Policies::current();
  if (!Known) return;
  for (policy_kind Kind : {POLICY_ROLE, POLICY_FILE})
    for (const policy_entry *Entry : Known->entries(Kind, /*WithShipped=*/true))
      if (Kind == POLICY_ROLE || isDefinedHere(Known->annotation(Entry))) {
        Known->meet(Entry);
        readOne(Known->annotation(Entry), ON_FILE, {}, Into);
      }
}

void Annotations::refuseUnknownParameters(const FunctionDecl *Function,
                                          const Policies::Entries &Said) {
  Policies *Known = Policies::current();
  for (const policy_entry *Entry : Said) {
    bool IsFound = !*Entry->parameter || Known->isShipped(Entry);
    for (unsigned Index = 0; !IsFound && Index < Function->getNumParams(); ++Index)
      IsFound = !Policies::ofParameter({Entry}, Function, Index).empty();
    if (IsFound || Entry->is_glob) continue;
    std::vector<llvm::StringRef> Names;
    for (const ParmVarDecl *Parameter : Function->parameters())
      Names.push_back(Parameter->getName());
    llvm::StringRef Near = nearest(Entry->parameter, Names);
    defect(Known->annotation(Entry).Loc,
           "'" + Function->getNameAsString() + "' has no parameter '$" + Entry->parameter + "'",
           Near.empty() ? "" : ("did you mean '$" + Near + "'?").str());
  }
}

void Annotations::refuseUnknownNames() {
  const Policies *Known = Policies::current();
  if (!Known) return;
  for (const policy_entry *Entry : Known->entries(POLICY_FIELD, /*WithShipped=*/false))
    if (!Entry->is_glob) refuseUnknownMember(Entry);
}

/// Only where the record is defined here, and is one without a scope.
void Annotations::refuseUnknownMember(const policy_entry *Entry) {
  auto [Of, Member] = llvm::StringRef(Entry->name).rsplit('.');
  auto Found = From.names().Records.find(Of);
  if (Found == From.names().Records.end()) return;
  Resolution Fault = Names.member(Member, Found->getValue());
  if (Fault.Message.empty()) return;
  Policies::current()->meet(Entry);
  defect(Policies::current()->annotation(Entry).Loc, Fault.Message, Fault.Advice);
}

/// For the whole program, in which an entry must speak of something somewhere.
void Annotations::tellUnmet() {
  if (!Policies::current()) return;
  for (const Policies::Unmet &List : Policies::current()->unmet()) {
    facts_unit *Facts = Declared.facts();
    facts_annotation New = {};
    New.name = Declared.string("unmet");
    New.place = Declared.place(List.Start);
    New.argument_begin = FACTS_APPEND(Facts, arguments, 1);
    New.argument_count = 1;
    Facts->arguments.row[New.argument_begin] = {Declared.string(List.Positions), 0};
    uint32_t Row = FACTS_APPEND(Facts, file_annotations, 1);
    Facts->file_annotations.row[Row] = New;
  }
}

} // namespace custody
