/* The memory that the runtime asks the kernel for: from the request on whose number is in STARVE there
 * is none any more, or, with STARVE_ONCE, none that one time. At the end it says how many there were.
 * (malloc and the threads' stacks come by other names inside the C library.) */
#include <errno.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

static atomic_long requests;

static int is_refused(void) {
  const char *first = getenv("STARVE");
  long number = atomic_fetch_add(&requests, 1) + 1, refused = first ? atol(first) : 0;
  if (!refused || number < refused || (getenv("STARVE_ONCE") && number > refused)) return 0;
  errno = ENOMEM;
  return 1;
}

void *mmap(void *at, size_t size, int rights, int flags, int file, off_t from) {
  return is_refused() ? MAP_FAILED : (void *)syscall(SYS_mmap, at, size, rights, flags, file, from);
}

void *mremap(void *at, size_t before, size_t size, int flags, ...) {
  return is_refused() ? MAP_FAILED : (void *)syscall(SYS_mremap, at, before, size, flags);
}

__attribute__((destructor)) static void count(void) { printf("requests %ld\n", requests); }
