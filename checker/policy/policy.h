/* Policies: annotations that stand in YAML files and speak of declarations by name, for code that
 * cannot be edited. This room reads such files into a table of entries and finds those that speak
 * of a name. It knows the words that annotations.def and policies.def have and how many arguments
 * each takes; it knows no compiler, and not what any word means.
 *
 *     struct policy *p = policy_new();
 *     policy_add_shipped(p, NULL);                       // what custody knows without being told
 *     if (policy_read(p, "quiche.yaml", bytes, length, reporter)) ...   // faults were reported
 *     count = policy_find(p, POLICY_FUNCTION, "quiche_conn_recv", found, 16);
 *     policy_free(p);
 *
 * annotations/policies/README.md says what a file looks like. A policy is used by one thread at a
 * time; several threads may only look things up. */
#ifndef CUSTODY_POLICY_H
#define CUSTODY_POLICY_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** What an entry speaks of; each kind but the first is a section of the file. */
enum policy_kind {
  POLICY_ROLE,       /**< name: the role; text: "thread_role(main)" */
  POLICY_FILE,       /**< no name; what stands at file scope: "lock_order(a, b)" */
  POLICY_CAPABILITY, /**< name: a lock that is no object; no text */
  POLICY_TYPE,
  POLICY_FIELD, /**< "server.users", "ns::server.users" */
  POLICY_VARIABLE,
  POLICY_FUNCTION,
  POLICY_KINDS
};

/** One annotation of one name. Strings live as long as the policy. */
struct policy_entry {
  enum policy_kind kind;
  const char *name;      /**< qualified, or a glob: * any characters, ? one */
  const char
      *parameter; /**< "": the declaration itself; else "1", "2", ... or a parameter's name */
  const char *text; /**< as the macros leave it: "owned_by(main, lock)"; "": nothing is said */
  uint32_t file; /**< for policy_file_of */
  uint32_t line, column; /**< from 1 */
  uint32_t is_glob;
  uint32_t is_tag; /**< written as `struct server` or `struct server.users` */
};

/** A file that was read, or a shipped one. */
struct policy_file {
  const char *name; /**< as given; of a shipped one "custody/policies/glib.yaml" */
  const char *text;
  size_t length;
  uint32_t is_shipped;
};

struct policy;

/** A new empty policy. Like every function here that makes something, it ends the program where
 * memory is out. */
struct policy *policy_new(void);
void policy_free(struct policy *policy);

/** What is wrong with a file: `message` says what, `advice` the next step or "". */
struct policy_fault {
  const char *file;
  uint32_t line, column;
  const char *message, *advice;
};

struct policy_reporter {
  void (*report)(void *context, const struct policy_fault *fault);
  void *context;
};

/** Reads a file that the caller has in memory; `name` is its name in places. Every fault is
 * reported, and what has none becomes entries. Returns the number of faults. Any bytes will do. */
uint32_t policy_read(struct policy *policy, const char *name, const char *bytes, size_t length,
                     struct policy_reporter reporter);

/** Adds a shipped policy by its short name ("glib"), or with null all that need not be asked for.
 * Returns 0 where there is none of that name. Nothing is added twice. */
int policy_add_shipped(struct policy *policy, const char *name);

/** The shipped name that is nearest to `name`, or "". */
const char *policy_nearest_shipped(const char *name);

/** The entries that speak of this name, in the order of files and lines; in each file those that
 * write the name out, or, where there are none, those whose globs fit. Returns how many there are,
 * of which `found` gets the first `capacity`. */
size_t policy_find(const struct policy *policy, enum policy_kind kind, const char *name,
                   const struct policy_entry **found, size_t capacity);

/** Whether any entry may speak of a name that ends in this identifier: a cheap first question. */
int policy_may_know(const struct policy *policy, enum policy_kind kind, const char *identifier,
                    size_t length);

/** All entries, in order. */
uint32_t policy_entry_count(const struct policy *policy);
const struct policy_entry *policy_entry_at(const struct policy *policy, uint32_t index);

/** Files are numbered from 0 in the order in which they were added. */
uint32_t policy_file_count(const struct policy *policy);
const struct policy_file *policy_file_of(const struct policy *policy, uint32_t file);

/** Whether the name fits the glob. Linear in their lengths for globs with one star. */
int policy_glob_fits(const char *glob, const char *name);

#ifdef __cplusplus
}
#endif
#endif
