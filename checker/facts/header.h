/* The header of a unit's bytes; encode.c says what is in it. */
#ifndef CUSTODY_FACTS_HEADER_H
#define CUSTODY_FACTS_HEADER_H

#define FACTS_MAGIC "CUSTODYF"
#define FACTS_HEADER 24

/** The first byte of the body: which form the rest has. */
enum facts_form { FACTS_PLAIN, FACTS_PACKED };

#endif
