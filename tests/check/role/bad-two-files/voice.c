#include "control.h"

void hear(void) {
  log_in(); // expect: role log_in
}
