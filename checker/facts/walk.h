/* How the walk goes over the rows that an owner lists, and over a whole table. */
#ifndef CUSTODY_WALK_H
#define CUSTODY_WALK_H

#include "codec.h"

/* Runs `visit` for `count` rows of a table: when reading, appends them first. The rows an owner
 * lists are visited one at a time, since visiting one may grow other tables. */
#define EACH_AFTER(c, context, table, first, rows, visit)                                          \
  do {                                                                                             \
    uint32_t each_count = codec_count(c, context, rows);                                           \
    if ((c)->reading) first = (c)->unit->table.count;                                              \
    for (uint32_t each = 0; each < each_count && !(c)->fault; each++) {                            \
      uint32_t each_row = (c)->reading ? FACTS_APPEND((c)->unit, table, 1) : (first) + each;       \
      visit(c, each_row);                                                                          \
    }                                                                                              \
    rows = each_count;                                                                             \
  } while (0)

#define EACH(c, table, first, rows, visit)                                                         \
  EACH_AFTER(c, CODEC_COUNT + CODEC_##table, table, first, rows, visit)

/* The same for a whole table of the unit. */
#define ALL(c, table, from, visit)                                                                 \
  do {                                                                                             \
    uint32_t all_begin = from, all_rows = (c)->unit->table.count - (from);                         \
    EACH(c, table, all_begin, all_rows, visit);                                                    \
    (void)all_begin, (void)all_rows;                                                               \
  } while (0)

/** The type of what has this name, as codec_string() returned it: mostly that of the last thing of
 * the same name. */
void walk_type(struct codec *, uint32_t name, struct facts_type *);
void walk_annotations(struct codec *, struct facts_annotations *);
void walk_functions(struct codec *);

#endif
