/* See connect.h. ThreadSanitizer has to see the locks too, and its names, in the program itself, come
 * before any library's: there the library is left out. */
#include "connect.h"
#include "foreign.h"

#include <dlfcn.h>

static const struct custody_connect_runtime runtime = {
#define REAL(name) .name = custody_rt_##name,
#include "real.def"
    .place = custody_foreign_place,
    .loop_waits = custody_rt_loop_waits,
    .loop_turns = custody_rt_loop_turns,
};

/* A static program has no loader, and then none of this. */
extern __typeof__(dlsym) dlsym __attribute__((weak));

void custody_connect_begin(void) {
  if (!dlsym) return;
  void *found = dlsym(RTLD_DEFAULT, CUSTODY_CONNECT_NAME);
  if (!found || dlsym(RTLD_DEFAULT, "__tsan_init")) return;
  custody_connect *connect;
  __builtin_memcpy(&connect, &found, sizeof connect);
  connect(&runtime, &custody_real);
}
