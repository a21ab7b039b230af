/* See module.h. The loader's own table is asked where there is a way to it without the loader's lock,
 * since another thread may hold that one and wait for a report to end. */
#include "module.h"
#include "shut_in.h"
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <sys/syscall.h>
#include <unistd.h>

static const char program[] = "/proc/self/exe";

/* The path that the program was started from; its name as it was called where that can't be asked. */
static const char *program_path(void) {
  static char path[4096];
  if (path[0] != '\0') return path;
  if (custody_shut_in()) return program_invocation_name;
  long length = syscall(SYS_readlinkat, AT_FDCWD, program, path, sizeof path - 1);
  path[length > 0 ? length : 0] = '\0';
  return length > 0 ? path : program_invocation_name;
}

static int named(struct custody_module *module, const char *name, uintptr_t bias) {
  int is_program = !name || name[0] == '\0';
  module->path = is_program ? program : name;
  module->name = is_program ? program_path() : name;
  module->bias = bias;
  return 1;
}

#ifdef __GLIBC__
static int ask_loader(uintptr_t address, struct custody_module *module) {
  Dl_info info = {0};
  struct link_map *map = NULL;
  if (!dladdr1((void *)address, &info, (void **)&map, RTLD_DL_LINKMAP) || !map) return 0;
  return named(module, map->l_name, map->l_addr);
}
#else
/* A program that is not position-independent has a bias that is not told: its offsets are wrong. */
static int ask_loader(uintptr_t address, struct custody_module *module) {
  Dl_info info = {0};
  if (!dladdr((void *)address, &info)) return 0;
  return named(module, info.dli_fname, (uintptr_t)info.dli_fbase);
}
#endif

#if defined(__GLIBC__) && __GLIBC_PREREQ(2, 35)
#pragma weak _dl_find_object
int custody_module_at(uintptr_t address, struct custody_module *module) {
  struct dl_find_object found;
  if (!_dl_find_object) return ask_loader(address, module);
  if (_dl_find_object((void *)address, &found) != 0) return 0;
  return named(module, found.dlfo_link_map->l_name, found.dlfo_link_map->l_addr);
}
#else
int custody_module_at(uintptr_t address, struct custody_module *module) {
  return ask_loader(address, module);
}
#endif
