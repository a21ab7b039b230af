/* The command `custody`: reads its arguments and calls one verb. */
#include "object.h"

#include "facts/dump.h"

#include <stdio.h>
#include <string.h>

static int facts_verb(int count, char **paths) {
  struct object_list list = {0};
  char message[4096];
  int status = count ? 0 : 2;
  for (int i = 0; i < count && status == 0; i++) {
    int found = object_read(&list, paths[i], message, sizeof message);
    if (found < 0) {
      fprintf(stderr, "custody: error: %s\n", message);
      status = 2;
    } else if (found == 0) {
      fprintf(stderr, "custody: error: %s: has no facts: was it built with the plugin?\n", paths[i]);
      status = 2;
    }
  }
  for (uint32_t i = 0; i < list.count && status == 0; i++) facts_dump(list.unit[i], stdout);
  object_list_free(&list);
  return status;
}

int main(int argc, char **argv) {
  if (argc > 2 && strcmp(argv[1], "facts") == 0) return facts_verb(argc - 2, argv + 2);
  fputs("usage: custody facts FILE...\n", stderr);
  return 2;
}
