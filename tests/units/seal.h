/* Makes the header of a unit's bytes fit its body again, so that damage in the body is seen by
 * the reader and not by the hash. */
#ifndef CUSTODY_TEST_SEAL_H
#define CUSTODY_TEST_SEAL_H

#include <stddef.h>

/** `length` counts header and body; it is FACTS_HEADER at least. */
void seal_facts(unsigned char *bytes, size_t length);

#endif
