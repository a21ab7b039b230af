/* Objects handed from thread to thread by a queue; with -DBROKEN the giver touches them once more. */
#include "unseen.h"
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

enum { JOBS = 200 };

static void *take(void *data) {
  for (int taken = 0; taken < JOBS;) {
    struct job *job = pop();
    if (!job) continue;
    job->sum++;
    taken += job->sum > 0;
    free(job);
  }
  return data;
}

int main(void) {
  pthread_t thread;
  pthread_create(&thread, NULL, take, NULL);
  for (int i = 0; i < JOBS; i++) {
    struct job *job = malloc(sizeof *job);
    if (!job) abort();
    job->sum = i;
    push(job);
#ifdef BROKEN
    job->sum++;
#endif
  }
  pthread_join(thread, NULL);
  return 0;
}
