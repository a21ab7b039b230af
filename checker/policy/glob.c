/* Globs of names: * stands for any characters, also none, and ? for one. Without recursion: the
 * last star takes one character more whenever the rest does not fit. */
#include "policy.h"

int policy_glob_fits(const char *glob, const char *name) {
  const char *star = NULL, *after = NULL;
  while (*name) {
    if (*glob == '*') {
      star = glob++;
      after = name;
    } else if (*glob == '?' || *glob == *name) {
      glob++;
      name++;
    } else if (star) {
      glob = star + 1;
      name = ++after;
    } else return 0;
  }
  while (*glob == '*') glob++;
  return !*glob;
}
