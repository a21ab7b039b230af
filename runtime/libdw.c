/* Opens libdw (symbols.h says how and why), at most once in a process. */
#include "libdw.h"
#include "shut_in.h"
#include "symbols.h"
#include <dlfcn.h>
#include <sched.h>
#include <stdatomic.h>
#include <time.h>

struct custody_libdw custody_libdw;

enum { UNOPENED, OPENING, OPEN, FAILED };
static atomic_int state = UNOPENED;

static int find_functions(void *library) {
  static const struct {
    const char *name;
    size_t offset;
  } rows[] = {
#define FUNCTION(name) {#name, offsetof(struct custody_libdw, name)},
      CUSTODY_LIBDW(FUNCTION)
#undef FUNCTION
  };
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    void *function = dlsym(library, rows[i].name);
    if (!function) return 0;
    *(void **)(void *)((char *)&custody_libdw + rows[i].offset) = function;
  }
  return 1;
}

static int open_library(void) {
  /* Not linked: in a static program, and in some C libraries, it is not there. */
  void *(*open_beside)(Lmid_t, const char *, int) = NULL;
  *(void **)(void *)&open_beside = dlsym(RTLD_DEFAULT, "dlmopen");
  if (!open_beside || custody_shut_in()) return FAILED;
  void *library = open_beside(LM_ID_NEWLM, "libdw.so.1", RTLD_NOW | RTLD_LOCAL);
  return library && find_functions(library) ? OPEN : FAILED;
}

/* Whoever opens it may have to wait for a lock of the loader that this thread holds: then this one
 * goes on without. */
static int wait_a_second(void) {
  struct timespec pause = {0, 1000000};
  for (int i = 0; i < 1000 && atomic_load(&state) == OPENING; i++) nanosleep(&pause, NULL);
  return atomic_load(&state) == OPEN;
}

int custody_symbols_open(void) {
  int before = UNOPENED;
  if (atomic_compare_exchange_strong(&state, &before, OPENING)) {
    before = open_library();
    atomic_store(&state, before);
  }
  return before == OPENING ? wait_a_second() : before == OPEN;
}

void custody_symbols_after_fork(void) {
  int opening = OPENING;
  atomic_compare_exchange_strong(&state, &opening, FAILED);
}
