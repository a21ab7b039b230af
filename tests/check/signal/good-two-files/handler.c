#include "handler.h"
#include <stdio.h>

int pending;

void on_signal(int number) { pending = number; }

void flush_log(void) { fflush(stdout); }
