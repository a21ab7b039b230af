/* Rules of what a pointer points to stand on pointers; one for each. */
#include <custody/short.h>
#include <pthread.h>

struct list {
  pthread_mutex_t lock, other;
  int length PT_GUARDED_BY(lock);      // expect-both: annotation 'length' is no pointer
  char name[8] PT_ATOMIC;              // expect-both: annotation 'name' is no pointer
  void (*call)(void) PT_IMMUTABLE;     // expect-both: annotation 'call' is no pointer
  int *items GUARDED_BY(lock) PT_GUARDED_BY(other);
  int *slots PT_GUARDED_BY(lock)
      PT_IMMUTABLE; // expect-both: annotation 'slots' is declared 'pt_guarded_by' and 'pt_immutable'
  int *spare PT_GUARDED_BY(locks); // expect-both: annotation 'locks' names nothing
};

void grow(struct list *l, int by PT_GUARDED_BY(l->lock)); // expect-both: annotation 'by' is no pointer
void PT_ATOMIC stop(void); // expect-both: annotation 'pt_atomic' means nothing on a function

int main(void) {
  static struct list list;
  grow(&list, list.length);
  return 0;
}

void grow(struct list *l, int by) { l->length += by; }
