/* What runs on the loop may not touch what main owns; the lock that is held while it is posted is
 * not held while it runs, and another lock is not the one that is. */
#include <custody/short.h>
#include <pthread.h>

THREAD_ROLE(main);
THREAD_ROLE(loop);

struct state {
  pthread_mutex_t lock, other;
  int count OWNED_BY(main);
  int names GUARDED_BY(lock);
  int others GUARDED_BY(other);
};
static struct state state = {.lock = PTHREAD_MUTEX_INITIALIZER, .other = PTHREAD_MUTEX_INITIALIZER};

void post(void (*run)(struct state *) CALLBACK_ON(loop), struct state *);
void each(struct state *s, void (*visit)(struct state *) CALLBACK_WITH(s->lock));

static void count(struct state *s) { s->count++; } // expect-both: owner state.count
static void name(struct state *s) { s->names++; }  // expect-both: lock state.names
static void visit(struct state *s) {
  s->names++;
  s->others++; // expect-both: lock state.others
}

static void *run_loop(void *) THREAD_ENTRY(loop);
static void *run_loop(void *argument) {
  pthread_mutex_lock(&state.other);
  state.others++;
  pthread_mutex_unlock(&state.other);
  return argument;
}

int main(void) {
  pthread_t thread;
  if (pthread_create(&thread, 0, run_loop, &state)) return 1;
  pthread_mutex_lock(&state.lock);
  post(count, &state);
  post(name, &state);
  pthread_mutex_unlock(&state.lock);
  each(&state, visit);
  return pthread_join(thread, 0);
}

static void (*posted)(struct state *);
void post(void (*run)(struct state *), struct state *s) {
  (void)s;
  posted = run;
}
void each(struct state *s, void (*visit)(struct state *)) {
  pthread_mutex_lock(&s->lock);
  visit(s);
  pthread_mutex_unlock(&s->lock);
}
