// Locks of C++ in objects of the heap are called what their owner's source calls them, whichever class of
// locks and guard is between.
// compile: -std=c++17
// wrong: guards.cpp:35:26 in transfer
// wrong: lock of book.guard by thread T0
// wrong: double lock of account.counted by thread T0
#include <memory>
#include <mutex>
#include <pthread.h>
#include <shared_mutex>
#include <thread>
#include <vector>

class counted_lock {
public:
  void lock() { pthread_mutex_lock(&mutex); }
  void unlock() { pthread_mutex_unlock(&mutex); }

private:
  pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
};

struct account {
  std::mutex lock;
  counted_lock counted, counted_too;
  long money = 100;
};

struct book {
  std::shared_mutex guard;
};

static void transfer(account &from, account &to) {
  std::lock_guard one(from.lock);
  std::lock_guard two(to.lock);
  std::lock_guard three(to.counted);
  to.money += from.money;
}

/* Which is taken first is for the library to find out. */
static void both(account &from, account &to) { std::scoped_lock locks(from.lock, to.lock); }

/* Two locks of one class, of which one always comes before the other, wherever they are. */
static void by_kind(account &one, account &other) {
  std::lock_guard first(one.counted);
  std::lock_guard second(other.counted_too);
}

static void count(book &in, account &what, bool turned) {
  if (turned) {
    std::unique_lock lock(what.lock);
    std::shared_lock guard(in.guard);
  } else {
    std::unique_lock guard(in.guard);
    what.lock.lock();
    what.lock.unlock();
  }
}

static void on_a_thread(void (*f)(account &, account &), account &one, account &other) {
  std::thread(f, std::ref(one), std::ref(other)).join();
}

int main(int argc, char **argv) {
  bool wrong = argc > 1 && argv[1][0] == 'w';
  std::vector<std::unique_ptr<account>> accounts;
  for (int i = 0; i < 2; i++) accounts.push_back(std::make_unique<account>());
  if (accounts[0] > accounts[1]) std::swap(accounts[0], accounts[1]);
  account &low = *accounts[0], &high = *accounts[1];
  auto in = std::make_unique<book>();
  transfer(low, high);
  both(low, high);
  both(high, low);
  by_kind(low, high);
  by_kind(high, low);
  count(*in, low, false);
  if (!wrong) return 0;
  on_a_thread(transfer, high, low);
  count(*in, high, true);
  std::lock_guard first(low.counted);
  std::lock_guard again(low.counted);
}
