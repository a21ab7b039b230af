#ifndef QUEUE_H
#define QUEUE_H
#include <custody/short.h>
#include <pthread.h>

struct job {
  struct job *next;
  int priority;
};

struct queue {
  pthread_mutex_t lock;
  struct job *first GUARDED_BY(lock);
  int length GUARDED_BY(lock);
  int most IMMUTABLE;
};

/* Both return with the queue locked; who is done calls queue_end. */
struct queue *queue_begin(int number);
struct job *queue_begin_job(struct queue *);
void queue_end(struct queue *);
void queue_setup(void);

#endif
