/* See shut_in.h. Without privileges a process needs PR_SET_NO_NEW_PRIVS before its first filter, so a
 * further filter in a container is seen too. To ask is a system call itself: for a filter that kills for
 * that one there is the option shut_in. */
#include "shut_in.h"
#include "options.h"
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

static long at_start;

static long mode(void) {
  long filters = syscall(SYS_prctl, PR_GET_SECCOMP, 0, 0, 0, 0);
  long privileges = syscall(SYS_prctl, PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0);
  return filters * 2 + privileges;
}

void custody_shut_in_begin(void) { at_start = mode(); }

int custody_shut_in(void) { return custody_options.shut_in || mode() != at_start; }
