/* Locks with the kernel's names, as a user-space port declares them: what the shipped policy
 * linux-kernel-style speaks of. */
#ifndef LINUX_KERNEL_STYLE_H
#define LINUX_KERNEL_STYLE_H

#include <stdbool.h>

typedef struct spinlock {
  int value;
} spinlock_t;
typedef struct raw_spinlock {
  int value;
} raw_spinlock_t;
typedef struct rwlock {
  int value;
} rwlock_t;
typedef struct seqlock {
  unsigned sequence;
  spinlock_t lock;
} seqlock_t;
struct mutex {
  int value;
};
struct rw_semaphore {
  int value;
};
struct semaphore;
struct completion;
struct task_struct;
struct rcu_head;

void spin_lock_init(spinlock_t *);
void spin_lock(spinlock_t *);
void spin_lock_bh(spinlock_t *);
void spin_lock_irq(spinlock_t *);
void spin_lock_irqsave(spinlock_t *, unsigned long *flags);
int spin_trylock(spinlock_t *);
int spin_trylock_bh(spinlock_t *);
int spin_trylock_irq(spinlock_t *);
void spin_unlock(spinlock_t *);
void spin_unlock_bh(spinlock_t *);
void spin_unlock_irq(spinlock_t *);
void spin_unlock_irqrestore(spinlock_t *, unsigned long flags);
void raw_spin_lock(raw_spinlock_t *);
void raw_spin_lock_irq(raw_spinlock_t *);
int raw_spin_trylock(raw_spinlock_t *);
void raw_spin_unlock(raw_spinlock_t *);
void raw_spin_unlock_irq(raw_spinlock_t *);
void read_lock(rwlock_t *);
void read_lock_bh(rwlock_t *);
void read_lock_irq(rwlock_t *);
int read_trylock(rwlock_t *);
void read_unlock(rwlock_t *);
void read_unlock_bh(rwlock_t *);
void read_unlock_irq(rwlock_t *);
void write_lock(rwlock_t *);
void write_lock_bh(rwlock_t *);
void write_lock_irq(rwlock_t *);
int write_trylock(rwlock_t *);
void write_unlock(rwlock_t *);
void write_unlock_bh(rwlock_t *);
void write_unlock_irq(rwlock_t *);
void write_seqlock(seqlock_t *);
void write_sequnlock(seqlock_t *);
void mutex_init(struct mutex *);
void mutex_destroy(struct mutex *);
void mutex_lock(struct mutex *);
int mutex_lock_interruptible(struct mutex *);
int mutex_lock_killable(struct mutex *);
int mutex_trylock(struct mutex *);
void mutex_unlock(struct mutex *);
void init_rwsem(struct rw_semaphore *);
void down_read(struct rw_semaphore *);
int down_read_killable(struct rw_semaphore *);
int down_read_trylock(struct rw_semaphore *);
void up_read(struct rw_semaphore *);
void down_write(struct rw_semaphore *);
int down_write_killable(struct rw_semaphore *);
int down_write_trylock(struct rw_semaphore *);
void up_write(struct rw_semaphore *);
void down(struct semaphore *);
int down_interruptible(struct semaphore *);
int down_killable(struct semaphore *);
int down_timeout(struct semaphore *, long timeout);
void wait_for_completion(struct completion *);
int wait_for_completion_timeout(struct completion *, unsigned long timeout);
void rcu_read_lock(void);
void rcu_read_unlock(void);
void synchronize_rcu(void);
void call_rcu(struct rcu_head *, void (*done)(struct rcu_head *));
void rcu_barrier(void);
struct task_struct *kthread_create(int (*run)(void *), void *data, const char *name, ...);
struct task_struct *kthread_run(int (*run)(void *), void *data, const char *name, ...);
int kthread_stop(struct task_struct *);
void msleep(unsigned time);
void ssleep(unsigned time);
long schedule_timeout(long timeout);

#endif
