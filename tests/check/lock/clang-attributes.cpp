// Clang's own attributes in C++: methods' without arguments speak of the object, a scoped_lockable
// class by what its functions do, a smart pointer's pt_guarded_by is passed over.
// RUN: %clangxx_custody -std=c++17 -pthread -c %s -o %t.o -Xclang -verify -Xclang -verify-ignore-unexpected=note
#include <pthread.h>
#include <memory>
class __attribute__((capability("mutex"))) Mutex {
 public:
  void Lock() __attribute__((acquire_capability())) { pthread_mutex_lock(&m_); }
  void Unlock() __attribute__((release_capability())) { pthread_mutex_unlock(&m_); }
  bool TryLock() __attribute__((try_acquire_capability(true))) { return pthread_mutex_trylock(&m_) == 0; }
 private:
  pthread_mutex_t m_ = PTHREAD_MUTEX_INITIALIZER;
};
class __attribute__((scoped_lockable)) MutexLock {
 public:
  explicit MutexLock(Mutex *m) __attribute__((acquire_capability(m))) : m_(m) { m->Lock(); }
  ~MutexLock() __attribute__((release_capability())) { m_->Unlock(); }
 private:
  Mutex *const m_;
};
class Queue {
 public:
  void Grow() { length_++; } // expected-warning {{'Queue.length_' is written without 'this->mu_' held}}
  void GrowLocked() __attribute__((requires_capability(mu_))) { length_++; }
  void Good() { MutexLock l(&mu_); length_++; GrowLocked(); }
  void GoodToo() { mu_.Lock(); length_++; *behind_ = 1; mu_.Unlock(); }
  void Bad() {
    GrowLocked(); // expected-warning {{'Queue::GrowLocked' is called without 'this->mu_' held}}
    *behind_ = 2; // expected-warning {{'*Queue.behind_' is written without 'this->mu_' held}}
  }
  void Try() { if (mu_.TryLock()) { length_++; mu_.Unlock(); } }
  Mutex *mutex() __attribute__((lock_returned(mu_))) { return &mu_; }
 private:
  Mutex mu_;
  int length_ __attribute__((guarded_by(mu_))) = 0;
  int *behind_ __attribute__((pt_guarded_by(mu_))) = new int;
  std::unique_ptr<int> smart_ __attribute__((pt_guarded_by(mu_)));
  int other_ __attribute__((guarded_by(mutex()))) = 0;
 public:
  void Other() { other_ = 1; } // expected-warning {{'Queue.other_' is written without 'this->mu_' held}}
};
static Queue q;
static void use(Queue *p) __attribute__((requires_capability(p->mutex())));
static void use(Queue *p) { p->Grow(); }
static void *run(void *) {
  q.Grow();
  q.Good();
  q.GoodToo();
  q.Bad();
  q.Try();
  q.Other();
  use(&q); // expected-warning {{'use' is called without 'q.mu_' held}}
  return nullptr;
}

int main() {
  pthread_t thread;
  if (pthread_create(&thread, nullptr, run, nullptr)) return 1;
  return pthread_join(thread, nullptr);
}
