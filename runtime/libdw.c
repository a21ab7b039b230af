/* Opens libdw (symbols.h says how and why), at most once in a process. */
#include "libdw.h"
#include "symbols.h"
#include <dlfcn.h>
#include <sched.h>
#include <stdatomic.h>
#include <time.h>

struct custody_libdw custody_libdw;

enum { UNOPENED, OPENING, OPEN, FAILED };
static atomic_int state = UNOPENED;

#ifdef LM_ID_NEWLM
/* ISO C has no conversion from a pointer to data to one to a function; POSIX asks for it. */
static uintptr_t address_of(void *library, const char *name) {
  return (uintptr_t)dlsym(library, name);
}

static int find_functions(void *library) {
  int all = 1;
#define FUNCTION(name)                                                                             \
  custody_libdw.name = (__typeof__(name) *)address_of(library, #name);                             \
  all &= custody_libdw.name != NULL;
  CUSTODY_LIBDW(FUNCTION)
#undef FUNCTION
  return all;
}

typedef void *open_in_namespace(Lmid_t, const char *, int);

/* dlmopen is not linked: in a static program it is not there. */
static int open_library(void) {
  open_in_namespace *open_beside = (open_in_namespace *)address_of(RTLD_DEFAULT, "dlmopen");
  if (!open_beside) return FAILED;
  void *library = open_beside(LM_ID_NEWLM, "libdw.so.1", RTLD_NOW | RTLD_LOCAL);
  return library && find_functions(library) ? OPEN : FAILED;
}
#else
/* A C library without namespaces. */
static int open_library(void) { return FAILED; }
#endif

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
