/* A file that has nothing to say is an error too: it would count as clean. */
#include "load.h"

#include <stdio.h>

static int load(struct object_list *list, const char *path) {
  char message[4096];
  int found = object_read(list, path, message, sizeof message);
  if (found > 0) return 1;
  if (found < 0) fprintf(stderr, "custody: error: %s\n", message);
  else fprintf(stderr, "custody: error: %s: has no facts: was it built with the plugin?\n", path);
  return 0;
}

int load_all(struct object_list *list, int count, char **paths) {
  int good = 1;
  for (int i = 0; i < count; i++)
    if (!load(list, paths[i])) good = 0;
  return good;
}
