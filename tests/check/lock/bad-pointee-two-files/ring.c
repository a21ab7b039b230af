#include "ring.h"

void ring_set(int *slot, int value) {
  *slot = value; // expect: lock '*ring.slots' is written
}
