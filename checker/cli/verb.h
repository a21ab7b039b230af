/* The verbs of the command `custody`, one file each, and what they share. */
#ifndef CUSTODY_VERB_H
#define CUSTODY_VERB_H

/** Exit statuses, as users' scripts read them. */
enum { STATUS_CLEAN = 0, STATUS_FINDINGS = 1, STATUS_CANNOT_RUN = 2 };

/** Each gets the words after its name, ended by a null pointer, and returns the exit status. */
int verb_check(int count, char **words);
int verb_explain(int count, char **words);
int verb_facts(int count, char **words);
int verb_cc(int count, char **words);
int verb_cxx(int count, char **words);

/** Says on standard error that the words were wrong and what to try; gives STATUS_CANNOT_RUN.
 *
 *     return usage_error("check", "unknown option '%s'", word);
 */
int usage_error(const char *verb, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
