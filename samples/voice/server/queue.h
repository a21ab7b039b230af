/* Calls that other threads hand to main.
 *
 * A call is an object with a function; main runs it from its event loop, in the order of arrival.
 * After queue_close nothing more is taken and what waits is dropped. The queue knows nothing of
 * what the calls do. */
#ifndef VOICE_QUEUE_H
#define VOICE_QUEUE_H

#include <pthread.h>
#include <stdbool.h>

#include "roles.h"

struct server;

enum { CALLS_MOST = 16384 };

/** Embedded in a larger object. Exactly one of `run` (on main) and `drop` (on the closing thread)
 *  is called, once; it ends the object's life where nobody else waits for it. */
struct call {
  void (*run)(struct server *server, struct call *call);
  void (*drop)(struct call *call);
  struct call *next; /* the queue's */
};

struct queue {
  pthread_mutex_t lock;
  struct call *first GUARDED_BY(lock);
  struct call *last GUARDED_BY(lock);
  unsigned length GUARDED_BY(lock);
  bool closed GUARDED_BY(lock);
  int wakeup IMMUTABLE; /* an eventfd, readable while calls wait */
};

bool queue_init(struct queue *q) INIT(q);
void queue_fini(struct queue *q) FINI(q);

/** Any thread. False, and the call stays the caller's, when closed or `most` calls wait. */
bool queue_post(struct queue *q, struct call *call, unsigned most);

/** Runs what waits. */
void queue_run(struct queue *q, struct server *server) RUNS_ON(main);
void queue_close(struct queue *q);

#endif
