/* The findings' pages, as checker/findings has them; print-pages makes the table when custody is
 * built. */
#ifndef CUSTODY_PAGES_H
#define CUSTODY_PAGES_H

struct page {
  const char *name;         /**< of the finding; null: the table ends here */
  const char *const *lines; /**< without their ends; null: the page ends here */
};

/** Sorted by name. */
extern const struct page pages[];

#endif
