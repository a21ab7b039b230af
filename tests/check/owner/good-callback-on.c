/* A function that is posted runs on the role that the parameter names, whoever posts it, and not
 * with the locks that are held there. */
#include <custody/short.h>
#include <pthread.h>

THREAD_ROLE(main);
THREAD_ROLE(loop);

struct state {
  pthread_mutex_t lock;
  int count OWNED_BY(loop);
  int names GUARDED_BY(lock);
};
static struct state state = {PTHREAD_MUTEX_INITIALIZER, 0, 0};

void post(void (*run)(struct state *) CALLBACK_ON(loop), struct state *);
void each(struct state *s, void (*visit)(struct state *) CALLBACK_WITH(s->lock));

static void count(struct state *s) { s->count++; }
static void name(struct state *s) { s->names++; }

static void *run_loop(void *) THREAD_ENTRY(loop);
static void *run_loop(void *argument) {
  count(argument);
  return 0;
}

int main(void) {
  pthread_t thread;
  if (pthread_create(&thread, 0, run_loop, &state)) return 1;
  post(count, &state);
  each(&state, name);
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
