/* Places: the source locations that facts carry, and the way back to Clang's for findings. */
#ifndef CUSTODY_FRONTEND_PLACE_H
#define CUSTODY_FRONTEND_PLACE_H

#include "clang.h"

#include "facts/facts.h"

struct finding_place;

namespace custody {

class Places {
public:
  Places(facts_unit *Facts, clang::CompilerInstance &Compiler)
      : Facts(Facts), Compiler(Compiler), Sources(Compiler.getSourceManager()) {}

  /// Where a user sees a diagnostic for this location.
  facts_place at(clang::SourceLocation Loc);

  /// The location that the place was made of; invalid if at() never made it.
  clang::SourceLocation location(const finding_place &Place) const;

  bool isInSystemHeader(clang::SourceLocation Loc) const {
    return Sources.isInSystemHeader(Sources.getExpansionLoc(Loc));
  }

  uint32_t mainFile();

private:
  uint32_t file(const char *Name);
  std::string remap(llvm::StringRef Name) const;

  facts_unit *Facts;
  clang::CompilerInstance &Compiler;
  const clang::SourceManager &Sources;
  llvm::DenseMap<const char *, uint32_t> Files; ///< by Clang's own copy of the presumed name
  std::vector<std::pair<facts_place, clang::SourceLocation>> Made; ///< few are ever asked for
};

} // namespace custody

#endif
