/* Functions that run later: posted to a loop with their data, kept as a watcher, run by a timer list;
 * the locks that are held while they are posted are not held while they run, the role is the loop's. */
#include <custody/short.h>
#include <pthread.h>
#include <stdlib.h>

THREAD_ROLE(main);
THREAD_ROLE(loop);
NONBLOCKING_ROLE(loop);

struct task {
  struct task *next;
  void (*run)(void *data);
  void *data;
};

struct loop {
  pthread_mutex_t lock;
  pthread_cond_t change;
  struct task *first GUARDED_BY(lock);
  int stopping GUARDED_BY(lock);
  int turns OWNED_BY(loop);
  void (*on_idle)(struct loop *);
};

struct state {
  pthread_mutex_t lock;
  int clients OWNED_BY(loop);
  int names GUARDED_BY(lock);
  int commands OWNED_BY(main);
};

static struct loop loop = {.lock = PTHREAD_MUTEX_INITIALIZER, .change = PTHREAD_COND_INITIALIZER};
static struct state state = {.lock = PTHREAD_MUTEX_INITIALIZER};

static int post(struct loop *l, void (*run)(void *) CALLBACK_ON(loop), void *data) {
  struct task *t = malloc(sizeof *t);
  if (!t) return -1;
  t->run = run;
  t->data = data;
  pthread_mutex_lock(&l->lock);
  t->next = l->first;
  l->first = t;
  pthread_cond_signal(&l->change);
  pthread_mutex_unlock(&l->lock);
  return 0;
}

static struct task *next(struct loop *l) {
  pthread_mutex_lock(&l->lock);
  struct task *t = l->first;
  if (t) l->first = t->next;
  pthread_mutex_unlock(&l->lock);
  return t;
}

static void *loop_run(void *argument) THREAD_ENTRY(loop) {
  struct loop *l = argument;
  for (struct task *t; (t = next(l)) != NULL; free(t)) {
    t->run(t->data);
    l->turns++;
    if (l->on_idle) l->on_idle(l);
  }
  return NULL;
}

static void count_client(void *data) {
  struct state *s = data;
  s->clients++; // expect-both: owner state.clients
#ifdef BROKEN
  s->commands++; // expect-both: owner state.commands
#endif
}

static void name_client(void *data) {
  struct state *s = data;
#ifndef BROKEN
  pthread_mutex_lock(&s->lock);
#endif
  s->names++; // expect-both: lock state.names
#ifndef BROKEN
  pthread_mutex_unlock(&s->lock);
#endif
}

static void idle(struct loop *l) {
  l->turns = 0;      // expect-both: owner loop.turns
  state.clients = 0; // expect-both: owner state.clients
}

int main(void) {
  pthread_t thread;
  loop.on_idle = idle;
  if (pthread_create(&thread, NULL, loop_run, &loop)) return 1;
  state.commands++;
  post(&loop, count_client, &state);
  pthread_mutex_lock(&state.lock);
  state.names++;
  post(&loop, name_client, &state);
  pthread_mutex_unlock(&state.lock);
#ifdef BROKEN
  count_client(&state); // expect-note: count_client
  idle(&loop);          // expect-note: idle
#endif
  return pthread_join(thread, NULL);
}
