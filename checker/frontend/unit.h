/* What the frontend has made of one translation unit, for whoever works on it later in the same
 * process: the pass that instruments, the output of findings. */
#ifndef CUSTODY_FRONTEND_UNIT_H
#define CUSTODY_FRONTEND_UNIT_H

#include "clang.h"

#include "engine/engine.h"
#include "facts/facts.h"

namespace custody {

/// -fplugin-arg-custody-runtime=: which accesses get a check in the running program.
enum class RuntimeMode { Off, Unproved, All };

struct Options {
  RuntimeMode Runtime = RuntimeMode::Off;
  /// -fplugin-arg-custody-tsan=elide: ThreadSanitizer leaves out what custody answers for
  bool ElidesTSan = false;
  std::vector<std::string>
      Policies; ///< -fplugin-arg-custody-policy=: files, or shipped ones' names
};

/// The access event with this site number.
struct AccessSite {
  const clang::Expr *Expr; ///< what is accessed: a MemberExpr, a DeclRefExpr, or what is copied
  unsigned Bits;           ///< enum facts_access_bit
  const clang::FunctionDecl *Function;
};

/// Lives until the next translation unit of the process. The AST pointers are good as long as
/// the AST is; all vectors are indexed like the tables of Facts.
struct TranslationUnitResult {
  const facts_unit *Facts = nullptr;
  Options Given;
  std::vector<AccessSite> Sites;
  std::vector<engine_status> Statuses; ///< for each site
  std::vector<const clang::RecordDecl *> Records;
  std::vector<const clang::FieldDecl *> Fields;
  std::vector<const clang::VarDecl *> Globals;
  std::vector<const clang::FunctionDecl *> Functions;
};

/// The last translation unit that was compiled without an error, or null.
const TranslationUnitResult *lastResult();

} // namespace custody

#endif
