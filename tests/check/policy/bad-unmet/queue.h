#ifndef QUEUE_H
#define QUEUE_H
typedef struct {
  int state;
} queue_lock;
struct queue {
  queue_lock lock;
  int length;
};
void queue_send(struct queue *);
int queue_count(void);
#endif
