#ifndef LOOP_H
#define LOOP_H
#include <custody/short.h>
#include <pthread.h>

THREAD_ROLE(main);
THREAD_ROLE(loop);
NONBLOCKING_ROLE(loop);

void *run_loop(void *) THREAD_ENTRY(loop);
void look_up(const char *name);
void store(int file) BLOCKING;
#endif
