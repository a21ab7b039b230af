/* A call in a lock expression is one of a function that says which lock it returns. */
#include <custody/short.h>
#include <pthread.h>

struct queue {
  pthread_mutex_t mutex;
  int length GUARDED_BY(mutex_off(this)); // expect-both: annotation 'mutex_off' names nothing: there is no such function
  int peak GUARDED_BY(plain(this));       // expect-both: annotation 'plain' does not say which lock it returns
  int hits GUARDED_BY(mutex_of());        // expect-both: annotation 'mutex_of' takes 1 arguments, not 0
  int spare GUARDED_BY(mutex_of(that));   // expect-both: annotation 'that' names nothing
  int loop GUARDED_BY(around(this));      // expect-both: annotation 'around' does not say which lock it returns
};
pthread_mutex_t *mutex_of(struct queue *q) RETURN_CAPABILITY(q->mutex);
pthread_mutex_t *plain(struct queue *q);
pthread_mutex_t *around(struct queue *q) RETURN_CAPABILITY(around(q)); // expect-both: annotation 'around' does not say which lock it returns

int main(void) { return 0; }
