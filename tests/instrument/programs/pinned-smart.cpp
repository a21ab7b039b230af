// PINNED objects that change hands in smart pointers and by reference: into a queue that can be full and
// out of it, with the pointer or a reference to it.
// wrong: custody-transfer: write of request.state by thread T0
// wrong: custody-owner: write of request.answer by thread T1
// wrong: custody-transfer: read of request.answer by thread T0
#include <cstring>
#include <custody/short.h>
#include <memory>
#include <mutex>
#include <pthread.h>
#include <semaphore.h>
#include <utility>
#include <vector>

struct request {
  int state PINNED = 0;
  int answer PINNED = 0;
};
using owned = std::unique_ptr<request>;

class queue {
  std::vector<owned> all;
  std::mutex lock;

public:
  void push(owned r TRANSFER) {
    std::lock_guard<std::mutex> guard(lock);
    all.push_back(std::move(r));
  }
  bool offer(owned &r TRANSFER_IF(ret)) {
    std::lock_guard<std::mutex> guard(lock);
    if (all.size() > 1) return false;
    all.push_back(std::move(r));
    return true;
  }
  owned pop() TAKES {
    std::lock_guard<std::mutex> guard(lock);
    if (all.empty()) return nullptr;
    owned r = std::move(all.back());
    all.pop_back();
    return r;
  }
};

static queue to_worker, to_main;
static request *never_given, *lent;
static sem_t sent, done;
static bool is_wrong;

static void lend(request &r TRANSFER) { lent = &r; }
static void handle(request &r TAKES) { r.answer = r.state + 1; }
static void keep(std::shared_ptr<request> r TAKES) { r->state++; }
static void share(std::shared_ptr<request> r TRANSFER);

static std::shared_ptr<request> shared;
static void share(std::shared_ptr<request> r) { shared = r; }
static void touch_state(request *r) { r->state++; }
static void touch_answer(request *r) { r->answer++; }
static int read_answer(const request *r) { return r->answer; }

static void *run(void *data) {
  sem_wait(&sent);
  owned first = to_worker.pop(), second = to_worker.pop();
  touch_state(first.get()), touch_state(second.get());
  handle(*lent);
  keep(shared);
  if (is_wrong) touch_answer(never_given);
  to_main.push(std::move(first));
  sem_post(&done);
  sem_wait(&sent);
  return data;
}

int main(int count, char **arguments) {
  is_wrong = count > 1 && strcmp(arguments[1], "wrong") == 0;
  pthread_t thread;
  sem_init(&sent, 0, 0), sem_init(&done, 0, 0);
  owned one(new request), two(new request), three(new request);
  request mine, stays;
  request *given = one.get();
  std::shared_ptr<request> common(new request);
  never_given = &stays;
  touch_state(given), touch_state(two.get()), touch_state(three.get()), touch_answer(&stays);
  touch_state(common.get()), touch_state(&mine);
  pthread_create(&thread, nullptr, run, nullptr);
  to_worker.push(std::move(one));
  if (!to_worker.offer(two) || to_worker.offer(three)) return 1;
  touch_state(three.get()); // it was not taken
  lend(mine);
  share(common);
  if (is_wrong) touch_state(given), read_answer(&mine);
  sem_post(&sent), sem_wait(&done);
  owned back = to_main.pop();
  touch_state(back.get());
  sem_post(&sent);
  pthread_join(thread, nullptr);
  return 0;
}
