/* A PINNED object goes from hand to hand: to a new thread with its start, through queues that can be
 * full, back to its maker by the maker's own TAKES or when its holder has ended; its memory may become
 * another object's. Touched by who gave it away it is `transfer`, by who never held it `owner`. */
// wrong: custody-transfer: write of request.state by thread T0
// wrong: custody-transfer: read of request.state by thread T0
// wrong: custody-owner: write of request.answer by thread T0
// wrong: custody-owner: write of parcel.weight by thread T0
#include <custody/short.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdlib.h>
#include <string.h>

struct PINNED parcel {
  int weight;
};

struct request {
  struct request *next;
  struct parcel parcel;
  int state PINNED;
  int answer PINNED;
};

enum { ROOM = 2 };
static struct queue {
  pthread_mutex_t lock;
  struct request *first GUARDED_BY(lock);
  int length GUARDED_BY(lock);
} to_worker = {PTHREAD_MUTEX_INITIALIZER, 0, 0}, to_main = {PTHREAD_MUTEX_INITIALIZER, 0, 0};
static sem_t sent, done;

static int push(struct queue *q, struct request *r TRANSFER_IF(ret == 0)) {
  pthread_mutex_lock(&q->lock);
  int is_full = q->length == ROOM;
  if (!is_full) {
    r->next = q->first;
    q->first = r;
    q->length++;
  }
  pthread_mutex_unlock(&q->lock);
  return is_full;
}

static struct request *pop(struct queue *q) TAKES;
static struct request *pop(struct queue *q) {
  pthread_mutex_lock(&q->lock);
  struct request *r = q->first;
  if (r) {
    q->first = r->next;
    q->length--;
    r->state++; /* nobody else can have it now */
  }
  pthread_mutex_unlock(&q->lock);
  return r;
}

static void handle(struct request *r TAKES) {
  r->answer = r->state;
  r->parcel.weight++;
}

static struct request *kept, *make(void);

static void write_given(struct request *r) { r->state = 2; }
static int read_given(const struct request *r) { return r->state; }

static void *work(void *own) {
  struct request *mine = own;
  mine->state = 7;
  sem_wait(&sent);
  struct request *r = pop(&to_worker);
  handle(r);
  kept = make();
  sem_post(&done);
  sem_wait(&sent);
  if (push(&to_main, r)) abort();
  sem_post(&done);
  sem_wait(&sent);
  return own;
}

static struct request *make(void) {
  struct request *r = calloc(1, sizeof *r);
  r->state = 1;
  r->parcel.weight = 1;
  return r;
}

static void reuse(void) {
  for (int i = 0; i < 10; i++) {
    struct request *r = make();
    r->answer = 3;
    free(r);
  }
}

int main(int count, char **arguments) {
  int is_wrong = count > 1 && strcmp(arguments[1], "wrong") == 0;
  pthread_t thread;
  sem_init(&sent, 0, 0), sem_init(&done, 0, 0);
  struct request *r = make(), *own = make(), *refused = make();
  pthread_create(&thread, NULL, work, own);
  if (is_wrong) write_given(own);
  if (push(&to_worker, r) || push(&to_worker, make()) || !push(&to_worker, refused)) return 1;
  refused->state = 5; /* it was not given away */
  r = NULL;
  struct request *also = pop(&to_worker);
  struct request *given = also->next;
  if (is_wrong && read_given(given) == 0) return 1;
  sem_post(&sent), sem_wait(&done);
  if (is_wrong) kept->parcel.weight++, kept->answer = 2;
  sem_post(&sent), sem_wait(&done);
  r = pop(&to_main);
  int answer = r->answer + r->parcel.weight;
  reuse();
  sem_post(&sent);
  pthread_join(thread, NULL);
  answer += own->state; /* its holder has ended */
  free(r), free(own), free(refused), free(also);
  return answer == 0;
}
