-- Gives a record another name, in its lists, too. What was written since it was
-- looked at is left alone.
--
-- KEYS[1] lease  KEYS[2] the record  KEYS[3] the same under its other name
-- KEYS[4..] the lists it stands in
-- ARGV[1] fence  ARGV[2] the version it was found at  ARGV[3] its name
-- ARGV[4] its other name  ARGV[5] the data sealed under that; empty: it is over
--
-- Returns how many were named, or -1: another process holds the lease.
local lease = redis.call('GET', KEYS[1])
if not lease or string.match(lease, '^%d+') ~= ARGV[1] then return -1 end
if (redis.call('HGET', KEYS[2], 'v') or '0') ~= ARGV[2] then return 0 end
for i = 4, #KEYS do
  local order = redis.call('ZSCORE', KEYS[i], ARGV[3])
  redis.call('ZREM', KEYS[i], ARGV[3])
  if order and ARGV[5] ~= '' then redis.call('ZADD', KEYS[i], order, ARGV[4]) end
end
if ARGV[5] == '' then
  redis.call('DEL', KEYS[2])
  return 0
end
redis.call('RENAME', KEYS[2], KEYS[3])
redis.call('HSET', KEYS[3], 'd', ARGV[5])
return 1
