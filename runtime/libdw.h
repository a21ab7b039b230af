/* The functions of libdw that are used, as they were found in the library that was opened. */
#ifndef CUSTODY_LIBDW_H
#define CUSTODY_LIBDW_H

#include <dwarf.h>
#include <elfutils/libdwfl.h>
#include <stdlib.h>

#define CUSTODY_LIBDW(FUNCTION)                                                                    \
  FUNCTION(dwarf_attr)                                                                             \
  FUNCTION(dwarf_cu_info)                                                                          \
  FUNCTION(dwarf_diecu)                                                                            \
  FUNCTION(dwarf_diename)                                                                          \
  FUNCTION(dwarf_filesrc)                                                                          \
  FUNCTION(dwarf_formref_die)                                                                      \
  FUNCTION(dwarf_formudata)                                                                        \
  FUNCTION(dwarf_getscopes)                                                                        \
  FUNCTION(dwarf_getscopes_die)                                                                    \
  FUNCTION(dwarf_getsrc_die)                                                                       \
  FUNCTION(dwarf_getsrcfiles)                                                                      \
  FUNCTION(dwarf_haspc)                                                                            \
  FUNCTION(dwarf_linecol)                                                                          \
  FUNCTION(dwarf_lineno)                                                                           \
  FUNCTION(dwarf_linesrc)                                                                          \
  FUNCTION(dwarf_tag)                                                                              \
  FUNCTION(dwfl_begin)                                                                             \
  FUNCTION(dwfl_build_id_find_debuginfo)                                                           \
  FUNCTION(dwfl_module_addrdie)                                                                    \
  FUNCTION(dwfl_module_addrname)                                                                   \
  FUNCTION(dwfl_module_nextcu)                                                                     \
  FUNCTION(dwfl_report_begin)                                                                      \
  FUNCTION(dwfl_report_elf)                                                                        \
  FUNCTION(dwfl_report_end)                                                                        \
  FUNCTION(free)

struct custody_libdw {
#define FUNCTION(name) __typeof__(name) *name;
  CUSTODY_LIBDW(FUNCTION)
#undef FUNCTION
};

/** All null until custody_symbols_open() has succeeded. */
extern struct custody_libdw custody_libdw;

#endif
