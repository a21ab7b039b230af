/* Locks behind an array of pointers, as OpenSSL's are kept: any of them, one of them, and those that
 * a table's rows point to. */
// compile: -fplugin-arg-custody-policy=$HERE/array.yaml
// wrong: custody-lock: write of any by thread T
// wrong: custody-lock: write of second by thread T
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { LOCK_FIRST, LOCK_SECOND, LOCKS };

static pthread_mutex_t *locks[LOCKS], *other;
static struct row {
  int size;
  pthread_mutex_t *lock;
} table[LOCKS];
static int any, second, row;

static void *right(void *unused) {
  pthread_mutex_lock(locks[LOCK_SECOND]);
  any++;
  second++;
  pthread_mutex_unlock(locks[LOCK_SECOND]);
  pthread_mutex_lock(table[LOCK_SECOND].lock);
  row++;
  pthread_mutex_unlock(table[LOCK_SECOND].lock);
  return unused;
}

static void *wrong(void *unused) {
  pthread_mutex_lock(other);
  any++;
  pthread_mutex_unlock(other);
  pthread_mutex_lock(locks[LOCK_FIRST]);
  second++;
  pthread_mutex_unlock(locks[LOCK_FIRST]);
  return unused;
}

static pthread_mutex_t *new_lock(void) {
  pthread_mutex_t *lock = malloc(sizeof *lock);
  pthread_mutex_init(lock, NULL);
  return lock;
}

int main(int count, char **arguments) {
  int is_wrong = count > 1 && strcmp(arguments[1], "wrong") == 0;
  pthread_t thread;
  other = new_lock();
  for (int i = 0; i < LOCKS; i++) locks[i] = new_lock();
  for (int i = 0; i < LOCKS; i++) table[i].lock = new_lock();
  pthread_create(&thread, NULL, is_wrong ? wrong : right, NULL);
  pthread_join(thread, NULL);
  return 0;
}
