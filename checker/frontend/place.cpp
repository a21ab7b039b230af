/* A place is what a diagnostic would print: macros at the outside, #line honoured, and the file's
 * name as the command line and the prefix maps make it, so that the folder of the build shows
 * nowhere in the facts. */
#include "place.h"

#include "engine/finding.h"

using namespace clang;

namespace custody {

/// The longest -f...-prefix-map entries win in Clang's macro map by its order, in its debug map
/// by being last.
std::string Places::remap(llvm::StringRef Name) const {
  llvm::SmallString<256> Path(Name);
  Compiler.getLangOpts().remapPathPrefix(Path);
  if (Path != Name) return std::string(Path);
  for (const auto &[From, To] : llvm::reverse(Compiler.getCodeGenOpts().DebugPrefixMap))
    if (Name.starts_with(From)) return To + Name.substr(From.size()).str();
  return Name.str();
}

uint32_t Places::file(const char *Name) {
  auto [Known, IsNew] = Files.try_emplace(Name, 0);
  if (IsNew) Known->second = facts_file(Facts, remap(Name).c_str());
  return Known->second;
}

/// -fcustody-farm leaves macros in what is preprocessed: to Clang it's C, by its name it's not.
static bool isPreprocessed(const FrontendOptions &Options) {
  if (Options.Inputs.empty()) return false;
  const FrontendInputFile &Input = Options.Inputs[0];
  if (Input.getKind().isPreprocessed()) return true;
  return Input.isFile() && (Input.getFile().ends_with(".i") || Input.getFile().ends_with(".ii"));
}

/// What has been preprocessed elsewhere says on its first line what it was made of; with
/// -frewrite-includes on its second, after a line for what is built in.
uint32_t Places::mainFile() {
  bool IsPreprocessed = isPreprocessed(Compiler.getFrontendOpts());
  FileID Main = Sources.getMainFileID();
  SourceLocation Start = Sources.getLocForStartOfFile(Main);
  if (IsPreprocessed)
    if (SourceLocation Second = Sources.translateLineCol(Main, 2, 1); Second.isValid())
      Start = Second;
  PresumedLoc Presumed = Sources.getPresumedLoc(Start);
  if (IsPreprocessed && Presumed.isValid() && Presumed.getFilename()[0] == '<')
    if (SourceLocation Third = Sources.translateLineCol(Main, 3, 1); Third.isValid())
      Presumed = Sources.getPresumedLoc(Third);
  return Presumed.isValid() ? file(Presumed.getFilename()) : 0;
}

facts_place Places::at(SourceLocation Loc) {
  if (Loc.isInvalid()) return {};
  Loc = Sources.getFileLoc(Loc);
  PresumedLoc Presumed = Sources.getPresumedLoc(Loc);
  if (Presumed.isInvalid()) return {};
  facts_place Place = {file(Presumed.getFilename()), Presumed.getLine(), Presumed.getColumn()};
  Made.push_back({Place, Loc});
  return Place;
}

SourceLocation Places::location(const finding_place &Place) const {
  for (const auto &[At, Loc] : Made)
    if (At.line == Place.line && At.column == Place.column &&
        llvm::StringRef(facts_file_name(Facts, At.file)) == Place.file)
      return Loc;
  return SourceLocation();
}

} // namespace custody
