/* A place in the source, as the debug runtime prints it without any symboliser. Shared by the
 * descriptors that the LLVM pass lays down (runtime/abi.h) and by those that the macros of
 * <custody/runtime.h> lay down. Knows nothing else. */
#ifndef CUSTODY_PLACE_H
#define CUSTODY_PLACE_H

#include <stdint.h>

/** One for each checked call. Constant, and there as long as the program (or its library) is. */
struct custody_rt_place {
  const char *file;
  const char *function;
  uint32_t line;
  uint32_t column; /**< 0 where it is not known */
};

#endif
