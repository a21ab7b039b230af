# Where a named lock is taken and given back, as mutants: one line each of kind, file, the function's
# first and last line, the lock, and the lines in which the call is taken away.
#   pair    what takes the lock, and all that gives it back until it is taken again or the function ends
#   lock    what takes it, alone
#   unlock  one that gives it back, alone
# Of locks that guard nothing that the policy names there is nothing to find.
function lock_of(text, word) {
  if (text ~ /(^|[^A-Z_])STATS_(UN)?LOCK\(\)/) return "stats_lock"
  if (text ~ /slabs_mu?n?lock\(\)/) return "slabs_lock"
  if (text ~ /(^|[^_a-z])item_(trylock_)?(un)?lock\(/) return "item_locks"
  if (match(text, /mutex_(un)?lock\(&[^)]*/)) {
    word = substr(text, RSTART, RLENGTH)
    sub(/^[^&]*&\(*/, "", word)
    gsub(/ /, "", word)
    return word
  }
  return ""
}
function note(kind, lock, lines) { made[++count] = kind " " file " %s %s " lock " " lines }
function end_section(lock) {
  if (at[lock] && ends[lock]) note("pair", lock, at[lock] ends[lock])
  delete at[lock]
  delete ends[lock]
}
function end_function(i, lock) {
  for (lock in at) end_section(lock)
  for (i = 1; i <= count; i++) printf made[i] "\n", start, FNR
  count = 0
  start = FNR + 1
}
FNR == 1 { end_function(); file = FILENAME; start = 1 }
/^}/ { end_function() }
/^[ \t].*;/ && !/#define|\/\// {
  lock = lock_of($0)
  if (lock == "" || lock ~ /worker_hang_lock|_plock|atomics_mutex/) next
  if (/[uU][nN]_?[lL][oO][cC][kK]/) {
    note("unlock", lock, FNR)
    if (lock in at) ends[lock] = ends[lock] "," FNR
    next
  }
  end_section(lock)
  note("lock", lock, FNR)
  at[lock] = FNR
}
