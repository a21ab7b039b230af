/* What is said of roles at file scope. */
#include "program.h"

#include <string.h>

void role_read(struct role *role, const char *name, struct place place) {
  if (strcmp(name, "nonblocking_role") == 0) {
    role->nonblocking = 1;
    role->nonblocking_place = place;
    return;
  }
  role->declared = 1;
  role->place = place;
  role->pool |= strcmp(name, "thread_role_pool") == 0;
}
