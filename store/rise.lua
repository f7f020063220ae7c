-- Makes the tide one higher.
--
-- KEYS[1] lease  KEYS[2] tide
-- ARGV[1] fence  ARGV[2] now, Unix milliseconds
--
-- Returns how high it is, or -1: another process holds the lease.
local lease = redis.call('GET', KEYS[1])
if not lease or string.match(lease, '^%d+') ~= ARGV[1] then return -1 end
redis.call('HSET', KEYS[2], 'at', ARGV[2])
return redis.call('HINCRBY', KEYS[2], 'n', 1)
