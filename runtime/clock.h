/* The time that reports speak of. */
#ifndef CUSTODY_CLOCK_H
#define CUSTODY_CLOCK_H

#include <stdint.h>
#include <time.h>

/** Nanoseconds since some moment in the past; never goes back. */
static inline uint64_t custody_now(void) {
  struct timespec now = {0, 0};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

#endif
