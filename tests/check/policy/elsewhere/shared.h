#ifndef SHARED_H
#define SHARED_H

struct item {
  int count;
};
void item_lock(unsigned hash);
void item_unlock(unsigned hash);
void stats_lock_take(void);
void stats_lock_give(void);

#endif
