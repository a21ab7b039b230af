// An exception leaves a section whose lock is a guard's; or one whose lock nobody gives back.
// wrong: WARNING: custody-balance: end of the thread with state.lock by thread
#include <cstring>
#include <custody/short.h>
#include <mutex>
#include <pthread.h>
#include <stdexcept>

struct state {
  pthread_mutex_t lock;
  int value GUARDED_BY(lock);
};
static state shared = {PTHREAD_MUTEX_INITIALIZER, 0};
static std::mutex plain;

struct section {
  section() { pthread_mutex_lock(&shared.lock); }
  ~section() { pthread_mutex_unlock(&shared.lock); }
};

static void fail() { throw std::runtime_error("fails"); }

static void *work(void *) {
  for (int i = 0; i < 10; i++) {
    try {
      section inside;
      std::lock_guard<std::mutex> also(plain);
      shared.value++;
      fail();
    } catch (const std::exception &) {
      section again;
      shared.value++;
    }
  }
  return nullptr;
}

static void *lose(void *) {
  try {
    pthread_mutex_lock(&shared.lock);
    shared.value++;
    fail();
    pthread_mutex_unlock(&shared.lock);
  } catch (const std::exception &) {
  }
  return nullptr;
}

int main(int count, char **arguments) {
  bool wrong = count > 1 && std::strcmp(arguments[1], "wrong") == 0;
  pthread_t threads[2];
  for (pthread_t &thread : threads) pthread_create(&thread, nullptr, work, nullptr);
  for (pthread_t thread : threads) pthread_join(thread, nullptr);
  if (!wrong) return 0;
  pthread_create(&threads[0], nullptr, lose, nullptr);
  pthread_join(threads[0], nullptr);
}
