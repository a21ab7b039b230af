/* The C library's own functions. See real.def. Written once, before main and before any thread. */
#ifndef CUSTODY_REAL_H
#define CUSTODY_REAL_H

#include <pthread.h>
#include <threads.h>

struct custody_real {
#define REAL(name) __typeof__(name) *name;
#include "real.def"
};

extern struct custody_real custody_real;

#endif
