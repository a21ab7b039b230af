/* Locks and turns of a loop, noted by hand, for who counts them: `stats`. */
#include <custody/runtime.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void turn(void) {
  custody_loop_turn();
  pthread_mutex_lock(&lock);
  custody_note_acquired(&lock);
  custody_note_released(&lock);
  pthread_mutex_unlock(&lock);
}

static void stall(const struct custody_stall *stall, void *unused) {
  (void)stall;
  (void)unused;
}

int main(int count, char **words) {
  for (int i = 0; i < 10; i++) turn();
  if (count < 2) return 0;
  if (strcmp(words[1], "signal") == 0) {
    raise(SIGUSR1);
    for (int i = 0; i < 7; i++) turn();
    raise(SIGUSR1);
  }
  if (strcmp(words[1], "call") == 0) {
    custody_stats_start();
    for (int i = 0; i < 5; i++) turn();
    custody_stats_print();
  }
  if (strcmp(words[1], "watchdog") == 0) return custody_watchdog(stall, NULL, 1000);
  return 0;
}
