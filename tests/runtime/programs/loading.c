/* A library's constructor reports, inside the loader's lock, while another thread makes the first report
 * and waits for that lock to open libdw: both reports are printed, and nobody waits for ever.
 *   loading LIBRARY */
#include <custody/runtime.h>
#include <dlfcn.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <unistd.h>

#ifdef LIBRARY
extern atomic_int stage;

static __attribute__((constructor)) void in_constructor(void) {
  stage = 1;
  while (stage == 1) usleep(1000);
  usleep(200 * 1000); /* the other one is at the loader's lock by now */
  custody_assert_role(from_library);
}
#else
atomic_int stage;

static void *report_first(void *unused) {
  while (stage == 0) usleep(1000);
  stage = 2;
  custody_assert_role(from_program);
  return unused;
}

int main(int count, char **arguments) {
  pthread_t thread;
  if (count != 2) return 2;
  pthread_create(&thread, NULL, report_first, NULL);
  if (!dlopen(arguments[1], RTLD_NOW)) return puts(dlerror());
  pthread_join(thread, NULL);
  return 0;
}
#endif
