/* What programs call their locks (abi.h): a std::mutex does not know, and who locks it does. */
#ifndef CUSTODY_NAMED_H
#define CUSTODY_NAMED_H

/** Whether a lock of this class is, where it is taken, that member of a lock's own struct: a rule may say
 * either. `same` compares the members. */
int custody_named_is_also(const char *lock_class, const char *member,
                          int (*same)(const char *, const char *)) __attribute__((cold));

#endif
