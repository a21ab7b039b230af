/* A switch that has a case for every value of an enumeration is left through one of them. */
#include <custody/short.h>
#include <pthread.h>

enum status { IDLE, OWN, BUSY };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int moved GUARDED_BY(lock);

int move(int linked, int references) {
  enum status status = IDLE;
  if (linked) {
    pthread_mutex_lock(&lock);
    status = references == 2 ? OWN : BUSY;
    if (status == BUSY) pthread_mutex_unlock(&lock);
  }
  switch (status) {
  case OWN:
    moved++;
    pthread_mutex_unlock(&lock);
    break;
  case IDLE:
  case BUSY: break;
  }
  return status == OWN;
}

int main(void) { return move(1, 2); }
