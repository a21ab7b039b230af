/* The lock is held while the list changes hands, never while a call runs: a call may post. */
#include "queue.h"

#include <stdint.h>
#include <sys/eventfd.h>
#include <unistd.h>

bool queue_init(struct queue *q) {
  pthread_mutex_init(&q->lock, NULL);
  q->first = q->last = NULL;
  q->length = 0;
  q->closed = false;
  q->wakeup = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
  return q->wakeup >= 0;
}

void queue_fini(struct queue *q) {
  if (q->wakeup >= 0) close(q->wakeup);
  pthread_mutex_destroy(&q->lock);
}

static void append(struct queue *q, struct call *call) {
  call->next = NULL;
  if (q->last) q->last->next = call;
  else q->first = call;
  q->last = call;
  q->length++;
}

bool queue_post(struct queue *q, struct call *call, unsigned most) {
  pthread_mutex_lock(&q->lock);
  bool taken = !q->closed && q->length < most;
  bool first = taken && q->length == 0;
  if (taken) append(q, call);
  pthread_mutex_unlock(&q->lock);
  /* The counter cannot be full, and a reader that is awake already needs no second call. */
  if (first) eventfd_write(q->wakeup, 1);
  return taken;
}

static struct call *take_all(struct queue *q, bool close) {
  pthread_mutex_lock(&q->lock);
  struct call *calls = q->first;
  q->first = q->last = NULL;
  q->length = 0;
  if (close) q->closed = true;
  pthread_mutex_unlock(&q->lock);
  return calls;
}

void queue_run(struct queue *q, struct server *server) {
  eventfd_t count;
  eventfd_read(q->wakeup, &count);
  for (struct call *call = take_all(q, false), *next; call; call = next) {
    next = call->next;
    call->run(server, call);
  }
}

void queue_close(struct queue *q) {
  for (struct call *call = take_all(q, true), *next; call; call = next) {
    next = call->next;
    call->drop(call);
  }
}
