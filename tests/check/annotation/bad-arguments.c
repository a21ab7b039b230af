/* Arguments of the wrong number or kind: what the macro takes is said. */
#include <custody/short.h>
#include <pthread.h>

THREAD_ROLE(main);

struct server {
  pthread_mutex_t lock;
  int a GUARDED_BY();               // expect-both: annotation takes one lock or more
  int b GUARDED_BY(1 + 2);          // expect-both: annotation cannot be read
  int c GUARDED_BY("lock");         // expect-both: annotation cannot be read
  int d GUARDED_BY(lock, );         // expect-both: annotation takes one lock or more
  int e OWNED_BY();                 // expect-both: annotation takes a role, and perhaps one lock
  int f OWNED_BY(main, lock, lock); // expect-both: annotation takes a role, and perhaps one lock
  int g OWNED_BY(main lock);        // expect-both: annotation role 'main lock' is not declared
  int h UNCHECKED();                // expect-both: annotation takes a reason in quotes
  int i UNCHECKED("");              // expect-both: annotation takes a reason in quotes
  int j UNCHECKED(why);             // expect-both: annotation takes a reason in quotes
};

static struct server server;

int main(void) { return sizeof server == 0; }
