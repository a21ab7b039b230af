/* A file that has nothing to say is an error too: it would count as clean. */
#include "load.h"

#include "output/text.h"

#include <stdio.h>

static int load(struct object_list *list, const char *path) {
  char message[4096];
  int found = object_read(list, path, message, sizeof message);
  if (found > 0) return 1;
  fputs("custody: error: ", stderr);
  text_print(stderr, found < 0 ? message : path);
  fputs(found < 0 ? "\n" : ": has no facts: was it built with the plugin?\n", stderr);
  return 0;
}

int load_all(struct object_list *list, int count, char **paths) {
  int good = 1;
  for (int i = 0; i < count; i++)
    if (!load(list, paths[i])) good = 0;
  return good;
}
