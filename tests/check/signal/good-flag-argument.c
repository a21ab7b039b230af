/* A function that is told that a handler calls it does less then. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { QUIET, LOUD };
static int files;

static void remove_file(const char *name, int from_handler) {
  unlink(name);
  if (from_handler) return;
  printf("removed %s\n", name);
}

static void say(int how) {
  switch (how) {
  case QUIET: write(1, ".", 1); break;
  case LOUD: puts("loud"); break;
  }
}

static void clean_up(int from_handler) {
  if (!from_handler) free(malloc(1));
  remove_file("one", from_handler);
  say(QUIET);
}

static void on_end(int number) {
  files = number;
  clean_up(1);
}

int main(void) {
  signal(SIGTERM, on_end);
  clean_up(0);
  say(LOUD);
  return files;
}
