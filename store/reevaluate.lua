-- Has people woken, one after another, each earlier only if they are to be
-- woken earlier anyway. Nobody is woken who is not stored.
--
-- KEYS[1] lease  KEYS[2] wakes  KEYS[3..] people with ids that follow each other
-- ARGV[1] fence  ARGV[2] the first one's id  ARGV[3] the first one's moment,
-- Unix milliseconds  ARGV[4] milliseconds from one to the next
--
-- Returns how many of them are stored, or -1: another process holds the lease.
local lease = redis.call('GET', KEYS[1])
if not lease or string.match(lease, '^%d+') ~= ARGV[1] then return -1 end
local n = 0
for i = 3, #KEYS do
  if redis.call('HLEN', KEYS[i]) > 1 then
    n = n + 1
    redis.call('ZADD', KEYS[2], 'LT', ARGV[3] + (i - 3) * ARGV[4], ARGV[2] + i - 3)
  end
end
return n
