/* Functions in tables: of commands by name, of methods behind a pointer, copied from one table into
 * another, chosen at run time, passed through a void pointer with their data. */
#include <custody/short.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct store;

struct methods {
  int (*get)(struct store *, int key);
  void (*set)(struct store *, int key, int value);
  void (*lock)(struct store *);
  void (*unlock)(struct store *);
};

struct store {
  const struct methods *methods IMMUTABLE;
  pthread_mutex_t lock;
  int values[16] GUARDED_BY(lock);
  int writes GUARDED_BY(lock);
};

static void take(struct store *s) { pthread_mutex_lock(&s->lock); }
static void give(struct store *s) { pthread_mutex_unlock(&s->lock); }
static int get(struct store *s, int key) { return s->values[key & 15]; }
static void set(struct store *s, int key, int value) {
  s->values[key & 15] = value; // expect-both: lock store.values
  s->writes++;                 // expect-both: lock store.writes
}
static void refuse(struct store *s, int key, int value) {
  (void)s;
  (void)key;
  (void)value;
}

static const struct methods read_write = {get, set, take, give};
static struct methods read_only;

struct command {
  const char *name;
  int (*run)(struct store *, int argument);
};

static int run_get(struct store *s, int argument) {
  s->methods->lock(s);
  int value = s->methods->get(s, argument);
  s->methods->unlock(s);
  return value;
}

static int run_set(struct store *s, int argument) {
#ifndef BROKEN
  s->methods->lock(s);
#endif
  s->methods->set(s, argument, 7);
#ifndef BROKEN
  s->methods->unlock(s);
#endif
  return 0;
}

static int run_count(struct store *s, int argument) {
  s->methods->lock(s);
  int writes = s->writes;
  s->methods->unlock(s);
#ifdef BROKEN
  s->writes = argument; // expect-both: lock store.writes
#endif
  return writes + argument;
}

static const struct command commands[] = {
    {"get", run_get}, {"set", run_set}, {"count", run_count}, {NULL, NULL}};

static int dispatch(struct store *s, const char *name, int argument) {
  for (const struct command *c = commands; c->name; c++)
    if (strcmp(c->name, name) == 0) return c->run(s, argument);
  return -1;
}

struct job {
  int (*run)(struct store *, int);
  struct store *store;
};

static void *work(void *argument) {
  struct job *j = argument;
  return j->run(j->store, 3) < 0 ? argument : NULL;
}

static struct store store = {&read_write, PTHREAD_MUTEX_INITIALIZER, {0}, 0};
static struct store second = {&read_only, PTHREAD_MUTEX_INITIALIZER, {0}, 0};

int main(int argc, char **argv) {
  static struct job jobs[2] = {{run_count, &store}, {run_set, &second}};
  pthread_t threads[2];
  read_only = read_write;
  read_only.set = refuse;
  for (int i = 0; i < 2; i++)
    if (pthread_create(&threads[i], NULL, work, &jobs[i])) return 1;
  int result = argc > 1 ? dispatch(&store, argv[1], argc) : 0;
  for (int i = 0; i < 2; i++) pthread_join(threads[i], NULL);
  return result < 0;
}
