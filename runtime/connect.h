/* What the runtime and the preloaded library (preload/) hand each other, once in a process. The runtime
 * looks for the library, which may not be there; a library without a runtime does nothing. */
#ifndef CUSTODY_CONNECT_H
#define CUSTODY_CONNECT_H

#include "real.h"
#include "wrapped.h"

/** The functions that the library's own stand for: as in real.def. */
struct custody_connect_runtime {
#define REAL(name) __typeof__(custody_rt_##name) *name;
#include "real.def"
  /** What stands for a place in code that has none. */
  const struct custody_rt_place *(*place)(const void *address);
  /** Around what a loop waits in. */
  __typeof__(custody_rt_loop_waits) *loop_waits;
  __typeof__(custody_rt_loop_turns) *loop_turns;
};

/** In the library; its name changes when the structures do. Puts the functions that come behind the
 * library's own into the second; from then on the library's call the first's. */
#define CUSTODY_CONNECT custody_preload_connect_2
#define CUSTODY_CONNECT_NAME "custody_preload_connect_2"
typedef void custody_connect(const struct custody_connect_runtime *, struct custody_real *);

/** Before main, and before any thread that is watched. */
void custody_connect_begin(void);

#endif
