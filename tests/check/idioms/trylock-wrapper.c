/* A wrapper that returns trylock's result, one that turns it around, one that waits a while, and one
 * that answers through a parameter. */
#include <custody/short.h>
#include <pthread.h>
#include <stdbool.h>
#include <time.h>

struct account {
  pthread_mutex_t lock;
  long balance GUARDED_BY(lock);
};

static int account_trylock(struct account *a) { return pthread_mutex_trylock(&a->lock); }

static bool account_try(struct account *a) {
  if (account_trylock(a)) return false;
  return true;
}

static bool account_try_for(struct account *a, int milliseconds) {
  struct timespec until;
  if (account_try(a)) return true;
  clock_gettime(CLOCK_REALTIME, &until);
  until.tv_nsec += milliseconds * 1000000L;
  until.tv_sec += until.tv_nsec / 1000000000L;
  until.tv_nsec %= 1000000000L;
  int error = pthread_mutex_timedlock(&a->lock, &until);
  return error == 0;
}

static void account_ask(struct account *a, bool *got) {
  *got = false;
  if (pthread_mutex_trylock(&a->lock) != 0) return;
  *got = true;
}

static void account_done(struct account *a) {
  pthread_mutex_unlock(&a->lock); // expect-both: balance a->lock
}

static void deposit(struct account *a, long sum) {
#ifndef BROKEN
  if (account_trylock(a) != 0) return;
#else
  if (account_trylock(a) == 0) return; // expect-both: balance a->lock
#endif
  a->balance += sum; // expect-both: lock account.balance
  account_done(a);
}

static bool withdraw(struct account *a, long sum) {
  bool paid = false;
  if (!account_try(a)) return false;
  if (a->balance >= sum) {
#ifdef BROKEN
    if (sum == 0) return paid; // expect-both: balance a->lock
#endif
    a->balance -= sum;
    paid = true;
  }
  account_done(a);
  return paid;
}

static long balance(struct account *a) {
  long sum = -1;
  if (account_try_for(a, 20)) {
    sum = a->balance;
    account_done(a);
  }
#ifdef BROKEN
  else sum = a->balance; // expect-both: lock account.balance
#endif
  return sum;
}

static void interest(struct account *a) {
  bool got;
  account_ask(a, &got);
#ifndef BROKEN
  if (got) a->balance += a->balance / 100;
#else
  a->balance = 0; // expect-both: lock account.balance
#endif
  if (got) account_done(a);
}

static struct account account = {PTHREAD_MUTEX_INITIALIZER, 100};

static void *teller(void *unused) {
  deposit(&account, 3);
  withdraw(&account, balance(&account) / 2);
  interest(&account);
  return unused;
}

int main(void) {
  pthread_t threads[2];
  for (int i = 0; i < 2; i++)
    if (pthread_create(&threads[i], NULL, teller, NULL)) return 1;
  for (int i = 0; i < 2; i++) pthread_join(threads[i], NULL);
  return 0;
}
