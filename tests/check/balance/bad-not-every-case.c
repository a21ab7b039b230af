/* A value of the enumeration that the switch has no case for goes past all of them. */
#include <custody/short.h>
#include <pthread.h>

enum status { IDLE, OWN, SHARED, BUSY };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int moved GUARDED_BY(lock);

int move(int linked, int references) {
  enum status status = IDLE;
  if (linked) {
    pthread_mutex_lock(&lock);
    status = references == 2 ? OWN : references > 2 ? SHARED : BUSY;
    if (status == BUSY) pthread_mutex_unlock(&lock);
  }
  switch (status) {
  case OWN:
    moved++;
    pthread_mutex_unlock(&lock);
    break;
  case IDLE:
  case BUSY: break;
  default: break;
  }
  return status == OWN; // expect-both: balance lock
}

int main(void) { return move(1, 2); }
