#include "handler.h"

int pending;

void on_signal(int number) {
  pending = number;
  flush_log(); // expect-note: 'on_signal' calls 'flush_log' here
}
