-- Lets a copy take the place of a stream, unless the stream changed since it was
-- read.
--
-- KEYS[1] lease  KEYS[2] the stream  KEYS[3] the copy
-- ARGV[1] fence  ARGV[2] number of entries  ARGV[3] id of the first  ARGV[4] of the last
--
-- Returns 1; 0: it changed; -1: another process holds the lease.
local lease = redis.call('GET', KEYS[1])
if not lease or string.match(lease, '^%d+') ~= ARGV[1] then return -1 end
local first, last = redis.call('XRANGE', KEYS[2], '-', '+', 'COUNT', 1), redis.call('XREVRANGE', KEYS[2], '+', '-', 'COUNT', 1)
if redis.call('XLEN', KEYS[2]) ~= tonumber(ARGV[2]) or not first[1] or first[1][1] ~= ARGV[3] or last[1][1] ~= ARGV[4] then return 0 end
local ttl = redis.call('PTTL', KEYS[2])
redis.call('RENAME', KEYS[3], KEYS[2])
if ttl > 0 then redis.call('PEXPIRE', KEYS[2], ttl) else redis.call('PERSIST', KEYS[2]) end
return 1
