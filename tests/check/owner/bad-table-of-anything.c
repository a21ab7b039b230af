/* A function that is kept behind `void *` is reached by who calls it by its own shape, on whatever
 * thread that is. */
#include <custody/short.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

THREAD_ROLE(main);
THREAD_ROLE(loop);
static int turns OWNED_BY(loop);

struct entry {
  const char *name;
  void *value;
};
static struct entry table[8];
static int used;

static void put(const char *name, void *value) { table[used++] = (struct entry){name, value}; }

static void *get(const char *name) {
  for (int i = 0; i < used; i++)
    if (strcmp(table[i].name, name) == 0) return table[i].value;
  return NULL;
}

static void turn(int by) { turns += by; } // expect-both: owner turns
static int length_of(const char *text) { return (int)strlen(text); }

static void *run_loop(void *unused) THREAD_ENTRY(loop);
static void *run_loop(void *unused) {
  void (*step)(int) = (void (*)(int))get("turn");
  step(1);
  return unused;
}

int main(void) {
  pthread_t loop;
  put("turn", (void *)turn);
  put("length", (void *)length_of);
  put("motto", "one thread, one loop");
  if (pthread_create(&loop, NULL, run_loop, NULL)) return 1;
  void (*step)(int) = (void (*)(int))get("turn");
  step(1);
  int (*measure)(const char *) = (int (*)(const char *))get("length");
  printf("%d %s\n", measure("four"), (char *)get("motto"));
  return pthread_join(loop, NULL);
}
