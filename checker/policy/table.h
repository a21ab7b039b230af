/* Where a policy keeps its entries, for the files of this room. */
#ifndef CUSTODY_POLICY_TABLE_H
#define CUSTODY_POLICY_TABLE_H

#include "policy.h"

/** What a file says of itself, as lists of strings. */
enum policy_list {
  LIST_POLICY,  /**< one: its short name */
  LIST_ABOUT,   /**< one: what it is of */
  LIST_SOURCES, /**< where what it says is written */
  LIST_HEADERS, /**< that declare what it names */
  LIST_DEFINES, /**< what is defined before these are included */
  LIST_PACKAGE, /**< at most one: what pkg-config calls the library */
  LIST_ABSENT,  /**< names that the headers of the supported versions have not got yet */
  LIST_OPT_IN,  /**< one where it is in force only when it is asked for */
  LIST_COUNT
};

struct policy_strings {
  const char **row;
  uint32_t count, capacity;
};

struct policy_constant {
  const char *name;
  long value;
};

struct policy_details {
  struct policy_file file;
  struct policy_strings lists[LIST_COUNT];
  struct policy_constant *constants;
  uint32_t constant_count, constant_capacity;
};

/** A shipped file as the build leaves it: read and found good, so that no compile reads it again. */
struct policy_shipped_entry {
  enum policy_kind kind;
  const char *name, *parameter, *text;
  uint32_t line, column;
};
struct policy_shipped {
  const char *name; /**< "glib" */
  const char *file; /**< "custody/policies/glib.yaml" */
  const char *text;
  size_t length;
  int opt_in;
  const struct policy_shipped_entry *entries;
  uint32_t entry_count;
};
extern const struct policy_shipped policy_shipped[];
extern const uint32_t policy_shipped_count;

/** A copy that lives as long as the policy. */
const char *policy_keep(struct policy *policy, const char *text, size_t length);

uint32_t policy_add_file(struct policy *policy, struct policy_file file);
void policy_add_entry(struct policy *policy, struct policy_entry entry);
struct policy_details *policy_details(const struct policy *policy, uint32_t file);

/** The first entry of this file, kind and very name, or null. */
const struct policy_entry *policy_entry_named(const struct policy *policy, uint32_t file,
                                              enum policy_kind kind, const char *name);

void policy_list_add(struct policy_strings *list, const char *text);
void policy_constant_add(struct policy_details *details, struct policy_constant constant);

#endif
