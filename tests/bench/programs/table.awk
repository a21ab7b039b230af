# A program's table from the lines of all rounds: variant, amount, seconds by the clock, of user and
# of system time, reports. Of each variant the round with the least processor time for its amount.
BEGIN {
  # Four connections; a pbzip2 amount is in KB, a stunnel4 amount messages of one.
  units["memcached"] = 4; units["stunnel4"] = 4 / 1024; units["pbzip2"] = 1 / 1024
  scale = program == "memcached" ? 1e6 : 1e3
}
{
  amount = $2 * units[program]
  cost = ($4 + $5) / amount
  if (!($1 in least)) order[++count] = $1
  if (!($1 in least) || cost < least[$1]) {
    least[$1] = cost
    rate[$1] = amount / $3
    user[$1] = $5 == "-" ? 0 : $4 / amount
    reports[$1] = $6
  }
}
function ratio(of, plain) { return plain > 0 ? sprintf("%.3fx", of / plain) : "-" }
END {
  printf "%-10s %12s %8s %14s %8s %14s %8s %8s\n", program, (program == "memcached" ? "requests/s" : "MB/s"), "",
    scale == 1e6 ? "us user" : "ms user", "", "user+system", "", "reports"
  for (i = 1; i <= count; i++) {
    v = order[i]
    printf "%-10s %12.1f %8s %14s %8s %14.3f %8s %8s\n", v, rate[v], ratio(rate[v], rate["plain"]),
      user[v] ? sprintf("%.3f", user[v] * scale) : "-", ratio(user[v], user["plain"]),
      least[v] * scale, ratio(least[v], least["plain"]), reports[v]
  }
  tsan = least["tsan"] - least["plain"]
  all = least["all"] - least["plain"]
  printf "aims: unproved 1.02x, all 1.10x, TSan takes 10 times as much more; here "
  print (all > 0 ? sprintf("%.1f times", tsan / all) : "all takes no more than plain")
  printf "of ThreadSanitizer alone (aims 1.15x and 0.50x): with custody %s, with tsan=elide %s\n",
    ratio(least["tsan+all"], least["tsan"]), ratio(least["tsan+elide"], least["tsan"])
}
