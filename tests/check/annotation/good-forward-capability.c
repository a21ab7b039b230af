/* A type may be called a lock where it is declared first. */
#include <custody/short.h>

struct CAPABILITY("lock") own_lock;
struct own_lock {
  int state;
};

void own_lock_take(struct own_lock *o) ACQUIRE(o) NO_CHECK("the lock itself");
void own_lock_take(struct own_lock *o) { o->state = 1; }
void own_lock_give(struct own_lock *o) RELEASE(o) NO_CHECK("the lock itself");
void own_lock_give(struct own_lock *o) { o->state = 0; }

struct server {
  struct own_lock own;
  int guests GUARDED_BY(own);
};

static struct server server;

int main(void) {
  own_lock_take(&server.own);
  server.guests = 1;
  own_lock_give(&server.own);
  return 0;
}
