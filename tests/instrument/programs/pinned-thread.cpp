// What std::thread gives its thread is not seen: the thread takes what it touches, once.
// compile: -std=c++17
// wrong: custody-owner: write of conn.count by thread T2
#include <atomic>
#include <custody/short.h>
#include <memory>
#include <thread>

struct conn {
  int descriptor PINNED;
  int count PINNED;
};

static std::atomic<int> step;
static conn *known; /* from here on it is nobody's to build */
static void wait_for(int which) {
  while (step != which) std::this_thread::yield();
}

static void work(conn *of) {
  of->count++;
  step = 1;
  wait_for(2);
  of->count++;
}

int main(int argc, char **argv) {
  bool wrong = argc > 1 && argv[1][0] == 'w';
  auto first = std::make_unique<conn>();
  known = first.get();
  first->count = 1;
  std::thread one(work, first.get());
  wait_for(1);
  if (wrong) std::thread([] { known->count++; }).join();
  step = 2;
  one.join();
  first->count++;
  auto second = std::make_unique<conn>();
  second->count = 1;
  std::thread([](std::unique_ptr<conn> mine) { mine->count++; }, std::move(second)).join();
  std::thread([third = std::make_shared<conn>()] { third->count++; }).join();
}
