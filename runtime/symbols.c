/* See symbols.h. One session of libdw for each loaded file: libraries that come and go do not disturb
 * each other. What it reads it keeps, so only the first report of a file is slow. */
#include "symbols.h"
#include "libdw.h"
#include "module.h"
#include "text.h"
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { FILES = 64, NAME_SIZE = 256, PATH_SIZE = 512, AWAY = 200 };

struct file {
  char path[PATH_SIZE];
  uintptr_t bias;
  Dwfl_Module *module; /* null: it cannot be read */
};
static struct file files[FILES];
static unsigned file_count;
static char names[CUSTODY_SYMBOLS_INLINED][NAME_SIZE];

/* A place in the source, which the file's tables name. */
struct unit {
  Dwarf_Die *die;
  Dwarf_Addr bias;
};

/* libdw keeps what it reads open. Out of the way of the numbers that the program's own files get, and
 * not for the programs that it starts. */
static int keep_away(int file) {
  if (file < 0) return file;
  int away = (int)syscall(SYS_fcntl, file, F_DUPFD_CLOEXEC, AWAY);
  if (away < 0) syscall(SYS_fcntl, file, F_SETFD, FD_CLOEXEC);
  else syscall(SYS_close, file);
  return away < 0 ? file : away;
}

static Dwfl_Module *close_file(int file) {
  if (file >= 0) syscall(SYS_close, file);
  return NULL;
}

static int find_debug_file(Dwfl_Module *module, void **data, const char *name, Dwarf_Addr base,
                           const char *path, const char *link, GElf_Word checksum, char **found) {
  return keep_away(custody_libdw.dwfl_build_id_find_debuginfo(module, data, name, base, path, link,
                                                              checksum, found));
}

static Dwfl_Module *open_file(const struct custody_module *module) {
  static char *folders; /* the usual ones */
  static const Dwfl_Callbacks callbacks = {.find_debuginfo = find_debug_file,
                                           .debuginfo_path = &folders};
  int file = (int)syscall(SYS_openat, AT_FDCWD, module->path, O_RDONLY | O_CLOEXEC, 0);
  Dwfl *session = file < 0 ? NULL : custody_libdw.dwfl_begin(&callbacks);
  file = keep_away(file);
  if (!session) return close_file(file);
  custody_libdw.dwfl_report_begin(session);
  Dwfl_Module *opened =
      custody_libdw.dwfl_report_elf(session, module->path, module->path, file, module->bias, 1);
  custody_libdw.dwfl_report_end(session, NULL, NULL);
  return opened ? opened : close_file(file);
}

static Dwfl_Module *file_of(const struct custody_module *module) {
  for (unsigned i = 0; i < file_count; i++)
    if (files[i].bias == module->bias && custody_text_equal(files[i].path, module->path))
      return files[i].module;
  if (file_count == FILES) return NULL;
  struct file *file = &files[file_count++];
  custody_text_copy(file->path, module->path, sizeof file->path);
  file->bias = module->bias;
  file->module = open_file(module);
  return file->module;
}

/* By the file's table of addresses; or, since Clang writes none, unit by unit. */
static struct unit unit_of(Dwfl_Module *module, Dwarf_Addr address) {
  struct unit unit = {NULL, 0};
  unit.die = custody_libdw.dwfl_module_addrdie(module, address, &unit.bias);
  if (unit.die) return unit;
  while ((unit.die = custody_libdw.dwfl_module_nextcu(module, unit.die, &unit.bias)))
    if (custody_libdw.dwarf_haspc(unit.die, address - unit.bias) > 0) break;
  return unit;
}

/* Where a function is declared: an inlined one refers to what it is a copy of, a method that is defined
 * outside its class to its declaration there. */
static Dwarf_Die declaration_of(const Dwarf_Die *die) {
  Dwarf_Die at = *die;
  Dwarf_Attribute attribute;
  for (int i = 0; i < 8; i++) {
    if (!custody_libdw.dwarf_attr(&at, DW_AT_abstract_origin, &attribute) &&
        !custody_libdw.dwarf_attr(&at, DW_AT_specification, &attribute))
      break;
    Dwarf_Die next;
    if (!custody_libdw.dwarf_formref_die(&attribute, &next)) break;
    at = next;
  }
  return at;
}

static int is_scope_of_names(int tag) {
  return tag == DW_TAG_namespace || tag == DW_TAG_class_type || tag == DW_TAG_structure_type ||
         tag == DW_TAG_union_type;
}

/* "server::handle": with the namespaces and classes around it. */
static const char *name_of(const Dwarf_Die *die, char *buffer) {
  Dwarf_Die at = declaration_of(die), *scopes = NULL;
  const char *name = custody_libdw.dwarf_diename(&at);
  if (!name) return NULL;
  struct custody_text text = custody_text_in(buffer, NAME_SIZE);
  int count = custody_libdw.dwarf_getscopes_die(&at, &scopes);
  for (int i = count - 1; i > 0; i--) {
    const char *outer = custody_libdw.dwarf_diename(&scopes[i]);
    if (!outer || !is_scope_of_names(custody_libdw.dwarf_tag(&scopes[i]))) continue;
    custody_text_add(&text, outer);
    custody_text_add(&text, "::");
  }
  if (count > 0) custody_libdw.free(scopes);
  custody_text_add(&text, name);
  return buffer;
}

static void add_line(struct custody_symbol *symbol, const struct unit *unit, Dwarf_Addr address) {
  Dwarf_Line *line = custody_libdw.dwarf_getsrc_die(unit->die, address);
  int number = 0, column = 0;
  if (!line) return;
  symbol->file = custody_libdw.dwarf_linesrc(line, NULL, NULL);
  if (custody_libdw.dwarf_lineno(line, &number) == 0) symbol->line = (unsigned)number;
  if (custody_libdw.dwarf_linecol(line, &column) == 0) symbol->column = (unsigned)column;
}

static Dwarf_Word number_of(Dwarf_Die *die, unsigned name) {
  Dwarf_Attribute attribute;
  Dwarf_Word number = 0;
  if (!custody_libdw.dwarf_attr(die, name, &attribute)) return 0;
  return custody_libdw.dwarf_formudata(&attribute, &number) == 0 ? number : 0;
}

/* Where the function that is inlined here was called. */
static void add_call(struct custody_symbol *symbol, Dwarf_Die *inlined) {
  Dwarf_Die unit;
  Dwarf_Files *table = NULL;
  if (custody_libdw.dwarf_diecu(inlined, &unit, NULL, NULL) &&
      custody_libdw.dwarf_getsrcfiles(&unit, &table, NULL) == 0)
    symbol->file =
        custody_libdw.dwarf_filesrc(table, number_of(inlined, DW_AT_call_file), NULL, NULL);
  symbol->line = (unsigned)number_of(inlined, DW_AT_call_line);
  symbol->column = (unsigned)number_of(inlined, DW_AT_call_column);
}

/* From the innermost scope outwards, until the function that the compiler laid down. */
static unsigned add_functions(Dwarf_Die *scopes, int count, struct custody_symbol *symbols) {
  unsigned found = 0;
  for (int i = 0; i < count; i++) {
    int tag = custody_libdw.dwarf_tag(&scopes[i]);
    if (tag != DW_TAG_inlined_subroutine && tag != DW_TAG_subprogram) continue;
    symbols[found].function = name_of(&scopes[i], names[found]);
    found++;
    if (tag == DW_TAG_subprogram || found == CUSTODY_SYMBOLS_INLINED) break;
    symbols[found] = (struct custody_symbol){0};
    add_call(&symbols[found], &scopes[i]);
  }
  return found;
}

/* With -gsplit-dwarf the program has the lines alone, and names the file (.dwo) that has the functions. */
static Dwarf_Die with_functions(const struct unit *unit) {
  Dwarf_Die split = {0};
  uint8_t type = 0;
  if (custody_libdw.dwarf_cu_info(unit->die->cu, NULL, &type, NULL, &split, NULL, NULL, NULL) != 0)
    return *unit->die;
  return type == DW_UT_skeleton && split.addr ? split : *unit->die;
}

static unsigned from_unit(const struct unit *unit, Dwarf_Addr address,
                          struct custody_symbol *symbols) {
  Dwarf_Die *inner = NULL, *scopes = NULL, functions = with_functions(unit);
  unsigned found = 0;
  if (custody_libdw.dwarf_getscopes(&functions, address, &inner) <= 0) return 0;
  /* Beyond an inlined function those are the scopes of its source; these are where it lies. */
  int count = custody_libdw.dwarf_getscopes_die(&inner[0], &scopes);
  if (count > 0) found = add_functions(scopes, count, symbols);
  if (count > 0) custody_libdw.free(scopes);
  custody_libdw.free(inner);
  return found;
}

unsigned custody_symbols_at(const struct custody_module *module, uintptr_t address,
                            struct custody_symbol *symbols) {
  Dwfl_Module *file = file_of(module);
  if (!file) return 0;
  struct unit unit = unit_of(file, address);
  symbols[0] = (struct custody_symbol){0};
  if (unit.die) add_line(&symbols[0], &unit, address - unit.bias);
  unsigned found = unit.die ? from_unit(&unit, address - unit.bias, symbols) : 0;
  if (found > 0) return found;
  symbols[0].function = custody_libdw.dwfl_module_addrname(file, address);
  return symbols[0].function || symbols[0].file;
}
