/* Libraries that are instrumented stay loaded: held locks, roles, counts and orders name their
 * descriptors for as long as the process lives. */
#include "abi.h"

#include <dlfcn.h>
#include <errno.h>
#include <stddef.h>

/* A static program has no loader. */
extern __typeof__(dlopen) dlopen __attribute__((weak));

/* In a constructor the loader's lock is this thread's, and RTLD_NOLOAD loads nothing. The program itself
 * has an empty name, and can't be unloaded; opening it once more does no harm either. */
void custody_rt_loaded(const void *inside) {
  int before = errno;
  Dl_info info = {0};
  if (dlopen && dladdr(inside, &info) && info.dli_fname)
    dlopen(info.dli_fname, RTLD_LAZY | RTLD_NOLOAD | RTLD_NODELETE);
  errno = before;
}
