-- Turns wake-ups that are due into causes.
--
-- KEYS[1] lease  KEYS[2] wakes  KEYS[3] inbox
-- ARGV[1] fence  ARGV[2] now, Unix milliseconds  ARGV[3] at most so many
--
-- Returns how many there were, or -1: another process holds the lease.
local lease = redis.call('GET', KEYS[1])
if not lease or string.match(lease, '^%d+') ~= ARGV[1] then return -1 end
local due = redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', ARGV[2], 'LIMIT', 0, ARGV[3])
for _, person in ipairs(due) do
  redis.call('XADD', KEYS[3], '*', 'w', person)
  redis.call('ZREM', KEYS[2], person)
end
return #due
