// Objects that change hands through methods.
// wrong: custody-transfer: write of request.state by thread T0
// wrong: custody-owner: write of request.state by thread T1
// wrong: custody-escape: read of counter.value by thread T0
#include <cstring>
#include <custody/short.h>
#include <mutex>
#include <pthread.h>
#include <semaphore.h>
#include <vector>

struct request {
  int state PINNED = 0;
};

class queue {
  std::vector<request *> all;
  std::mutex lock;

public:
  bool push(request *r TRANSFER_IF(ret)) {
    std::lock_guard<std::mutex> guard(lock);
    if (all.size() == 2) return false;
    all.push_back(r);
    return true;
  }
  request *pop() TAKES {
    std::lock_guard<std::mutex> guard(lock);
    if (all.empty()) return nullptr;
    request *r = all.back();
    all.pop_back();
    return r;
  }
};

class SELF_LOCKED counter {
public:
  pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
  int value = 0;
  void add() {
    pthread_mutex_lock(&lock);
    value++;
    pthread_mutex_unlock(&lock);
  }
};

static queue q;
static counter c;
static request *never_given;
static sem_t sent, done;
static bool is_wrong;

static void touch(request *r) { r->state++; }
static void touch_again(request *r) { r->state++; }
static int peek() { return c.value; }

static void *run(void *data) {
  sem_wait(&sent);
  request *r = q.pop();
  touch(r);
  q.push(r);
  c.add();
  if (is_wrong) touch_again(never_given);
  sem_post(&done);
  return data;
}

int main(int count, char **arguments) {
  is_wrong = count > 1 && strcmp(arguments[1], "wrong") == 0;
  pthread_t thread;
  sem_init(&sent, 0, 0), sem_init(&done, 0, 0);
  request *r = new request, *refused = new request;
  never_given = new request;
  touch(r), touch(refused), touch(never_given);
  pthread_create(&thread, nullptr, run, nullptr);
  if (!q.push(r) || !q.push(new request)) return 1;
  if (q.push(refused)) return 1;
  touch(refused);
  if (is_wrong) r->state = 3;
  q.pop();
  c.add();
  if (is_wrong) peek();
  sem_post(&sent), sem_wait(&done);
  r = q.pop();
  touch(r);
  return pthread_join(thread, nullptr);
}
