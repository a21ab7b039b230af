// What is being built is free in C++ too: by new, in constructors and destructors, as an element of a
// container, behind a smart pointer; and what is done under the lock is right. No report.
// RUN: %clangxx_custody -fplugin-arg-custody-runtime=unproved -w -std=c++17 -O0 %s %runtime -ldl -o %t && %t 2>&1 | %FileCheck --allow-empty --implicit-check-not=custody %s
// RUN: %clangxx_custody -fplugin-arg-custody-runtime=unproved -w -std=c++17 -O2 %s %runtime -ldl -o %t && %t 2>&1 | %FileCheck --allow-empty --implicit-check-not=custody %s
// RUN: %clangxx_custody -fplugin-arg-custody-runtime=unproved -w -std=c++17 -O1 -fsanitize=thread %s %runtime -ldl -o %t && %t 2>&1 | %FileCheck --allow-empty --implicit-check-not=custody %s
// RUN: %clangxx_custody -fplugin-arg-custody-runtime=unproved -w -std=c++17 -O1 -fsanitize=address,undefined %s %runtime -ldl -o %t && %t 2>&1 | %FileCheck --allow-empty --implicit-check-not=custody %s
#include <custody/short.h>
#include <pthread.h>
#include <vector>
#include <memory>
#include <functional>
#include <thread>
#include <map>
#include <string>
#include <mutex>
THREAD_ROLE(main);
static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
struct item { int a GUARDED_BY(m); int b GUARDED_BY(m); int fixed IMMUTABLE; item *next; std::string n;
  item(int k) : a(k), b(0), fixed(1), next(nullptr) { fill(); }
  item() : item(3) { b = 4; }
  ~item() { a = 0; clear(); }
  void fill() { b = 2; fixed = 3; }
  void clear() { b = 0; }
};
struct derived : item { int c GUARDED_BY(m); derived() : c(1) { c = 2; a = 3; } ~derived() { c = 0; } };
struct pod { int a GUARDED_BY(m); pod *next; };
static item *shared;
template <class T> T *make(int k) { T *p = new T; p->a = k; p->b = k; return p; }
struct guard { guard() { pthread_mutex_lock(&m); } ~guard() { pthread_mutex_unlock(&m); } };
static void *run(void *) {
  for (int r = 0; r < 200; r++) {
    auto *p = new item(r); p->a = 1; p->fill(); delete p;
    auto u = std::make_unique<item>(3); u->a = 3; u->fill();
    auto s = std::make_shared<derived>(); s->a = 3; s->c = 3; 
    std::vector<pod> v(5); v[2].a = 1; for (pod &q : v) q.a = 2; v.resize(100); v[99].a = 3; v.push_back(v[1]);
    std::vector<item> vi; for (int i = 0; i < 20; i++) { vi.emplace_back(i); vi.back().a = i; }
    item arr[3]; arr[1].a = 3; auto *na = new item[4]; na[2].a = 1; delete[] na;
    auto *q = make<derived>(4); q->c = 1; delete q;
    item loc(3); loc.a = 1; auto l = [&] { loc.a++; }; l(); std::function<void()> f = [&loc] { loc.b++; }; f();
    item cp = loc; cp.a = 3; item mv = std::move(cp); mv.b = 1;
    std::map<int, pod> mp; mp[1].a = 3; for (auto &[k, e] : mp) e.a = k;
    auto *n1 = new pod; auto *n2 = new pod; n1->next = n2; n2->next = n1; n2->a = n1->a = 1; delete n1; delete n2;
    { guard gg; shared->a++; auto lam = [] { return shared->b++; }; lam(); for (int z : {1, 2}) shared->a += z; }
    alignas(item) char buf[sizeof(item)]; auto *pl = new (buf) item(2); pl->a = 1; pl->~item();
    auto *nt = new (std::nothrow) item; nt->a = 3; delete nt;
    { auto *fresh = new item(1); fresh->a = 3; guard gg; delete shared; shared = fresh; shared->a = 1; }
    try { struct bad : item { bad() { a = 1; throw 1; } }; new bad; } catch (int) {}
  }
  return nullptr;
}
int main() {
  shared = new item(1);
  pthread_t t[2]; for (auto &x : t) pthread_create(&x, 0, run, 0); for (auto &x : t) pthread_join(x, 0);
  return 0;
}
