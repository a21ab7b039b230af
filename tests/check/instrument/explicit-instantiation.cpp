// Known miss: an explicit instantiation is generated before its accesses could be marked, since what
// it shares with the template's other instantiations must not change before the last of them.
// RUN: %clangxx_custody -fplugin-arg-custody-runtime=unproved -w -O1 %s %runtime -ldl -o %t && %t 2>&1 | %FileCheck --allow-empty --implicit-check-not=custody %s
#include <custody/short.h>
#include <pthread.h>

static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
struct whole {
  int x GUARDED_BY(m);
} g;

template <class T> int of(T *p) { return p->x; }
template int of(whole *);

static void *run(void *) {
  of(&g);
  return nullptr;
}

int main() {
  pthread_t thread;
  pthread_create(&thread, nullptr, run, nullptr);
  pthread_join(thread, nullptr);
  return 0;
}
