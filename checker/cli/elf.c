/* The section .custody.facts of one ELF file. The file may be anybody's: libelf checks what it
 * reads, facts_decode checks the rest. */
#include "reading.h"

#include "facts/facts.h"

#include <gelf.h>
#include <string.h>

/* The data of the section as a whole. libelf gives a damaged one no data. */
static int read_facts(struct reading *r, Elf_Scn *section, const GElf_Shdr *header) {
  if (header->sh_type == SHT_NOBITS)
    return reading_fail(r, "holds only debug information", "check the program itself");
  Elf_Data *data = elf_rawdata(section, NULL);
  if (data && data->d_buf) return reading_units(r, data->d_buf, data->d_size);
  if (!header->sh_size) return 0;
  return reading_fail(r, "the section " FACTS_SECTION " is cut off", "build it again");
}

int reading_elf(struct reading *r, Elf *elf) {
  size_t names, sections = 0;
  int total = 0;
  if (elf_getshdrnum(elf, &sections) != 0 || (sections && elf_getshdrstrndx(elf, &names) != 0))
    return reading_fail(r, "its section table cannot be read", elf_errmsg(-1));
  for (Elf_Scn *section = elf_nextscn(elf, NULL); section; section = elf_nextscn(elf, section)) {
    GElf_Shdr header;
    if (!gelf_getshdr(section, &header)) continue;
    const char *name = elf_strptr(elf, names, header.sh_name);
    if (!name || strcmp(name, FACTS_SECTION) != 0) continue;
    int count = read_facts(r, section, &header);
    if (count < 0) return -1;
    total += count;
  }
  return total;
}

int reading_elf_is_stripped(Elf *elf) {
  for (Elf_Scn *section = elf_nextscn(elf, NULL); section; section = elf_nextscn(elf, section)) {
    GElf_Shdr header;
    if (gelf_getshdr(section, &header) && header.sh_type == SHT_SYMTAB) return 0;
  }
  return 1;
}
