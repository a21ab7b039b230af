/* What the declared type of a pointer says of the functions that it can lead to. */
#ifndef CUSTODY_POINTER_TYPE_H
#define CUSTODY_POINTER_TYPE_H

#include "program.h"

/** The type that the storage was declared with, of a function pointer that of the function: "void
 * (int)". Null where the path is no field, variable or parameter. */
const char *pointer_type(const struct program *, const struct function *, uint32_t path);

/** Whether the value that is passed for this argument of a call is a function, as it was declared on
 * this side or on the callee's. */
int pointer_passes_function(const struct program *, const struct function *, uint32_t value,
                            const struct callees *, uint32_t argument);

/** Whether a call through a pointer to `called` can reach a function of the type `defined`: as many
 * parameters, and pointers where it has pointers. Programs store functions by casts, so the kinds of
 * pointers, the widths of numbers and the results may differ. Null, old-style and variadic types fit
 * all. */
int pointer_type_fits(const char *called, const char *defined);

#endif
