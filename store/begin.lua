-- Counts that causes are begun, before anything is done for them: what kills
-- the process is then known by how often it was begun.
--
-- KEYS[1] lease  KEYS[2] inbox  KEYS[3] tries
-- ARGV[1] fence  ARGV[2] 1, or -1 to give a count back  ARGV[3..] inbox ids
--
-- Returns how often each was begun, 0 for one that was handled meanwhile; or
-- {-1}: another process holds the lease.
local lease = redis.call('GET', KEYS[1])
if not lease or string.match(lease, '^%d+') ~= ARGV[1] then return {-1} end
local out = {}
for i = 3, #ARGV do
  out[i - 2] = 0
  if #redis.call('XRANGE', KEYS[2], ARGV[i], ARGV[i]) > 0 then
    out[i - 2] = redis.call('HINCRBY', KEYS[3], 'begun:' .. ARGV[i], ARGV[2])
  end
end
return out
