/* Orders that name nothing, only one lock, or no lock; and orders that contradict each other. */
#include <custody/short.h>
#include <pthread.h>

static pthread_mutex_t clients = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t journal = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t disk = PTHREAD_MUTEX_INITIALIZER;
struct channel {
  pthread_mutex_t lock;
  int users;
};

LOCK_ORDER(clients, jurnal); // expect-both: annotation 'jurnal' names nothing
LOCK_ORDER(struct channel.lok, clients); // expect-both: annotation 'lok' names nothing
LOCK_ORDER(clients); // expect-both: annotation 'lock_order' takes two locks or more
LOCK_ORDER(clients, struct channel.users); // expect-both: annotation cannot be a lock
LOCK_ORDER(clients, struct channel.lock, journal); // expect-both: annotation 'clients' would come before itself
LOCK_ORDER(journal, disk);
LOCK_ORDER(disk, clients);

int main(void) {
  pthread_mutex_lock(&clients);
  pthread_mutex_unlock(&clients);
  pthread_mutex_lock(&journal);
  pthread_mutex_unlock(&journal);
  pthread_mutex_lock(&disk);
  pthread_mutex_unlock(&disk);
  return 0;
}
