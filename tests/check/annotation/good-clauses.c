/* Clauses that go together: of two locks, shared and exclusive, and on conditions. */
#include <custody/short.h>
#include <pthread.h>

struct queue {
  pthread_mutex_t lock, other;
  pthread_rwlock_t map_lock;
  int length GUARDED_BY(lock);
};

void queue_step(struct queue *q) RELEASE(q->lock) ACQUIRE(q->other);
void queue_leave(struct queue *q) REQUIRES(q->lock) RELEASE(q->lock);
void queue_enter(struct queue *q) EXCLUDES(q->lock) ACQUIRE(q->lock);
int queue_try(struct queue *q) TRY_ACQUIRE(ret == 0, q->lock) EXCLUDES(q->other);
void queue_upgrade(struct queue *q) RELEASE_SHARED(q->map_lock) ACQUIRE(q->map_lock);

void queue_upgrade(struct queue *q) {
  pthread_rwlock_unlock(&q->map_lock);
  pthread_rwlock_wrlock(&q->map_lock);
}

void queue_step(struct queue *q) {
  pthread_mutex_unlock(&q->lock);
  pthread_mutex_lock(&q->other);
}

void queue_leave(struct queue *q) {
  q->length = 0;
  pthread_mutex_unlock(&q->lock);
}

void queue_enter(struct queue *q) { pthread_mutex_lock(&q->lock); }

int queue_try(struct queue *q) { return pthread_mutex_trylock(&q->lock); }

int main(void) { return 0; }
