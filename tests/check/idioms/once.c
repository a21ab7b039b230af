/* pthread_once builds what it writes; so does a static initialiser that it calls. Whoever came through
 * it reads free. */
#include <custody/short.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct names {
  char *host IMMUTABLE;
  int ports[4] IMMUTABLE;
};

static pthread_once_t once = PTHREAD_ONCE_INIT;
static struct names names;
static int table[256] IMMUTABLE;
static struct names *found IMMUTABLE;

static void fill_table(int *t) {
  for (int i = 0; i < 256; i++) t[i] = i * 7 % 256;
}

static void name_host(struct names *n, const char *host) { n->host = strdup(host); }

static void start(void) {
  const char *host = getenv("HOST");
  name_host(&names, host ? host : "localhost");
  for (int i = 0; i < 4; i++) names.ports[i] = 7000 + i;
  fill_table(table);
  table[0] = 1;
  found = &names;
}

static const struct names *get(void) {
  pthread_once(&once, start);
#ifdef BROKEN
  if (!names.host) names.host = strdup("nowhere"); // expect-both: immutable names.host
#endif
  return found;
}

static void *run(void *unused) {
  const struct names *n = get();
  int sum = n->ports[2] + table[7];
#ifdef BROKEN
  table[7] = sum; // expect-both: immutable table
#endif
  return sum ? unused : NULL;
}

int main(void) {
  pthread_t threads[3];
  for (int i = 0; i < 3; i++)
    if (pthread_create(&threads[i], NULL, run, NULL)) return 1;
  for (int i = 0; i < 3; i++) pthread_join(threads[i], NULL);
  return 0;
}
