/* A unit for tests that has a row in every table and a node of every kind. */
#ifndef CUSTODY_TEST_SAMPLE_UNIT_H
#define CUSTODY_TEST_SAMPLE_UNIT_H

struct facts_unit;

/** The caller frees it with facts_free. */
struct facts_unit *sample_unit(void);

#endif
