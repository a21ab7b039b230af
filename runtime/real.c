/* See real.h. */
#include "real.h"

struct custody_real custody_real = {
#define REAL(name) name,
#include "real.def"
};
