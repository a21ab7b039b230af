/* Places in code that is not instrumented: all that is known of one is an address. It's kept as a
 * place of its own, so that all that takes places takes it, and made readable when it is printed. */
#ifndef CUSTODY_FOREIGN_H
#define CUSTODY_FOREIGN_H

#include <custody/place.h>

struct custody_text;

/** The place of a return address: the same one each time. Any thread; takes no lock. */
const struct custody_rt_place *custody_foreign_place(const void *address);

/** Adds such a place to the text, as a function and a file; 0: it's a place of instrumented code. */
int custody_foreign_add(struct custody_text *, const struct custody_rt_place *place);

#endif
