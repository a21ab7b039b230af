#ifndef HANDLER_H
#define HANDLER_H
void on_signal(int number);
void flush_log(void);
extern int pending;
#endif
