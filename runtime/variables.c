/* See variables.h. dl_iterate_phdr takes a lock that the loader holds for moments only, unlike dladdr's,
 * which is held while constructors run. */
#include "variables.h"

#include <link.h>
#include <stddef.h>

enum { MOST_RANGES = 256 };

static struct {
  uintptr_t low, high;
} ranges[MOST_RANGES];
static uint32_t range_count;

static int add_module(struct dl_phdr_info *module, size_t size, void *unused) {
  (void)size;
  (void)unused;
  for (unsigned i = 0; i < module->dlpi_phnum; i++) {
    const ElfW(Phdr) *segment = &module->dlpi_phdr[i];
    if (segment->p_type != PT_LOAD || !(segment->p_flags & PF_W)) continue;
    if (range_count == MOST_RANGES) return 1;
    ranges[range_count].low = module->dlpi_addr + segment->p_vaddr;
    ranges[range_count].high = ranges[range_count].low + segment->p_memsz;
    range_count++;
  }
  return 0;
}

int custody_variables_have(uintptr_t address) {
  if (range_count == 0) return custody_variables_look(address);
  for (uint32_t i = 0; i < range_count; i++)
    if (ranges[i].low <= address && address < ranges[i].high) return 1;
  return 0;
}

int custody_variables_look(uintptr_t address) {
  range_count = 0;
  dl_iterate_phdr(add_module, NULL);
  return range_count > 0 && custody_variables_have(address);
}
