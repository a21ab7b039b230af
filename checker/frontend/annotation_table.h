/* annotations.def and policies.def as the frontend reads them. */
#ifndef CUSTODY_FRONTEND_ANNOTATION_TABLE_H
#define CUSTODY_FRONTEND_ANNOTATION_TABLE_H

#include "clang.h"

namespace custody {

enum AnnotationPlace : unsigned {
  ON_FILE = 1,
  ON_FIELD = 2,
  ON_VARIABLE = 4,
  ON_PARAMETER = 8,
  ON_FUNCTION = 16,
  ON_TYPE = 32,
  ON_LOCAL = 64, ///< no row allows these two
  ON_OTHER = 128
};

enum AnnotationArguments {
  ARGS_NONE,
  ARGS_ROLE,
  ARGS_ROLES,
  ARGS_OWNER,
  ARGS_LOCKS,
  ARGS_PARAM,
  ARGS_TEXT,
  ARGS_CONDITION,
  ARGS_CONDITION_LOCKS,
  ARGS_LOCK,
  ARGS_PARAMS,
  ARGS_WHEN,
  ARGS_PASSED,
  ARGS_ORDER
};

struct AnnotationRow {
  llvm::StringRef Name;
  unsigned Places;
  AnnotationArguments Arguments;
  llvm::StringRef Form;
};

inline constexpr AnnotationRow AnnotationTable[] = {
#define ANNOTATION(MACRO, name, places, arguments, form, meaning) {#name, places, arguments, form},
#include <custody/annotations.def>
#define POLICY_ANNOTATION(name, places, arguments, form, meaning) {#name, places, arguments, form},
#include <custody/policies.def>
};

} // namespace custody

#endif
