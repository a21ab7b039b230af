/* Two threads of a pool can touch what "the pool" owns. */
#include <custody/short.h>

THREAD_ROLE_POOL(worker);

struct job {
  int size OWNED_BY(worker); // expect-both: annotation OWNED_BY(worker)
};
static int done OWNED_BY(worker); // expect-both: annotation OWNED_BY(worker)
static _Thread_local int mine OWNED_BY(worker);

static void *work(void *argument) THREAD_ENTRY(worker);
static void *work(void *argument) {
  mine++;
  done++;
  return argument;
}

int main(void) { return 0; }
