/* What is posted before the loop's thread is started runs on that thread all the same, later: it may
 * not touch what main owns, nor what a lock guards without it. */
#include <custody/short.h>
#include <pthread.h>

THREAD_ROLE(main);
THREAD_ROLE(loop);

struct state {
  pthread_mutex_t lock;
  int count OWNED_BY(main);
  int turns OWNED_BY(loop);
  int names GUARDED_BY(lock);
};
static struct state state = {.lock = PTHREAD_MUTEX_INITIALIZER};
static void (*posted)(struct state *);

static void post(void (*run)(struct state *) CALLBACK_ON(loop)) { posted = run; }

static void turn(struct state *s) {
  s->turns++;
#ifdef BROKEN
  s->count++; // expect-both: owner state.count
#endif
#ifndef BROKEN
  pthread_mutex_lock(&s->lock);
#endif
  s->names++; // expect-both: lock state.names
#ifndef BROKEN
  pthread_mutex_unlock(&s->lock);
#endif
}

static void *run_loop(void *argument) THREAD_ENTRY(loop) {
  posted(argument);
  return NULL;
}

int main(void) {
  pthread_t thread;
  state.count = 1;
  state.turns = 0;
  post(turn);
  if (pthread_create(&thread, NULL, run_loop, &state)) return 1;
  state.count++;
  return pthread_join(thread, NULL);
}
