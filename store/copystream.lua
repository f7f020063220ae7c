-- Appends entries, with the ids they have, to the copy of a stream.
--
-- KEYS[1] lease  KEYS[2] the copy
-- ARGV[1] fence  ARGV[2] 1: the copy begins  ARGV[3] how long Redis keeps a copy
-- that is given up, milliseconds
-- ARGV[4..] for each entry: id, number of field/value pairs, the pairs
--
-- Returns 1, or -1: another process holds the lease.
local lease = redis.call('GET', KEYS[1])
if not lease or string.match(lease, '^%d+') ~= ARGV[1] then return -1 end
if ARGV[2] == '1' then redis.call('DEL', KEYS[2]) end
local at = 4
while at <= #ARGV do
  local id, n, fields = ARGV[at], tonumber(ARGV[at + 1]), {}
  for i = 1, 2 * n do fields[i] = ARGV[at + 1 + i] end
  redis.call('XADD', KEYS[2], id, unpack(fields))
  at = at + 2 + 2 * n
end
redis.call('PEXPIRE', KEYS[2], ARGV[3])
return 1
