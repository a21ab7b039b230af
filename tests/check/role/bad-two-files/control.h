#ifndef CONTROL_H
#define CONTROL_H
#include <custody/short.h>
#include <pthread.h>

THREAD_ROLE(main);
THREAD_ROLE(voice);

void log_in(void) RUNS_ON(main);
void *voice_run(void *) THREAD_ENTRY(voice);
void hear(void);
#endif
