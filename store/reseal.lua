-- Puts values in the place of the same values under another seal. What was
-- written since they were read is left alone.
--
-- KEYS[1] lease  KEYS[2] where they stand
-- ARGV[1] fence  ARGV[2] hash, string or list
-- ARGV[3..] for each value: its field (of a hash), as it was read, as it is to be
--
-- Returns how many were replaced, or -1: another process holds the lease.
local lease = redis.call('GET', KEYS[1])
if not lease or string.match(lease, '^%d+') ~= ARGV[1] then return -1 end
local n = 0
local places = {}
if ARGV[2] == 'list' then
  for i, value in ipairs(redis.call('LRANGE', KEYS[2], 0, -1)) do places[value] = i - 1 end
end
for i = 3, #ARGV, 3 do
  local field, old, new = ARGV[i], ARGV[i + 1], ARGV[i + 2]
  if ARGV[2] == 'hash' and redis.call('HGET', KEYS[2], field) == old then
    redis.call('HSET', KEYS[2], field, new)
    n = n + 1
  elseif ARGV[2] == 'string' and redis.call('GET', KEYS[2]) == old then
    redis.call('SET', KEYS[2], new, 'KEEPTTL')
    n = n + 1
  elseif ARGV[2] == 'list' and places[old] then
    redis.call('LSET', KEYS[2], places[old], new)
    n = n + 1
  end
end
return n
