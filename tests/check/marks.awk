# Compares findings with the marks in the sources; `whole` says what marks there are. Reads the
# sources first, then, after stage=plugin and stage=check, what each of the two has printed. With
# silent=1 the program is the right one of two, and only known false alarms are marks.

function complain(text) {
  print text
  failed = 1
}

# The mark's line: its own, or as far away as @+N or @-N says.
function mark_line(offset) { return FNR + (offset == "" ? 0 : offset) }

function add_mark(kind, offset, rest,    group) {
  if (kind != "expect-note") {
    group = rest
    sub(/ .*/, "", group)
    sub(/^[^ ]+ ?/, "", rest)
  }
  marks++
  mark_kind[marks] = kind
  mark_at[marks] = FILENAME ":" mark_line(offset)
  mark_group[marks] = group
  mark_text[marks] = rest
}

function read_marks(line,    parts, count, i, kind, offset, rest) {
  count = split(line, parts, /\/\/ /)
  for (i = 2; i <= count; i++) {
    if (parts[i] !~ /^(expect|expect-plugin|expect-both|expect-note|known-miss|known-false-alarm)(@[-+][0-9]+)?: /)
      continue
    kind = offset = rest = parts[i]
    sub(/[@:].*/, "", kind)
    if (silent && kind != "known-false-alarm") continue
    sub(/: .*/, "", offset)
    if (offset ~ /@/) sub(/.*@/, "", offset)
    else offset = ""
    sub(/^[^:]*: /, "", rest)
    sub(/[ \t]+$/, "", rest)
    add_mark(kind, offset, rest)
  }
}

function kind_is_of(kind, stage, word) {
  if (word == "note") return kind == "expect-note" && stage == "check"
  if (kind == "expect-both") return 1
  if (stage == "plugin") return kind == "expect-plugin" || kind == "known-false-alarm"
  return kind == "expect" || kind == "known-false-alarm" || kind == "known-miss"
}

# The mark that this line of output meets, or 0. Each meets one mark; two may stand on a line.
function find_mark(stage, word, at, group, text,    i) {
  for (i = 1; i <= marks; i++)
    if (kind_is_of(mark_kind[i], stage, word) && mark_at[i] == at && mark_group[i] == group &&
        !((stage, i) in met) && index(text, mark_text[i]))
      return i
  return 0
}

function meet(stage, word, at, group, text,    mark) {
  mark = find_mark(stage, word, at, group, text)
  if (mark) met[stage, mark] = 1
  else if (word != "note") complain("not expected from the " stage ": " $0)
  if (mark && mark_kind[mark] == "known-miss")
    complain(at ": a known miss is found now; make it `expect`: " $0)
}

function read_output(    at, group, text, word) {
  if (!match($0, /:[0-9]+:[0-9]+: (warning|error|note): /)) {
    if ($0 ~ /(warning|error): /) complain("unreadable line: " $0)
    return
  }
  at = substr($0, 1, RSTART - 1)
  text = substr($0, RSTART + 1)
  at = at ":" text
  sub(/:[0-9]+: (warning|error|note): .*/, "", at)
  word = text
  sub(/^[0-9]+:[0-9]+: /, "", word)
  sub(/: .*/, "", word)
  sub(/^[0-9]+:[0-9]+: [a-z]+: /, "", text)
  group = ""
  if (word != "note") {
    if (!match(text, / \[-Wcustody-[a-z]+\]$/)) {
      complain("not custody's: " $0)
      return
    }
    group = substr(text, RSTART + 12, RLENGTH - 13)
    text = substr(text, 1, RSTART - 1)
  }
  meet(stage, word, at, group, text)
}

stage == "" { read_marks($0) }
stage != "" { read_output() }

function unmet(stage, i) {
  if (!((stage, i) in met))
    complain(mark_at[i] ": not found by the " stage ": " mark_group[i] " " mark_text[i])
}

END {
  for (i = 1; i <= marks; i++) {
    if (mark_kind[i] == "expect-plugin" || mark_kind[i] == "expect-both") unmet("plugin", i)
    if (mark_kind[i] != "expect-plugin" && mark_kind[i] != "known-miss") unmet("check", i)
  }
  exit failed
}
