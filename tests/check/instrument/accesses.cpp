// Accesses in what C++ alone has: each is reported, with its place.
// RUN: %clangxx_custody -fplugin-arg-custody-runtime=unproved -w -std=c++20 -O0 %s %runtime -ldl -o %t && env CUSTODY_OPTIONS=report_places=1 %not %t 2>&1 | %FileCheck %s
// RUN: %clangxx_custody -fplugin-arg-custody-runtime=unproved -w -std=c++20 -O2 %s %runtime -ldl -o %t && env CUSTODY_OPTIONS=report_places=1 %not %t 2>&1 | %FileCheck %s
#include <custody/short.h>
#include <functional>
#include <map>
#include <memory>
#include <pthread.h>

THREAD_ROLE(main);
static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;

struct part {
  int a GUARDED_BY(m) = 0;
};

struct base {
  int low GUARDED_BY(m) = 0;
  virtual ~base() {}
};

struct whole : base {
  int x GUARDED_BY(m) = 0;
  part parts[2];
  static int shared GUARDED_BY(m);
  int get() const { return x; }
  // CHECK-DAG: read of whole.x at {{.*}}accesses.cpp:[[@LINE-1]]:28 in whole::get
  template <class T> T as() { return x; }
  // CHECK-DAG: read of whole.x at {{.*}}accesses.cpp:[[@LINE-1]]:38 in whole::as
  auto later() {
    return [this] { return x; };
    // CHECK-DAG: read of whole.x at {{.*}}accesses.cpp:[[@LINE-1]]:28
  }
};
int whole::shared;

template <class T> int of(T *p) { return p->x; }
// CHECK-DAG: read of whole.x at {{.*}}accesses.cpp:[[@LINE-1]]:45 in of

template <class T> struct holder {
  T *p;
  int get() { return p->x; }
  // CHECK-DAG: read of whole.x at {{.*}}accesses.cpp:[[@LINE-1]]:25 in holder
};

template <class T> struct box {
  T value GUARDED_BY(m);
  int get() { return value; }
  // CHECK-DAG: read of {{.*}}value at {{.*}}accesses.cpp:[[@LINE-1]]:22 in box
};

static whole *g;
static auto global_lambda = [] { return g->low; };
// CHECK-DAG: read of base.low at {{.*}}accesses.cpp:[[@LINE-1]]:44

struct leaving {
  ~leaving() { g->x = 1; }
  // CHECK-DAG: write of whole.x at {{.*}}accesses.cpp:[[@LINE-1]]:19
};

struct arriving {
  int copy;
  arriving() : copy(g->x) {}
  // CHECK-DAG: read of whole.x at {{.*}}accesses.cpp:[[@LINE-1]]:24
};

static void *run(void *) {
  int i = g->get() + g->as<int>() + g->later()() + of(g) + global_lambda();
  holder<whole> h{g};
  static box<int> b;
  i += h.get() + b.get();
  whole &r = *g;
  r.x = 4;
  // CHECK-DAG: write of whole.x at {{.*}}accesses.cpp:[[@LINE-1]]:5 in run
  auto by_reference = [&] { r.x++; };
  // CHECK-DAG: write of whole.x at {{.*}}accesses.cpp:[[@LINE-1]]:31
  by_reference();
  auto by_copy = [p = g] { return p->x; };
  // CHECK-DAG: read of whole.x at {{.*}}accesses.cpp:[[@LINE-1]]:38
  auto generic = [](auto *p) { return p->x; };
  // CHECK-DAG: read of whole.x at {{.*}}accesses.cpp:[[@LINE-1]]:42
  i += by_copy() + generic(g);
  std::function<void()> function = [] { g->x = 9; };
  // CHECK-DAG: write of whole.x at {{.*}}accesses.cpp:[[@LINE-1]]:44
  function();
  for (part &p : g->parts) p.a = 1;
  // CHECK-DAG: write of part.a at {{.*}}accesses.cpp:[[@LINE-1]]:30 in run
  std::map<int, whole *> map{{1, g}};
  for (auto &[key, p] : map) p->x = key;
  // CHECK-DAG: write of whole.x at {{.*}}accesses.cpp:[[@LINE-1]]:33 in run
  std::unique_ptr<whole, void (*)(whole *)> owner(g, [](whole *) {});
  owner->x = 3;
  // CHECK-DAG: write of whole.x at {{.*}}accesses.cpp:[[@LINE-1]]:10 in run
  g->parts[0] = g->parts[1];
  // CHECK-DAG: write of part.a at {{.*}}accesses.cpp:[[@LINE-1]]
  part copied = g->parts[0];
  // CHECK-DAG: read of part.a at {{.*}}accesses.cpp:[[@LINE-1]]
  i += copied.a;
  i += whole::shared;
  // CHECK-DAG: read of {{.*}}shared at {{.*}}accesses.cpp:[[@LINE-1]]
  leaving l;
  arriving a;
  return (void *)(long)(i + a.copy);
}

int main() {
  g = new whole;
  pthread_t thread;
  pthread_create(&thread, nullptr, run, nullptr);
  pthread_join(thread, nullptr);
  return 0;
}
