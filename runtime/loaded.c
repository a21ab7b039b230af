/* Libraries that are instrumented stay loaded: held locks, roles, counts and orders name their
 * descriptors for as long as the process lives. */
#include "abi.h"

#include <dlfcn.h>
#include <errno.h>
#include <stddef.h>
#include <sys/auxv.h>

/* A static program has no loader. */
extern __typeof__(dlopen) dlopen __attribute__((weak));

/* The program itself can't be unloaded. */
static int is_program(const Dl_info *info) {
  Dl_info program = {0};
  return dladdr((const void *)getauxval(AT_PHDR), &program) && program.dli_fbase == info->dli_fbase;
}

/* In a constructor the loader's lock is this thread's, and RTLD_NOLOAD loads nothing. */
void custody_rt_loaded(const void *inside) {
  int before = errno;
  Dl_info info = {0};
  if (dlopen && dladdr(inside, &info) && info.dli_fname && !is_program(&info))
    dlopen(info.dli_fname, RTLD_LAZY | RTLD_NOLOAD | RTLD_NODELETE);
  errno = before;
}
