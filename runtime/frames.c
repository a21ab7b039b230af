/* See frames.h. */
#include "frames.h"
#include "module.h"
#include "options.h"
#include "shut_in.h"
#include "stack_kept.h"
#include "symbols.h"
#include "thread.h"
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

/* libdw keeps the lines of a unit on the stack while it reads them, up to some 300 KB. */
enum { ROOM_NEEDED = 512 * 1024, MEMORY_NEEDED = 256 * 1024 * 1024, PATH_SIZE = 4096 };

struct range {
  uintptr_t low, high;
};

/* Of a thread that the runtime did not start. */
static struct range ask_for_stack(void) {
  struct range stack = {0, 0};
  pthread_attr_t attributes;
  void *low = NULL;
  size_t size = 0;
  if (pthread_getattr_np(pthread_self(), &attributes) != 0) return stack;
  pthread_attr_getstack(&attributes, &low, &size);
  pthread_attr_destroy(&attributes);
  return (struct range){(uintptr_t)low, (uintptr_t)low + size};
}

/* Not on another stack than the thread's own either: a signal handler's, a coroutine's. */
static int has_room(const struct custody_thread *self) {
  struct range stack = {self->building.stack_low, self->building.stack_high};
  uintptr_t here = (uintptr_t)__builtin_frame_address(0);
  if (stack.low == stack.high) stack = ask_for_stack();
  return stack.low < here && here < stack.high && here - stack.low > ROOM_NEEDED;
}

/* libdw ends the process where it gets no memory (dwarf_new_oom_handler), so it's asked for before. Not
 * by mmap, at which the sanitizers look. */
static int has_memory(void) {
  long at = syscall(SYS_mmap, 0, MEMORY_NEEDED, PROT_READ | PROT_WRITE,
                    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  return at != -1 && syscall(SYS_munmap, at, MEMORY_NEEDED) == 0;
}

int custody_frames_may_name(const struct custody_thread *self, const struct custody_stack *here) {
  return custody_options.symbolize && custody_options.stack_depth > 0 && !here->is_inside &&
         !custody_shut_in() && has_room(self) && has_memory() && custody_symbols_open();
}

/* The path without the folder that it begins with. */
static const char *below(const char *start, const char *path) {
  const char *at = path;
  for (; path && *start != '\0' && *start == *at; start++) at++;
  return path && *start == '\0' && at > path && *at == '/' ? at + 1 : path;
}

struct telling {
  custody_frame_line *line;
  void *to;
  unsigned number;
};
static char folder[PATH_SIZE]; /* where the process is */
static int has_names;

void custody_frames_begin(int names) {
  has_names = names;
  if (custody_shut_in() || syscall(SYS_getcwd, folder, sizeof folder) <= 0) folder[0] = '\0';
}

static void tell(struct telling *telling, const struct custody_module *module, uintptr_t address,
                 const struct custody_symbol *symbol) {
  struct custody_frame frame = {.address = address};
  if (module) {
    frame.module = below(folder, module->name);
    frame.offset = address - module->bias;
  }
  if (symbol) {
    frame.function = symbol->function;
    frame.file = below(folder, symbol->file);
    frame.line = symbol->line;
    frame.column = symbol->column;
  }
  telling->line(telling->to, telling->number++, &frame);
}

static void tell_address(struct telling *telling, uintptr_t address) {
  struct custody_symbol symbols[CUSTODY_SYMBOLS_INLINED];
  struct custody_module module;
  int known = custody_module_at(address, &module);
  unsigned count = known && has_names ? custody_symbols_at(&module, address, symbols) : 0;
  for (unsigned i = 0; i < count; i++) tell(telling, &module, address, &symbols[i]);
  if (count == 0) tell(telling, known ? &module : NULL, address, NULL);
}

void custody_frames_each(const struct custody_stack *stack, custody_frame_line *line, void *to) {
  struct telling telling = {line, to, 0};
  for (unsigned i = 0; i < stack->count; i++) tell_address(&telling, stack->address[i]);
}

static void add_source(struct custody_text *text, const struct custody_frame *frame) {
  if (frame->function) {
    custody_text_add(text, " in ");
    custody_text_add(text, frame->function);
  }
  if (!frame->file) return;
  custody_text_add(text, " ");
  custody_text_add(text, frame->file);
  custody_text_add(text, ":");
  custody_text_decimal(text, frame->line);
  if (frame->column == 0) return;
  custody_text_add(text, ":");
  custody_text_decimal(text, frame->column);
}

static void add_frame(void *to, unsigned number, const struct custody_frame *frame) {
  struct custody_text *text = to;
  custody_text_add(text, "    #");
  custody_text_decimal(text, number);
  custody_text_add(text, " ");
  custody_text_hex(text, frame->address);
  add_source(text, frame);
  if (frame->module) {
    custody_text_add(text, " (");
    custody_text_add(text, frame->module);
    custody_text_add(text, "+");
    custody_text_hex(text, frame->offset);
    custody_text_add(text, ")");
  }
  custody_text_add(text, "\n");
}

void custody_frames_text(struct custody_text *text, const struct custody_stack *stack) {
  custody_frames_each(stack, add_frame, text);
}

void custody_frames_kept_text(struct custody_text *text, uint32_t number) {
  struct custody_stack stack;
  custody_stack_kept(&stack, number);
  custody_frames_text(text, &stack);
}
